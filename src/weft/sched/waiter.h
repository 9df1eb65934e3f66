// SPDX-License-Identifier: MIT
// Waiter: the one thing that every lock, queue, event, join and sleep parks. A green thread, an
// asyncio task and a native thread each wait with a Waiter, so one primitive serves all three.
// WaitQueue: the waiters of one primitive, first come first served.
#ifndef WEFT_SCHED_WAITER_H_
#define WEFT_SCHED_WAITER_H_

#include "weft/sched/list.h"
#include "weft/sched/timer_queue.h"

namespace weft {

// Outcome is how a wait ended.
enum class Outcome : uint8_t {
  kPending,      // still waiting
  kWoken,        // the awaited thing happened; what was handed over belongs to the waiter
  kTimedOut,     // the deadline passed first
  kInterrupted,  // something else needs the waiter: a kill, a cancellation, Ctrl-C
  kNoMemory,     // could not park: no memory to keep the stack
  kDeadlock,     // nothing that could ever wake the waiter is left (the hub only)
  kSuspended,    // no wait: Scheduler::suspend(), which resume() ends
};

class WaitQueue;

// A Waiter lives in a heap object, never on a fiber's stack (parked stacks move). It is on at most
// one WaitQueue, and its timer on the scheduler's TimerQueue, until Scheduler::wake() takes it off
// both. All fields are guarded by the lock-out; the owner may look at outcome without.
class Waiter {
 public:
  enum class Kind : uint8_t {
    kFiber,   // wake(): to the run queue
    kTask,    // a fiber that asyncio resumes; wake(): to the list of due tasks
    kNative,  // an OS thread; wake(): port::wake_native(), which gives its semaphore
    kAlarm,   // nobody waits: wake(): port::alarm(), see Scheduler::arm()
    kTicket,  // holds the place of somebody who may not wait yet: see Ticket
  };

  explicit Waiter(Kind kind) : agent(reinterpret_cast<uintptr_t>(this)), kind(kind) {}
  constexpr Waiter(Kind kind, uintptr_t agent) : agent(agent), kind(kind) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  static Waiter* from_timer(Timer* timer);

  Waiter* list_next = nullptr;
  Waiter* list_prev = nullptr;
  WaitQueue* queue = nullptr;  // where it is parked
  uintptr_t value = 0;         // handed over by whoever wakes: an item, a flag
  Timer timer;                 // armed while the wait has a deadline
  uintptr_t agent;             // who waits, for ownership: the same for all steps of one task
  Kind kind;
  Peeked<Outcome> outcome = Outcome::kPending;
};

inline Waiter* Waiter::from_timer(Timer* timer) {
  return reinterpret_cast<Waiter*>(reinterpret_cast<char*>(timer) - offsetof(Waiter, timer));
}

class WaitQueue {
 public:
  constexpr WaitQueue() = default;

  bool empty() const { return list_.empty(); }
  Waiter* front() const { return list_.front(); }

  void push_back(Waiter& waiter) {
    waiter.queue = this;
    list_.push_back(waiter);
  }
  void remove(Waiter& waiter) {
    waiter.queue = nullptr;
    list_.remove(waiter);
  }

 private:
  List<Waiter> list_;
};

// Ticket holds a place on a WaitQueue for somebody who still has to call what may itself wait.
// wake() calls whoever waits for the ticket; outcome tells who comes later. It lives as a Waiter
// does.
struct Ticket : Waiter {
  Ticket() : Waiter(Kind::kTicket) {}

  WaitQueue holder;
};

}  // namespace weft

#endif  // WEFT_SCHED_WAITER_H_
