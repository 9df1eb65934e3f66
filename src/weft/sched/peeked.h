// SPDX-License-Identifier: MIT
// Peeked: a word that is written with the lock-out held, and that may be read without, as a hint:
// what it says may be over at once. Where it matters the reader takes the lock-out after.
#ifndef WEFT_SCHED_PEEKED_H_
#define WEFT_SCHED_PEEKED_H_

#include "weft/config.h"

namespace weft {

#if WEFT_PARALLEL
template <typename T>
class Peeked {
 public:
  constexpr Peeked(T value) : value_(value) {}
  Peeked(const Peeked&) = delete;
  Peeked& operator=(const Peeked&) = delete;

  operator T() const { return __atomic_load_n(&value_, __ATOMIC_RELAXED); }
  constexpr void operator=(T value) {
    if (__builtin_is_constant_evaluated()) {
      value_ = value;
    } else {
      __atomic_store_n(&value_, value, __ATOMIC_RELAXED);
    }
  }

 private:
  T value_;
};
#else
template <typename T>
using Peeked = T;
#endif

}  // namespace weft

#endif  // WEFT_SCHED_PEEKED_H_
