// SPDX-License-Identifier: MIT
#include "weft/queue/queue.h"

namespace weft {

namespace {

// A waiter whose wait was ended by shutdown() finds this in place of an item. No item has it: an
// item is a pointer or a tagged word, never 0.
constexpr uintptr_t kNothing = 0;

}  // namespace

// Called with the lock-out held.
Queue::Result Queue::put_now(uintptr_t item) {
  if (shut_down_) return Result::kShutDown;
  if (Waiter* getter = getters_.front()) {
    getter->value = item;
    unfinished_++;
    scheduler.wake(*getter, Outcome::kWoken);
    return Result::kDone;
  }
  if (full()) return Result::kWouldBlock;
  if (ring_.full()) return Result::kNoMemory;
  ring_.push_back(item);
  unfinished_++;
  return Result::kDone;
}

Queue::Result Queue::put(uintptr_t item, Micros deadline) {
  for (;;) {
    Result result;
    {
      LockOut lock_out;
      result = put_now(item);
    }
    if (result == Result::kNoMemory) {
      if (!ring_.grow()) return Result::kNoMemory;
      continue;
    }
    if (result != Result::kWouldBlock || deadline == kNow) return result;
    Waiter* self = scheduler.prepare_wait();
    if (self == nullptr) return Result::kNoMemory;
    result = put_now(item);
    if (result == Result::kWouldBlock) {
      self->value = item;
      result = shut_down_or(scheduler.wait(*self, &putters_, deadline), *self);
      self->value = kNothing;
      return result;
    }
    port::unlock();
    if (result != Result::kNoMemory) return result;
  }
}

// Called with the lock-out held.
Queue::Result Queue::get_now(uintptr_t& item) {
  if (ring_.size() == 0) return shut_down_ ? Result::kShutDown : Result::kWouldBlock;
  item = order_ == Order::kFifo ? ring_.pop_front() : ring_.pop_back();
  admit_putters();
  return Result::kDone;
}

Queue::Result Queue::get(uintptr_t& item, Micros deadline) {
  Result result;
  {
    LockOut lock_out;
    result = get_now(item);
  }
  if (result != Result::kWouldBlock || deadline == kNow) return result;
  Waiter* self = scheduler.prepare_wait();
  if (self == nullptr) return Result::kNoMemory;
  result = get_now(item);
  if (result != Result::kWouldBlock) {
    port::unlock();
    return result;
  }
  result = shut_down_or(scheduler.wait(*self, &getters_, deadline), *self);
  item = self->value;
  self->value = kNothing;
  return result;
}

bool Queue::unget(uintptr_t item) {
  for (;;) {
    {
      LockOut lock_out;
      if (Waiter* getter = getters_.front()) {
        getter->value = item;
        scheduler.wake(*getter, Outcome::kWoken);
        return true;
      }
      if (!ring_.full()) {
        order_ == Order::kFifo ? ring_.push_front(item) : ring_.push_back(item);
        return true;
      }
    }
    if (!ring_.grow()) return false;
  }
}

Queue::Result Queue::peek(uintptr_t& item) {
  LockOut lock_out;
  if (ring_.size() == 0) return shut_down_ ? Result::kShutDown : Result::kWouldBlock;
  item = ring_.at(order_ == Order::kFifo ? 0 : ring_.size() - 1);
  return Result::kDone;
}

Queue::Result Queue::shut_down_or(Outcome outcome, const Waiter& self) {
  if (outcome == Outcome::kWoken && self.value == kNothing) return Result::kShutDown;
  return static_cast<Result>(outcome);
}

// Called with the lock-out held. Stops where the row would have to grow: the next get() goes on.
void Queue::admit_putters() {
  while (!putters_.empty() && !full() && !ring_.full()) {
    Waiter& putter = *putters_.front();
    ring_.push_back(putter.value);
    unfinished_++;
    scheduler.wake(putter, Outcome::kWoken);
  }
}

// Called with the lock-out held.
void Queue::finish_tasks(size_t count) {
  unfinished_ -= count;
  if (unfinished_ == 0) scheduler.wake_first(joiners_);
}

// Called with the lock-out held.
size_t Queue::drop_items() {
  size_t dropped = ring_.size();
  while (ring_.size() != 0) ring_.pop_front();
  finish_tasks(dropped < unfinished_ ? dropped : unfinished_);
  return dropped;
}

bool Queue::task_done() {
  LockOut lock_out;
  if (unfinished_ == 0) return false;
  finish_tasks(1);
  return true;
}

Queue::Result Queue::join(Micros deadline) {
  if (unfinished_ == 0) return Result::kDone;
  Waiter* self = scheduler.prepare_wait();
  if (self == nullptr) return Result::kNoMemory;
  if (unfinished_ == 0) {
    port::unlock();
    return Result::kDone;
  }
  return static_cast<Result>(scheduler.wait(*self, &joiners_, deadline));
}

void Queue::shutdown(bool immediate) {
  LockOut lock_out;
  shut_down_ = true;
  if (immediate) drop_items();
  WaitQueue* both[] = {&putters_, &getters_};
  for (WaitQueue* waiters : both) {
    while (Waiter* waiter = waiters->front()) {
      waiter->value = kNothing;
      scheduler.wake(*waiter, Outcome::kWoken);
    }
  }
}

size_t Queue::clear() {
  LockOut lock_out;
  size_t dropped = drop_items();
  admit_putters();
  return dropped;
}

void Queue::disturb() {
  LockOut lock_out;
  scheduler.wake_first(getters_, SIZE_MAX, Outcome::kInterrupted);
  scheduler.wake_first(putters_, SIZE_MAX, Outcome::kInterrupted);
  scheduler.wake_first(joiners_, SIZE_MAX, Outcome::kInterrupted);
}

bool Queue::resize(size_t maxsize) {
  maxsize_ = maxsize;
  for (;;) {
    {
      LockOut lock_out;
      admit_putters();
      if (putters_.empty() || full()) return true;
    }
    if (!ring_.grow()) return false;
  }
}

}  // namespace weft
