// SPDX-License-Identifier: MIT
// Queue: a bounded row of items between threads, first in first out or last in first out, with
// CPython's queue.Queue semantics of task_done(), join() and shutdown().
//
// Items are handed over: a put() that finds a waiting getter gives it the item, and a get() from a
// full queue brings in the first waiting putter's item. So both sides are served in the order they
// came, and nobody can snatch what was meant for another.
//
// Every function: any OS thread. The ones that do not wait, also from interrupts, as long as there
// is room (a put that must grow the row allocates).
#ifndef WEFT_QUEUE_QUEUE_H_
#define WEFT_QUEUE_QUEUE_H_

#include "weft/queue/ring.h"
#include "weft/sched/scheduler.h"

namespace weft {

class Queue {
 public:
  enum class Order : uint8_t { kFifo, kLifo };
  // How a wait ended is said as Outcome does.
  enum class Result : uint8_t {
    kDone = static_cast<uint8_t>(Outcome::kWoken),
    // Full or empty, and the caller would not wait or the deadline passed.
    kWouldBlock = static_cast<uint8_t>(Outcome::kTimedOut),
    kNoMemory = static_cast<uint8_t>(Outcome::kNoMemory),
    kInterrupted = static_cast<uint8_t>(Outcome::kInterrupted),
    kDeadlock = static_cast<uint8_t>(Outcome::kDeadlock),
    kShutDown = UINT8_MAX,
  };

  // kNow as a deadline: do not wait.
  static constexpr Micros kNow = 0;

  constexpr Queue(Order order, size_t maxsize) : maxsize_(maxsize), order_(order) {}

  size_t size() const { return ring_.size(); }
  size_t maxsize() const { return maxsize_; }  // 0: unbounded
  bool full() const { return maxsize_ != 0 && ring_.size() >= maxsize_; }
  // item() is the i-th of what is queued, in the order it was put.
  uintptr_t item(size_t i) { return ring_.at(i); }
  size_t unfinished() const { return unfinished_; }
  bool is_shut_down() const { return shut_down_; }

  [[nodiscard]] Result put(uintptr_t item, Micros deadline);
  [[nodiscard]] Result get(uintptr_t& item, Micros deadline);
  // unget() takes back an item that a get() gave to somebody who cannot use it, to where it came
  // from, even if the queue is then over-full. False, and nothing changes, if there is no memory.
  [[nodiscard]] bool unget(uintptr_t item);
  // peek() looks at what get() would take, without taking it or waiting.
  [[nodiscard]] Result peek(uintptr_t& item);

  // task_done() counts one item as finished; false if there were more calls than items.
  [[nodiscard]] bool task_done();
  // join() waits until every item put has been finished.
  [[nodiscard]] Result join(Micros deadline);

  // shutdown() makes put() fail from now on, and get() too once the queue is empty. If `immediate`,
  // what is queued is dropped and counted as finished.
  void shutdown(bool immediate);

  // clear() drops what is queued and returns how many; they count as finished. Waiting putters come
  // in. resize() changes maxsize; putters for whom there is room now come in.
  size_t clear();
  [[nodiscard]] bool resize(size_t maxsize);

  // dispose() drops everything and gives the memory back, where no collector does. Nobody may wait.
  void dispose() { ring_.release(); }

  // disturb() ends every wait as interrupted: whoever waits must look how things stand now.
  void disturb();

  const WaitQueue& getters() const { return getters_; }
  const WaitQueue& putters() const { return putters_; }
  const WaitQueue& joiners() const { return joiners_; }

 private:
  Result put_now(uintptr_t item);
  Result get_now(uintptr_t& item);
  static Result shut_down_or(Outcome outcome, const Waiter& self);
  void admit_putters();
  void finish_tasks(size_t count);
  size_t drop_items();

  Ring ring_;
  WaitQueue getters_;
  WaitQueue putters_;
  WaitQueue joiners_;
  size_t maxsize_;
  size_t unfinished_ = 0;
  Order order_;
  bool shut_down_ = false;
};

}  // namespace weft

#endif  // WEFT_QUEUE_QUEUE_H_
