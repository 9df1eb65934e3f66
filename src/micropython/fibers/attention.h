// Attention: what the VM is asked to look at while bytecode runs (weft_look_in()).
#ifndef WEFT_MICROPYTHON_FIBERS_ATTENTION_H_
#define WEFT_MICROPYTHON_FIBERS_ATTENTION_H_

#include "mpconfig_weft.h"

// Bits of weft_attention.
enum Attention : unsigned int {
  kNothing = 0,
  kSliceOver = 1,    // the time slice is over
  kLookAtClock = 2,  // an alarm may be due
  kHeldTooLong = 4,  // the VM was held beyond the block limit
  kInterrupt = 8,    // an exception waits for a thread, perhaps for the main thread
  kExploring = 16,   // always set while exploring
};

// weft_raise_attention() may be called from any OS thread or interrupt.
inline void weft_raise_attention(unsigned int why) {
  __atomic_or_fetch(&weft_attention, why, __ATOMIC_RELAXED);
}

#endif  // WEFT_MICROPYTHON_FIBERS_ATTENTION_H_
