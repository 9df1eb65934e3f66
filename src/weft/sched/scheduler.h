// SPDX-License-Identifier: MIT
// Scheduler: runs fibers, one at a time, on the hub's OS thread. Fiber to fiber switches are
// direct; the hub gets control when the run queue is empty or the time budget is spent.
//
// The hub itself may wait like any fiber. It is then resumed in its turn from the run queue. It
// runs asyncio's loop meanwhile, if that has anything to do, or blocks in port::idle().
//
// Turns: whoever is ready gets one, whatever the others do. Fibers that are ready go one after the
// other. They as a whole run for a budget at a time, and at least for one switch; then the hub goes
// on, and the loop's tasks with it. A hub that waits or yields again and again, so that it never
// runs out of fibers that are ready, looks after the loop once in kHubSlice. Timers expire at least
// once for each budget.
#ifndef WEFT_SCHED_SCHEDULER_H_
#define WEFT_SCHED_SCHEDULER_H_

#include "weft/port.h"
#include "weft/sched/fiber.h"
#include "weft/sched/stack_pool.h"
#include "weft/sched/timer_queue.h"
#include "weft/sched/waiter.h"

namespace weft {

class Scheduler {
 public:
  constexpr Scheduler() : current_(&hub_) { hub_.outcome = Outcome::kWoken; }
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  Fiber& hub() { return hub_; }
  Fiber& current() { return *current_; }
  bool on_hub() const { return current_ == &hub_; }
  // hub_waits_in_loop() is true while the hub waits and runs asyncio's loop meanwhile: whatever
  // runs on the hub then must not wait.
  bool hub_waits_in_loop() const { return hub_.kind == Waiter::Kind::kTask; }
  StackPool& stacks() { return stack_pool; }
  TimerQueue& timers() { return timers_; }
  bool has_ready() const { return !ready_[0].empty() || !ready_[1].empty(); }
  // switches() counts the context switches so far, for statistics.
  size_t switches() const { return __atomic_load_n(&switches_, __ATOMIC_RELAXED); }

  // bind() gives a new fiber its stack; false: no memory, and nothing has changed. start() then
  // makes it ready. Any OS thread.
  [[nodiscard]] bool bind(Fiber& fiber) {
    LockOut lock_out;
    return stack_pool.bind(fiber);
  }
  void start(Fiber& fiber) {
    LockOut lock_out;
    make_ready(fiber);
  }

  // caller() is who runs: a native thread's waiter, a fiber, or the hub. Any OS thread.
  Waiter& caller() {
    Waiter* native = port::native_caller();
    return native != nullptr ? *native : *current_;
  }

  // A wait has four steps, so that the condition waited for can be looked at, and a lock given
  // back, without missing a wake:
  //   1. prepare_wait() sees that the caller can park, takes the lock-out and returns the caller.
  //      nullptr: no memory.
  //   2. begin_wait() puts the caller on `queue` (nullptr: none), with a timer unless `deadline` is
  //      kForever. From here on wake() may come.
  //   3. The caller releases the lock-out.
  //   4. complete_wait() parks until wake() or the deadline. What kWoken hands over is in value.
  // Any OS thread; not from an interrupt. (Static, like what else is called in many places: that is
  // shorter.)
  [[nodiscard]] static Waiter* prepare_wait();
  static void begin_wait(Waiter& self, WaitQueue* queue, Micros deadline);
  static Outcome complete_wait(Waiter& self);

  // wait() is steps 2 to 4.
  static Outcome wait(Waiter& self, WaitQueue* queue, Micros deadline) {
    begin_wait(self, queue, deadline);
    port::unlock();
    return complete_wait(self);
  }

  // sleep_until() parks the caller until `deadline`.
  Outcome sleep_until(Micros deadline) {
    Waiter* self = prepare_wait();
    return self != nullptr ? wait(*self, nullptr, deadline) : Outcome::kNoMemory;
  }

  // yield() lets the other ready fibers run first, and the hub if its time has come; on the hub,
  // what is due in asyncio's loop too. False: no memory to park. Hub's OS thread only.
  [[nodiscard]] bool yield();

  // wake() ends a wait: takes the waiter off its queue and timer, and makes its owner go on. Any
  // OS thread or interrupt, with the lock-out held. Does nothing to a waiter that is not pending.
  static void wake(Waiter& waiter, Outcome outcome);
  // wake_first() wakes the first `count` waiters of a queue, with the lock-out held, and returns
  // how many there were too few.
  static size_t wake_first(WaitQueue& queue, size_t count = SIZE_MAX,
                           Outcome outcome = Outcome::kWoken);

  // next_due() takes the next fiber of kind kTask that was woken, for the hub to have asyncio
  // resume() it in its turn, or the next alarm that port::alarm() left to the hub. nullptr: none.
  Waiter* next_due();
  bool has_due() const { return !due_.empty(); }
  bool has_timers() const { return !timers_.empty(); }
  // resume() runs a parked fiber of kind kTask, from the hub, until it parks or suspends again.
  void resume(Fiber& fiber);
  // reserve_stack() sees that the running fiber can park at this depth; false: no memory. suspend()
  // then parks it where nothing wakes it but resume(). begin_suspend(), with the lock-out held, is
  // its first half: from then on interrupt() makes the fiber due. reserve_for_suspends() is once
  // for all suspends at this depth, whoever comes to share the stack meanwhile.
  [[nodiscard]] bool reserve_stack();
  [[nodiscard]] bool reserve_for_suspends();
  void begin_suspend();
  void complete_suspend() { switch_to(next_fiber()); }
  void suspend() {
    begin_suspend();
    complete_suspend();
  }
  // interrupt() has a fiber that is parked look at what it is interrupted for: its wait ends; if it
  // is suspended it gets due. Any OS thread, with the lock-out held.
  void interrupt(Fiber& fiber);
  // cancel_wait() ends the wait of a parked fiber as interrupted, if it has not been woken yet, and
  // keeps it from being due: its caller will resume() it. False if it had been woken.
  bool cancel_wait(Fiber& fiber);

  // arm() has port::alarm() called at `deadline`, as soon as the scheduler looks at the clock then.
  // `alarm` is of kind kAlarm and outlives that, or disarm(). Hub's OS thread.
  void arm(Waiter& alarm, Micros deadline);
  void disarm(Waiter& alarm);

  // set_priority(): any OS thread.
  void set_priority(Fiber& fiber, Fiber::Priority priority);

  // preempt() looks at the clock, and lets others run if any want to: the running fiber, or the
  // hub, has used up its time slice, at a place where it may park. Without memory to park it goes
  // on. poll() only looks at the clock. Hub's OS thread. `loop_too`: on the hub what is due in
  // asyncio's loop wants to run as well.
  void preempt(bool loop_too = false);
  void poll();

  // explore() makes every choice that is free, which ready fiber is next and whether to preempt(),
  // from a generator seeded with `seed`; 0 ends that. chance() is true once in `n` times.
  void explore(uint64_t seed) { random_ = seed; }
  bool exploring() const { return random_ != 0; }
  bool chance(uint32_t n) { return random() % n == 0; }

  // reset() forgets every waiter there is, but for the fibers, which were abandoned before.
  void reset();

  // abandon() ends a fiber that does not run as if it had never been: nothing of it is unwound.
  void abandon(Fiber& fiber);

  // run() runs ready fibers for at most about `budget`, and returns the next deadline, or 0 if some
  // are still ready. Hub only, not while it waits.
  Micros run(Micros budget);

#if WEFT_CHECKS
  // check_lists() sees that all that stands on lists is alive(), and where it belongs.
  void check_lists(bool (*alive)(const void*));
#endif

  // finish() ends the running fiber: the last call it makes.
  [[noreturn]] void finish();

#if WEFT_TELL_ASAN
  void note_hub_stack();
#endif
  const void* hub_stack_bottom() const { return hub_bottom_; }
  size_t hub_stack_bytes() const { return hub_bytes_; }

 private:
  // For how long fibers run while the hub itself waits or yields, and the loop waits for its turn.
  static constexpr Micros kHubSlice = 10000;
  // The clock is read every kSwitchesPerLook switches while these take less than kQuickStep each,
  // else at every one.
  static constexpr int kSwitchesPerLook = 8;
  static constexpr Micros kQuickStep = 2;

  friend Outcome wait_unless(bool (*)(WaitQueue&), WaitQueue&, Micros);
  // prepare_wait() for a caller whose frame ends at `frame` when it parks.
  static Waiter* prepare_wait_at(void* frame);
  bool reserve_stack_at(void* frame) {
    return stack_pool.reserve(*current_, static_cast<char*>(frame) - kParkFrameBytes);
  }

  // What wait() and yield() may push below prepare_wait()'s caller, at most.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
  static constexpr size_t kParkFrameBytes = 4096;
#elif defined(__thumb__) && !defined(__thumb2__)
  // The compiler makes no tail calls: more frames stay.
  static constexpr size_t kParkFrameBytes = 24 * sizeof(void*) + kContextFrameBytes;
#elif defined(__XTENSA_WINDOWED_ABI__)
  // No tail calls, and no frame below 32 bytes: those of complete_wait(), switch_to() and
  // StackPool::switch_to() stay (-fstack-usage, -O2 and -Os), and one as a margin.
  static constexpr size_t kParkFrameBytes = 4 * 32 + kContextFrameBytes;
#elif !defined(__unix__)
  // Small devices: what it is, and little more. StackPool traps if it ever is too little.
  static constexpr size_t kParkFrameBytes = 8 * sizeof(void*) + kContextFrameBytes;
#elif defined(__x86_64__)
  // 152 bytes, from the compiler's own figures (-fstack-usage), and a margin.
  static constexpr size_t kParkFrameBytes = 112 + kContextFrameBytes;
#else
  static constexpr size_t kParkFrameBytes = 192 + 2 * kContextFrameBytes;
#endif

  // Of fibers that are ready all the time, those of kUser get one turn in this many.
  static constexpr int kSystemTurns = 8;

  List<Waiter>& queue_of(const Fiber& fiber);
  uint64_t random();
  Fiber* pop_ready();
  // With the lock-out held. dequeue(): true if it was on the run queue.
  void enqueue(Fiber& fiber);
  bool dequeue(Fiber& fiber);
  void detach(Waiter& waiter);
  void make_ready(Fiber& fiber);
  void not_alone();
  void expire_timers(Micros now);
  void look_at_clock();
  Fiber& next_fiber();
  void hand_to(Fiber& next, StackSlot* running_on);
  void switch_to(Fiber& next);
  void wait_on_hub();
  void yield_hub(bool loop_too);
  bool visit_loop();
  void leave_run_queue(Fiber& fiber);

  Fiber hub_;
  Fiber* current_;
  List<Waiter> ready_[2];  // by priority
  List<Waiter> due_;       // tasks and alarms that need the hub
  TimerQueue timers_;
  uint64_t random_ = 0;     // the generator's state; 0: not exploring
  int system_turns_ = 0;    // that went before waiting fibers of kUser
  bool running_ = false;    // inside run(): becoming ready needs no request_run()
  bool alone_ = false;      // port::nobody_waits() was told so
  bool slice_over_ = true;  // the hub is due
  int looks_ = 0;           // switches until the next look at the clock
  Micros last_look_ = 0;
  Micros slice_end_ = 0;
  Micros loop_turn_ = 0;  // when the hub visited the loop last
  size_t switches_ = 0;
  const void* hub_bottom_ = nullptr;
  size_t hub_bytes_ = 0;
};

// The one scheduler of the one VM.
extern Scheduler scheduler;

// wait_unless() parks the caller on `queue` until it is woken or `deadline`, unless
// satisfied(queue) is true already (kWoken); that is called with the lock-out held.
Outcome wait_unless(bool (*satisfied)(WaitQueue&), WaitQueue& queue, Micros deadline);

// deadline_after() is `timeout` from now, without overflow.
Micros deadline_after(Micros timeout);

}  // namespace weft

#endif  // WEFT_SCHED_SCHEDULER_H_
