// SPDX-License-Identifier: MIT
// TimerQueue: deadlines in order, as an intrusive pairing heap. Nothing is allocated. add() is
// O(1); pop() and cancel() are O(log n) amortised. Equal deadlines come out in the order added.
// Not thread-safe: hold the lock-out.
#ifndef WEFT_SCHED_TIMER_QUEUE_H_
#define WEFT_SCHED_TIMER_QUEUE_H_

#include "weft/port.h"

namespace weft {

// Timer is one deadline: embed it in what should be told.
struct Timer {
  Micros deadline = 0;
  Timer* child = nullptr;
  Timer* sibling = nullptr;
  // The elder sibling, or the parent if this is the eldest child. Itself when it is the root, and
  // nullptr when it is on no queue.
  Timer* back = nullptr;
  uint32_t sequence = 0;

  bool armed() const { return back != nullptr; }
};

class TimerQueue {
 public:
  constexpr TimerQueue() = default;
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;

  bool empty() const { return root_ == nullptr; }
  // next_deadline() is the earliest deadline, or kForever.
  Micros next_deadline() const { return root_ != nullptr ? root_->deadline : kForever; }

  // add() arms a timer that is not armed.
  void add(Timer& timer, Micros deadline);
  // cancel() disarms an armed timer.
  void cancel(Timer& timer);
  // pop_due() disarms and returns the earliest timer whose deadline is not after `now`, if any.
  Timer* pop_due(Micros now);

#if WEFT_CHECKS
  // each() calls visit(timer) for all, the heap's links checked.
  template <typename Visit>
  void each(Visit visit) {
    if (root_ != nullptr) each_below(root_, root_, visit);
  }
#endif

 private:
#if WEFT_CHECKS
  template <typename Visit>
  static void each_below(Timer* timer, Timer* back, Visit visit) {
    for (; timer != nullptr; back = timer, timer = timer->sibling) {
      visit(*timer);
      if (timer->back != back) checks::fail("the links of the timer queue do not match");
      if (timer->child != nullptr) each_below(timer->child, timer, visit);
    }
  }
#endif

  Timer* root_ = nullptr;
  uint32_t sequence_ = 0;
};

}  // namespace weft

#endif  // WEFT_SCHED_TIMER_QUEUE_H_
