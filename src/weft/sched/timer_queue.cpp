// SPDX-License-Identifier: MIT
#include "weft/sched/timer_queue.h"

namespace weft {

namespace {

bool before(const Timer& a, const Timer& b) {
  if (a.deadline != b.deadline) return a.deadline < b.deadline;
  return static_cast<int32_t>(a.sequence - b.sequence) < 0;
}

// meld() joins two heaps whose roots have no siblings, and returns the new root.
Timer* meld(Timer* a, Timer* b) {
  if (a == nullptr) return b;
  if (b == nullptr) return a;
  if (before(*b, *a)) {
    Timer* swap = a;
    a = b;
    b = swap;
  }
  b->sibling = a->child;
  if (a->child != nullptr) a->child->back = b;
  b->back = a;
  a->child = b;
  return a;
}

// meld_pairs() joins a chain of siblings into one heap, in two passes without recursion.
Timer* meld_pairs(Timer* first) {
  Timer* pairs = nullptr;  // melded pairs, last first, chained by `sibling`
  while (first != nullptr) {
    Timer* a = first;
    Timer* b = a->sibling;
    first = b != nullptr ? b->sibling : nullptr;
    a->sibling = nullptr;
    if (b != nullptr) b->sibling = nullptr;
    Timer* pair = meld(a, b);
    pair->sibling = pairs;
    pairs = pair;
  }
  Timer* root = nullptr;
  while (pairs != nullptr) {
    Timer* next = pairs->sibling;
    pairs->sibling = nullptr;
    root = meld(root, pairs);
    pairs = next;
  }
  return root;
}

}  // namespace

void TimerQueue::add(Timer& timer, Micros deadline) {
  timer.deadline = deadline;
  timer.sequence = sequence_++;
  timer.child = timer.sibling = nullptr;
  root_ = meld(root_, &timer);
  root_->back = root_;
}

void TimerQueue::cancel(Timer& timer) {
  Timer* children = meld_pairs(timer.child);
  if (&timer == root_) {
    root_ = children;
  } else {
    if (timer.back->child == &timer) {
      timer.back->child = timer.sibling;
    } else {
      timer.back->sibling = timer.sibling;
    }
    if (timer.sibling != nullptr) timer.sibling->back = timer.back;
    root_ = meld(root_, children);
  }
  if (root_ != nullptr) root_->back = root_;
  timer.back = timer.child = timer.sibling = nullptr;
}

Timer* TimerQueue::pop_due(Micros now) {
  Timer* timer = root_;
  if (timer == nullptr || timer->deadline > now) return nullptr;
  cancel(*timer);
  return timer;
}

}  // namespace weft
