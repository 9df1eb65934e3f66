// SPDX-License-Identifier: MIT
// Event: a flag that threads wait for, as CPython's threading.Event.
//
// Every function: any OS thread; set() and clear() also from interrupts.
#ifndef WEFT_SYNC_EVENT_H_
#define WEFT_SYNC_EVENT_H_

#include "weft/sched/scheduler.h"

namespace weft {

class Event : WaitQueue {
 public:
  constexpr Event() = default;

  bool is_set() const { return set_; }

  // set() raises the flag and wakes every waiter.
  void set() {
    LockOut lock_out;
    set_ = true;
    scheduler.wake_first(*this);
  }

  void clear() {
    LockOut lock_out;
    set_ = false;
  }

  // wait() waits until the flag is raised (kWoken, even if it is lowered again before the caller
  // runs) or `deadline`.
  [[nodiscard]] Outcome wait(Micros deadline = kForever) {
    return wait_unless([](WaitQueue& self) { return static_cast<Event&>(self).is_set(); }, *this,
                       deadline);
  }

  const WaitQueue& waiters() const { return *this; }

 private:
  Peeked<bool> set_ = false;
};

}  // namespace weft

#endif  // WEFT_SYNC_EVENT_H_
