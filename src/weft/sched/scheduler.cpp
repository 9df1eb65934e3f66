#include "weft/sched/scheduler.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace weft {

constinit Scheduler scheduler;

List<Waiter>& Scheduler::queue_of(const Fiber& fiber) {
  return fiber.kind == Waiter::Kind::kTask ? due_tasks_ : ready_;
}

void Scheduler::make_ready(Fiber& fiber) {
  fiber.state = Fiber::State::kReady;
  queue_of(fiber).push_back(fiber);
  if (!running_) port::request_run();
}

// A fiber that was woken before it had parked is on the run queue while it runs.
void Scheduler::leave_run_queue(Fiber& fiber) {
  LockOut lock_out;
  if (fiber.state == Fiber::State::kReady) queue_of(fiber).remove(fiber);
  fiber.state = Fiber::State::kRunning;
}

void Scheduler::wake(Waiter& waiter, Outcome outcome) {
  if (waiter.outcome != Outcome::kPending) return;
  if (waiter.queue != nullptr) waiter.queue->remove(waiter);
  if (waiter.timer.armed()) timers_.cancel(waiter.timer);
  waiter.outcome = outcome;
  if (waiter.kind == Waiter::Kind::kNative) {
    port::wake_native(waiter);
  } else {
    make_ready(static_cast<Fiber&>(waiter));
  }
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
  if (now >= slice_end_ || port::hub_needs_attention()) slice_over_ = true;
}

Fiber& Scheduler::next_fiber() {
  LockOut lock_out;
  if (--looks_ <= 0 && !slice_over_) look_at_clock();
  if (slice_over_) return hub_;
  Waiter* next = ready_.pop_front();
  if (next == nullptr) return hub_;
  auto& fiber = static_cast<Fiber&>(*next);
  fiber.state = Fiber::State::kRunning;
  return fiber;
}

void Scheduler::switch_to(Fiber& next) {
  Fiber& from = *current_;
  current_ = &next;
  switches_++;
  port::begin_switch();
  port::activate(next);
  stacks_.switch_to(from, next, from.slot);
  port::end_switch();
}

Waiter* Scheduler::prepare_wait() {
  Waiter* self = port::native_caller();
  if (self == nullptr) {
    if (!reserve_stack()) return nullptr;
    self = current_;
  }
  port::lock();
  return self;
}

void Scheduler::begin_wait(Waiter& self, WaitQueue* queue, Micros deadline) {
  self.outcome = Outcome::kPending;
  if (queue != nullptr) queue->push_back(self);
  if (self.kind == Waiter::Kind::kNative) {
    self.timer.deadline = deadline;  // the OS keeps it: see complete_wait()
    return;
  }
  static_cast<Fiber&>(self).state = Fiber::State::kParked;
  if (deadline != kForever) timers_.add(self.timer, deadline);
}

Outcome Scheduler::complete_wait(Waiter& waiter) {
  if (waiter.kind == Waiter::Kind::kNative) {
    port::block_native(waiter, waiter.timer.deadline);
    return waiter.outcome;
  }
  auto& self = static_cast<Fiber&>(waiter);
  if (self.outcome != Outcome::kPending) {
    leave_run_queue(self);
  } else if (&self == &hub_) {
    wait_on_hub();
  } else {
    if (self.kind == Waiter::Kind::kTask) port::task_parked(self);
    Fiber& next = next_fiber();
    if (&next != &self) switch_to(next);
  }
  return self.outcome;
}

Fiber* Scheduler::next_due_task() {
  LockOut lock_out;
  auto* fiber = static_cast<Fiber*>(due_tasks_.pop_front());
  if (fiber != nullptr) fiber->state = Fiber::State::kParked;
  return fiber;
}

void Scheduler::resume(Fiber& fiber) {
  fiber.state = Fiber::State::kRunning;
  switch_to(fiber);
}

bool Scheduler::cancel_wait(Fiber& fiber) {
  LockOut lock_out;
  if (fiber.outcome != Outcome::kPending) return false;
  wake(fiber, Outcome::kInterrupted);
  queue_of(fiber).remove(fiber);
  fiber.state = Fiber::State::kParked;
  return true;
}

void Scheduler::suspend() {
  current_->state = Fiber::State::kParked;
  switch_to(next_fiber());
}

// The hub is a task among the others as long as the loop runs.
bool Scheduler::wait_in_loop() {
  hub_.kind = Waiter::Kind::kTask;
  bool ran = port::run_loop();
  LockOut lock_out;
  if (hub_.state == Fiber::State::kReady) due_tasks_.remove(hub_);
  hub_.kind = Waiter::Kind::kFiber;
  if (hub_.state == Fiber::State::kReady) ready_.push_back(hub_);
  return ran;
}

void Scheduler::wait_on_hub() {
  while (hub_.outcome == Outcome::kPending) {
    Micros next = run(kHubSlice);
    if (hub_.outcome != Outcome::kPending) break;
    Outcome give_up = Outcome::kPending;
    if (port::hub_needs_attention()) {
      give_up = Outcome::kInterrupted;
    } else if (next != 0 && wait_in_loop()) {
      continue;
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
    slice_over_ = false;
    slice_end_ = now + budget;
    looks_ = 1;
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
  return ready_.empty() ? timers_.next_deadline() : 0;
}

bool Scheduler::yield() {
  Fiber& self = *current_;
  if (!reserve_stack()) return false;
  {
    LockOut lock_out;
    self.outcome = Outcome::kWoken;
    self.state = Fiber::State::kReady;
    queue_of(self).push_back(self);
  }
  if (&self == &hub_) {
    run(kHubSlice);
    leave_run_queue(hub_);
    return true;
  }
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
    stacks_.unbind(self);
  }
  Fiber& next = next_fiber();
  current_ = &next;
  switches_++;
  port::begin_switch();
  port::activate(next);
  stacks_.switch_to(self, next, slot);
  __builtin_unreachable();
}

#if defined(__SANITIZE_ADDRESS__)
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

}  // namespace weft
