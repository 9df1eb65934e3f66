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

 private:
  Timer* root_ = nullptr;
  uint32_t sequence_ = 0;
};

}  // namespace weft

#endif  // WEFT_SCHED_TIMER_QUEUE_H_
