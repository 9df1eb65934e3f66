// Native threads, those of `_thread`, as the core, the collector and the hub see them. What they
// wait with is a Baton of the operating system, so this serves every port that has one.
#ifndef WEFT_MICROPYTHON_NATIVE_THREADS_H_
#define WEFT_MICROPYTHON_NATIVE_THREADS_H_

#include "asyncio/loop.h"
#include "weft/os/os_thread.h"

// Two OS threads that work for each other answer sooner than the system puts one to sleep and wakes
// it again. So each looks for the other's answer that long before it sleeps. On FreeRTOS all share
// a core: while one looks the other cannot answer.
inline constexpr weft::Micros kSpin = WEFT_FREERTOS ? 0 : 20;

template <typename Done>
bool weft_spin_for(Done done) {
  for (weft::Micros end = weft_clock_us() + kSpin; weft_clock_us() < end;) {
    if (done()) return true;
  }
  return done();
}

// weft_enter_vm_soon() takes the GIL, if there is one, from somebody who is about to give it up.
void weft_enter_vm_soon();

// weft_native_woken_at() is when the hub woke a native thread last.
weft::Micros weft_native_woken_at();

// weft_native_wake_possible() is true while a native thread or a scheduled callback could still
// wake a fiber, or has.
bool weft_native_wake_possible();

// weft_drop_native_threads() comes before the port deletes all native threads where they are, with
// the GIL held: nothing refers to them from then on.
void weft_drop_native_threads();

#endif  // WEFT_MICROPYTHON_NATIVE_THREADS_H_
