// SPDX-License-Identifier: MIT
// Condition: waiters that are notified in the order they came, as CPython's threading.Condition
// less its lock, which the caller gives back and takes again around the wait:
//
//   Waiter* self = condition.begin_wait(deadline);  // nullptr: no memory
//   lock.release();                       // cannot miss a notify: we are on the queue already
//   Outcome outcome = condition.complete_wait(*self);
//   lock.acquire();
//
// Where lock.release() may wait itself, or fail, a Ticket holds the place meanwhile:
//
//   condition.enqueue(ticket);
//   lock.release();                       // fails: condition.leave(ticket)
//   Outcome outcome = condition.wait(ticket, deadline);
//   lock.acquire();
//
// notify() from any OS thread; also from interrupts.
#ifndef WEFT_SYNC_CONDITION_H_
#define WEFT_SYNC_CONDITION_H_

#include "weft/sched/scheduler.h"

namespace weft {

class Condition {
 public:
  constexpr Condition() = default;

  [[nodiscard]] Waiter* begin_wait(Micros deadline) {
    Waiter* self = scheduler.prepare_wait();
    if (self == nullptr) return nullptr;
    scheduler.begin_wait(*self, &waiters_, deadline);
    port::unlock();
    return self;
  }
  [[nodiscard]] Outcome complete_wait(Waiter& self) { return scheduler.complete_wait(self); }

  // give_up() ends a wait that was begun as interrupted, unless it has ended: complete_wait() comes
  // back at once.
  void give_up(Waiter& self) {
    LockOut lock_out;
    scheduler.wake(self, Outcome::kInterrupted);
  }

  // enqueue() takes a place for a new ticket.
  void enqueue(Ticket& ticket) {
    LockOut lock_out;
    waiters_.push_back(ticket);
  }
  // leave() gives the place up; true if the ticket was notified before.
  static bool leave(Ticket& ticket);
  // wait() waits until the ticket is notified (kWoken) or `deadline`, and leaves.
  [[nodiscard]] Outcome wait(Ticket& ticket, Micros deadline);

  // notify() wakes the first `count` waiters.
  void notify(size_t count) {
    LockOut lock_out;
    scheduler.wake_first(waiters_, count);
  }

  const WaitQueue& waiters() const { return waiters_; }

 private:
  WaitQueue waiters_;
};

}  // namespace weft

#endif  // WEFT_SYNC_CONDITION_H_
