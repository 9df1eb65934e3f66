// SPDX-License-Identifier: MIT
#include "weft/sched/scheduler.h"

#include <new>

#if WEFT_TELL_ASAN
#include <sanitizer/common_interface_defs.h>
#endif

namespace weft {

constinit Scheduler scheduler;

List<Waiter>& Scheduler::queue_of(const Fiber& fiber) {
  if (fiber.kind == Waiter::Kind::kTask) return due_;
  return ready_[static_cast<size_t>(fiber.priority)];
}

void Scheduler::enqueue(Fiber& fiber) {
  fiber.state = Fiber::State::kReady;
  queue_of(fiber).push_back(fiber);
}

bool Scheduler::dequeue(Fiber& fiber) {
  bool ready = fiber.state == Fiber::State::kReady;
  if (ready) queue_of(fiber).remove(fiber);
  return ready;
}

void Scheduler::make_ready(Fiber& fiber) {
  enqueue(fiber);
  if (running_ && !alone_) return;
  alone_ = false;
  port::request_run();
}

// Somebody may want to run before port::nobody_waits() was told that anybody will.
void Scheduler::not_alone() {
  if (!port::kTicksRest || !alone_) return;
  alone_ = false;
  port::request_run();
}

// A fiber that was woken before it had parked is on the run queue while it runs.
void Scheduler::leave_run_queue(Fiber& fiber) {
  LockOut lock_out;
  dequeue(fiber);
  fiber.state = Fiber::State::kRunning;
}

// Takes it off its queue and its timer.
void Scheduler::detach(Waiter& waiter) {
  if (waiter.queue != nullptr) waiter.queue->remove(waiter);
  if (waiter.timer.armed()) timers_.cancel(waiter.timer);
}

void Scheduler::wake(Waiter& waiter, Outcome outcome) {
  if (waiter.outcome != Outcome::kPending) return;
  scheduler.detach(waiter);
  waiter.outcome = outcome;
  switch (waiter.kind) {
    case Waiter::Kind::kNative:
#if WEFT_NATIVE_THREADS
      port::wake_native(waiter);
#endif
      break;
    case Waiter::Kind::kAlarm:
      if (!port::alarm(waiter)) {
        scheduler.due_.push_back(waiter);
        if (!scheduler.running_) port::request_run();
      }
      break;
    case Waiter::Kind::kTicket:
      wake_first(static_cast<Ticket&>(waiter).holder);
      break;
    default: {
      auto& fiber = static_cast<Fiber&>(waiter);
      // One that is interrupted may be pushed by whoever does it: see cancel_wait().
      bool pushed = waiter.kind == Waiter::Kind::kTask && outcome != Outcome::kInterrupted &&
                    &fiber != scheduler.current_ && port::push_task(fiber);
      if (!pushed) scheduler.make_ready(fiber);
    }
  }
}

size_t Scheduler::wake_first(WaitQueue& queue, size_t count, Outcome outcome) {
  for (; count != 0 && !queue.empty(); count--) wake(*queue.front(), outcome);
  return count;
}

// Called with the lock-out held.
void Scheduler::expire_timers(Micros now) {
  while (Timer* timer = timers_.pop_due(now)) {
    wake(*Waiter::from_timer(timer), Outcome::kTimedOut);
  }
}

void Scheduler::look_at_clock() {
  Micros now = port::now_us();
  looks_ = now - last_look_ < kQuickStep * kSwitchesPerLook ? kSwitchesPerLook : 1;
  last_look_ = now;
  expire_timers(now);
  port::look_at_io(now);
  if (now >= slice_end_ || port::hub_needs_attention()) slice_over_ = true;
}

Fiber& Scheduler::next_fiber() {
  LockOut lock_out;
  if (--looks_ <= 0 && !slice_over_) look_at_clock();
  if (slice_over_) return hub_;
  Fiber* next = pop_ready();
  if (next == nullptr) return hub_;
  next->state = Fiber::State::kRunning;
  return *next;
}

// xorshift64*
uint64_t Scheduler::random() {
  random_ ^= random_ >> 12;
  random_ ^= random_ << 25;
  random_ ^= random_ >> 27;
  return (random_ * 0x2545F4914F6CDD1D) >> 32;
}

// Called with the lock-out held.
Fiber* Scheduler::pop_ready() {
  List<Waiter>& user = ready_[static_cast<size_t>(Fiber::Priority::kUser)];
  List<Waiter>& system = ready_[static_cast<size_t>(Fiber::Priority::kSystem)];
  bool user_waits = !user.empty();
  bool take_user = system.empty() || (user_waits && system_turns_ >= kSystemTurns);
  system_turns_ = take_user || !user_waits ? 0 : system_turns_ + 1;
  List<Waiter>& from = take_user ? user : system;
  Waiter* next = from.front();
  if (next == nullptr) return nullptr;
  if (exploring()) {
    uint64_t count = 0;
    for (Waiter* it = next; it != nullptr; it = it->list_next) count++;
    for (count = random() % count; count != 0; count--) next = next->list_next;
  }
  from.remove(*next);
  return static_cast<Fiber*>(next);
}

void Scheduler::set_priority(Fiber& fiber, Fiber::Priority priority) {
  LockOut lock_out;
  bool ready = dequeue(fiber);
  fiber.priority = priority;
  if (ready) enqueue(fiber);
}

void Scheduler::arm(Waiter& alarm, Micros deadline) {
  LockOut lock_out;
  alarm.outcome = Outcome::kPending;
  timers_.add(alarm.timer, deadline);
  not_alone();
}

void Scheduler::disarm(Waiter& alarm) {
  LockOut lock_out;
  if (alarm.timer.armed()) timers_.cancel(alarm.timer);
  if (alarm.outcome == Outcome::kTimedOut) {  // perhaps left to the hub
    for (Waiter* it = due_.front(); it != nullptr; it = it->list_next) {
      if (it == &alarm) {
        due_.remove(alarm);
        break;
      }
    }
  }
  alarm.outcome = Outcome::kInterrupted;
}

void Scheduler::reset() {
  new (&due_) List<Waiter>();
  new (&timers_) TimerQueue();
  current_ = &hub_;
  hub_.state = Fiber::State::kRunning;
  hub_.outcome = Outcome::kWoken;
  random_ = 0;
  running_ = alone_ = false;
  slice_over_ = true;
}

void Scheduler::abandon(Fiber& fiber) {
  LockOut lock_out;
  dequeue(fiber);
  detach(fiber);
  stack_pool.unbind(fiber);
  fiber.state = Fiber::State::kFinished;
}

void Scheduler::poll() {
  LockOut lock_out;
  expire_timers(port::now_us());
}

void Scheduler::preempt(bool loop_too) {
  Micros loop_due = loop_too || !on_hub() ? port::loop_due() : kForever;
  bool loop_waits;
  {
    LockOut lock_out;
    look_at_clock();
    loop_waits = loop_due <= last_look_ || (!on_hub() && has_due());
    if (!has_ready() && !loop_waits && !port::hub_needs_attention()) {
      if (port::kTicksRest) {
        Micros timer_due = timers_.next_deadline();
        alone_ = true;
        port::nobody_waits(timer_due < loop_due ? timer_due : loop_due);
      }
      return;
    }
    if (!has_ready() && !slice_over_) return;
  }
  if (on_hub()) return yield_hub(loop_waits);
  (void)yield();
}

// Inlined: the frames below a parked fiber's are accounted for.
[[gnu::always_inline]] inline void Scheduler::hand_to(Fiber& next, StackSlot* running_on) {
  Fiber& from = *current_;
  tell_tsan(from, next);
  port::begin_switch();  // first: a collector goes by who is current
  current_ = &next;
  __atomic_store_n(&switches_, switches_ + 1, __ATOMIC_RELAXED);  // the ticker reads it
#if !WEFT_CARRIER
  port::activate(next);
#endif
  stack_pool.switch_to(from, next, running_on);
}

void Scheduler::switch_to(Fiber& next) {
  hand_to(next, current_->slot);
  port::end_switch();
}

bool Scheduler::reserve_stack() { return reserve_stack_at(__builtin_frame_address(0)); }

bool Scheduler::reserve_for_suspends() {
  return stack_pool.reserve_shared(
      *current_, static_cast<char*>(__builtin_frame_address(0)) - kParkFrameBytes);
}

Waiter* Scheduler::prepare_wait_at(void* frame) {
  Waiter* self = port::native_caller();
  if (self == nullptr) {
    if (!scheduler.reserve_stack_at(frame)) return nullptr;
    self = scheduler.current_;
  }
  port::lock();
  return self;
}

Waiter* Scheduler::prepare_wait() { return prepare_wait_at(__builtin_frame_address(0)); }

void Scheduler::begin_wait(Waiter& self, WaitQueue* queue, Micros deadline) {
  checks::waiter_queued();
  self.outcome = Outcome::kPending;
  if (queue != nullptr) queue->push_back(self);
#if WEFT_NATIVE_THREADS
  if (self.kind == Waiter::Kind::kNative) {
    self.timer.deadline = deadline;  // the OS keeps it: see complete_wait()
    return;
  }
#endif
  static_cast<Fiber&>(self).state = Fiber::State::kParked;
  if (deadline != kForever) scheduler.timers_.add(self.timer, deadline);
  // The hub looks itself.
  if (&self != &scheduler.hub_ && port::interrupt_pending()) wake(self, Outcome::kInterrupted);
}

Outcome Scheduler::complete_wait(Waiter& waiter) {
#if WEFT_NATIVE_THREADS
  if (waiter.kind == Waiter::Kind::kNative) {
    checks::about_to_park();
    port::block_native(waiter, waiter.timer.deadline);
    return waiter.outcome;
  }
#endif
  auto& self = static_cast<Fiber&>(waiter);
  // The hub lets others run, and asyncio's loop, while it waits.
  if (self.outcome != Outcome::kPending || &self == &scheduler.hub_) checks::about_to_park();
  if (self.outcome != Outcome::kPending) {
    scheduler.leave_run_queue(self);
  } else if (&self == &scheduler.hub_) {
    scheduler.wait_on_hub();
  } else {
    if (self.kind == Waiter::Kind::kTask) port::task_parked(self);
    Fiber& next = scheduler.next_fiber();
    checks::about_to_park();
    if (&next != &self) scheduler.switch_to(next);
  }
  return self.outcome;
}

Waiter* Scheduler::next_due() {
  LockOut lock_out;
  Waiter* next = due_.pop_front();
  if (next != nullptr && next->kind == Waiter::Kind::kTask) {
    static_cast<Fiber*>(next)->state = Fiber::State::kParked;
  }
  return next;
}

void Scheduler::resume(Fiber& fiber) {
  {
    LockOut lock_out;
    dequeue(fiber);  // where a suspended one is that was interrupted meanwhile
    fiber.state = Fiber::State::kRunning;
    not_alone();  // for the hub's part, which had been left alone
  }
  switch_to(fiber);
}

bool Scheduler::cancel_wait(Fiber& fiber) {
  LockOut lock_out;
  bool waited = fiber.outcome == Outcome::kPending;
  if (waited) wake(fiber, Outcome::kInterrupted);
  dequeue(fiber);
  fiber.state = Fiber::State::kParked;
  return waited;
}

void Scheduler::begin_suspend() {
  current_->outcome = Outcome::kSuspended;
  current_->state = Fiber::State::kParked;
}

void Scheduler::interrupt(Fiber& fiber) {
  if (fiber.state != Fiber::State::kParked) return;
  if (fiber.outcome == Outcome::kSuspended) {
    make_ready(fiber);
  } else {
    wake(fiber, Outcome::kInterrupted);
  }
}

// Has the loop run, unless it has nothing to do: nothing at all if the hub waits, nothing now if
// its wait is over. The hub is a task among the others as long as it runs.
bool Scheduler::visit_loop() {
  loop_turn_ = port::now_us();
  bool waits = hub_.outcome == Outcome::kPending;
  Micros loop_due = has_due() ? 0 : port::loop_due();
  if (loop_due > (waits ? kForever - 1 : loop_turn_)) return false;
  {
    LockOut lock_out;
    dequeue(hub_);
    hub_.kind = Waiter::Kind::kTask;
    if (hub_.outcome != Outcome::kPending) make_ready(hub_);
  }
  bool ran = port::run_loop();
  LockOut lock_out;
  bool ready = dequeue(hub_);
  hub_.kind = Waiter::Kind::kFiber;
  if (ready) enqueue(hub_);
  return ran;
}

void Scheduler::wait_on_hub() {
  while (hub_.outcome == Outcome::kPending) {
    Micros next = run(kHubSlice);
    if (hub_.outcome != Outcome::kPending) {
      if (last_look_ - loop_turn_ >= kHubSlice) visit_loop();
      break;
    }
    Outcome give_up = Outcome::kPending;
    if (port::hub_needs_attention()) {
      give_up = Outcome::kInterrupted;
    } else if (visit_loop() || has_ready()) {
      continue;  // also if merely looking at the loop woke somebody, by a scheduled callback
    } else if (next == kForever && !port::outside_wake_possible()) {
      give_up = Outcome::kDeadlock;
    } else if (next != 0) {
      port::idle(next);
    }
    if (give_up != Outcome::kPending) {
      LockOut lock_out;
      wake(hub_, give_up);
    }
  }
  leave_run_queue(hub_);
}

Micros Scheduler::run(Micros budget) {
  Micros now = port::now_us();
  {
    LockOut lock_out;
    running_ = true;
    slice_over_ = port::hub_needs_attention();
    slice_end_ = now + budget;
    looks_ = 2;  // the first switch needs none, and must not find the budget spent
    last_look_ = now;
    expire_timers(now);
  }
  // Fibers hand over to each other; whoever finds nothing to run, or the slice over, or the hub's
  // turn come, hands over to the hub.
  Fiber& next = next_fiber();
  if (&next != &hub_) switch_to(next);
  LockOut lock_out;
  slice_over_ = true;
  running_ = false;
  not_alone();
  return has_ready() ? 0 : timers_.next_deadline();
}

// The hub takes its turn among those that are ready.
void Scheduler::yield_hub(bool loop_too) {
  {
    LockOut lock_out;
    hub_.outcome = Outcome::kWoken;
    enqueue(hub_);
  }
  run(kHubSlice);
  if (loop_too) visit_loop();
  leave_run_queue(hub_);
}

bool Scheduler::yield() {
  Fiber& self = *current_;
  if (&self == &hub_) {
    yield_hub(true);
    return true;
  }
  if (!reserve_stack()) return false;
  {
    LockOut lock_out;
    self.outcome = Outcome::kWoken;
    enqueue(self);
  }
  if (self.kind == Waiter::Kind::kTask) port::task_parked(self);
  Fiber& next = next_fiber();
  if (&next != &self) switch_to(next);
  return true;
}

void Scheduler::finish() {
  Fiber& self = *current_;
  StackSlot* slot = self.slot;
  self.state = Fiber::State::kFinished;
  {
    LockOut lock_out;
    stack_pool.unbind(self);
  }
  hand_to(next_fiber(), slot);
  __builtin_unreachable();
}

#if WEFT_TELL_ASAN
// Called as the first thing on a fresh fiber's stack: tells where the previous stack was, which is
// how the hub's extent becomes known.
void Scheduler::note_hub_stack() {
  const void* bottom = nullptr;
  size_t bytes = 0;
  __sanitizer_finish_switch_fiber(nullptr, &bottom, &bytes);
  if (hub_bottom_ == nullptr) {
    hub_bottom_ = bottom;
    hub_bytes_ = bytes;
  }
}
#endif

Outcome wait_unless(bool (*satisfied)(WaitQueue&), WaitQueue& queue, Micros deadline) {
  {
    LockOut lock_out;
    if (satisfied(queue)) return Outcome::kWoken;
  }
  // Its own frame is gone when it parks: that is its last call.
  Waiter* self = Scheduler::prepare_wait_at(__builtin_frame_address(0));
  if (self == nullptr) return Outcome::kNoMemory;
  if (satisfied(queue)) {  // meanwhile
    port::unlock();
    return Outcome::kWoken;
  }
  return scheduler.wait(*self, &queue, deadline);
}

Micros deadline_after(Micros timeout) {
  Micros now = port::now_us();
  return timeout < kForever - now ? now + timeout : kForever;
}

}  // namespace weft
