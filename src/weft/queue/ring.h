// SPDX-License-Identifier: MIT
// Ring: a double-ended row of machine words that grows by doubling. Its memory comes from the
// port, where a collector finds what the words point to. Not thread-safe: hold the lock-out, but
// for grow(), which takes it.
#ifndef WEFT_QUEUE_RING_H_
#define WEFT_QUEUE_RING_H_

#include "weft/port.h"

namespace weft {

class Ring {
 public:
  constexpr Ring() = default;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  size_t size() const { return size_; }
  bool full() const { return size_ == capacity_; }
  uintptr_t& at(size_t i) { return words_[(first_ + i) & (capacity_ - 1)]; }

  // push_back() and pop_*() need room, or something, to be there.
  void push_back(uintptr_t word) { at(size_++) = word; }
  void push_front(uintptr_t word) {
    first_ = (first_ - 1) & (capacity_ - 1);
    words_[first_] = word;
    size_++;
  }
  uintptr_t pop_front() {
    uintptr_t word = words_[first_];
    words_[first_] = 0;
    first_ = (first_ + 1) & (capacity_ - 1);
    size_--;
    return word;
  }
  uintptr_t pop_back() {
    uintptr_t& last = at(--size_);
    uintptr_t word = last;
    last = 0;
    return word;
  }

  // grow() makes room for one more, without the lock-out held. False: no memory.
  [[nodiscard]] bool grow() {
    size_t capacity = capacity_ == 0 ? kFirstCapacity : capacity_ * 2;
    uintptr_t* words = port::allocate_items(capacity);
    if (words == nullptr) return false;
    uintptr_t* old = words;
    size_t old_capacity = capacity;
    {
      LockOut lock_out;
      if (capacity > capacity_) {  // nobody else grew it meanwhile
        for (size_t i = 0; i < size_; i++) words[i] = at(i);
        for (size_t i = size_; i < capacity; i++) words[i] = 0;
        old = words_;
        old_capacity = capacity_;
        words_ = words;
        capacity_ = capacity;
        first_ = 0;
      }
    }
    if (old != nullptr) port::release_items(old, old_capacity);
    return true;
  }

  // release() gives the memory back, where no collector does.
  void release() {
    if (words_ != nullptr) port::release_items(words_, capacity_);
    words_ = nullptr;
    capacity_ = first_ = size_ = 0;
  }

 private:
  static constexpr size_t kFirstCapacity = 8;

  uintptr_t* words_ = nullptr;
  size_t capacity_ = 0;  // a power of two
  size_t first_ = 0;
  size_t size_ = 0;
};

}  // namespace weft

#endif  // WEFT_QUEUE_RING_H_
