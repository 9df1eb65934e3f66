// SPDX-License-Identifier: MIT
// Fiber: a stack of its own and a place in the scheduler. A green thread is one; so is the hub,
// which runs on the stack the program was started with.
#ifndef WEFT_SCHED_FIBER_H_
#define WEFT_SCHED_FIBER_H_

#include "weft/context/context.h"
#include "weft/sched/waiter.h"

namespace weft {

struct StackSlot;

// A parked fiber is on the WaitQueue of what it waits for, a ready one on the run queue; both use
// the links of its Waiter.
struct Fiber : Waiter {
  using Entry = void (*)(Fiber& self);

  enum class State : uint8_t {
    kNew,       // on no queue: before Scheduler::start()
    kReady,     // on the run queue
    kRunning,   // Scheduler::current()
    kParked,    // on a WaitQueue, or sleeping on its timer alone
    kFinished,  // on no queue; its stack is given back
  };

  // Of the fibers that are ready, those of kSystem run first. See Scheduler::pop_ready().
  enum class Priority : uint8_t { kUser, kSystem };

  // Until its first run the entry is the waiter's value.
  explicit Fiber(Entry entry) : Waiter(Kind::kFiber) { value = reinterpret_cast<uintptr_t>(entry); }
  // The hub, whose stack and life are not ours.
  constexpr Fiber() : Waiter(Kind::kFiber, 1), state(State::kRunning) {
    outcome = Outcome::kWoken;  // it does not wait yet
  }

  // live_bytes() is how much of the stack is in use while the fiber does not run.
  size_t live_bytes() const;
  // in_slot() is true while the fiber's frames lie in its slot rather than in its image.
  bool in_slot() const;

  // First, as there is room behind the waiter's last fields.
  Peeked<State> state = State::kNew;
  Priority priority = Priority::kUser;
  void* stack_pointer = nullptr;  // where it was suspended; nullptr before its first run
  StackSlot* slot = nullptr;      // bound for life, as frames hold addresses of the slot
  void* image = nullptr;          // its frames while another fiber has the slot
  uint32_t image_bytes = 0;       // reserved for `image`
#if WEFT_TELL_ASAN
  void* fake_stack = nullptr;
#endif
#if WEFT_TELL_TSAN
  void* tsan_fiber = nullptr;
#endif
#if WEFT_CHECKS
  const void* reserved_to = nullptr;  // down to where it may park
  uint64_t parked_sum = 0;            // of its frames, while they rest; 0: not known
#endif
};

}  // namespace weft

#endif  // WEFT_SCHED_FIBER_H_
