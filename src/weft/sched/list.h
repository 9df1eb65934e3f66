// SPDX-License-Identifier: MIT
// List: an intrusive doubly linked list. Links live in the elements, so nothing is allocated and
// removal is O(1). An element is on one list at a time. Not thread-safe: hold the
// lock-out. empty() may be asked without.
#ifndef WEFT_SCHED_LIST_H_
#define WEFT_SCHED_LIST_H_

#include "weft/sched/peeked.h"

namespace weft {

template <typename T>
class List {
 public:
  constexpr List() = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;

  bool empty() const { return head_ == nullptr; }
  T* front() const { return head_; }

  void push_back(T& element) {
    element.list_next = nullptr;
    element.list_prev = tail_;
    if (tail_ != nullptr) {
      tail_->list_next = &element;
    } else {
      head_ = &element;
    }
    tail_ = &element;
  }

  void push_front(T& element) {
    element.list_prev = nullptr;
    element.list_next = head_;
    (!empty() ? front()->list_prev : tail_) = &element;
    head_ = &element;
  }

  void remove(T& element) {
    if (element.list_prev != nullptr) {
      element.list_prev->list_next = element.list_next;
    } else {
      head_ = element.list_next;
    }
    (element.list_next != nullptr ? element.list_next->list_prev : tail_) = element.list_prev;
    element.list_next = element.list_prev = nullptr;  // a collector may see the element
  }

  T* pop_front() {
    T* element = head_;
    if (element != nullptr) remove(*element);
    return element;
  }

 private:
  Peeked<T*> head_ = nullptr;
  T* tail_ = nullptr;
};

}  // namespace weft

#endif  // WEFT_SCHED_LIST_H_
