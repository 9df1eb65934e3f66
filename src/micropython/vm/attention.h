// SPDX-License-Identifier: MIT
// Attention: what the VM is asked to look at while bytecode runs (weft_look_in()).
#ifndef WEFT_MICROPYTHON_VM_ATTENTION_H_
#define WEFT_MICROPYTHON_VM_ATTENTION_H_

#include "binding.h"
#include "mpconfig_weft.h"

// Bits of weft_attention.
enum Attention : unsigned int {
  kNothing = 0,
  kSliceOver = 1,    // the time slice is over
  kLookAtClock = 2,  // an alarm may be due
  kHeldTooLong = 4,  // the VM was held beyond the block limit
  kInterrupt = 8,    // an exception waits for a thread, perhaps for the main thread
  kExploring = 16,   // always set while exploring
  kVmWanted = 32,    // an OS thread waits for the GIL
};

// weft_raise_attention() may be called from any OS thread or interrupt.
inline void weft_raise_attention(unsigned int why) {
  __atomic_or_fetch(&weft_attention, why, __ATOMIC_RELAXED);
}

inline unsigned int weft_attention_raised() {
  return __atomic_load_n(&weft_attention, __ATOMIC_RELAXED);
}

// A SharedWord is read and written by the ticker too, an OS thread or an interrupt: as a whole, in
// no order with anything else.
class SharedWord {
 public:
  constexpr SharedWord(mp_uint_t value) : value_(value) {}
  operator mp_uint_t() const { return __atomic_load_n(&value_, __ATOMIC_RELAXED); }
  void operator=(mp_uint_t value) { __atomic_store_n(&value_, value, __ATOMIC_RELAXED); }

 private:
  mp_uint_t value_;
};

#endif  // WEFT_MICROPYTHON_VM_ATTENTION_H_
