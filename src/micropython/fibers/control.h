// Control over threads that run: what weft_look_in() is asked to look at, and the ticks that ask.
#ifndef WEFT_MICROPYTHON_CONTROL_H_
#define WEFT_MICROPYTHON_CONTROL_H_

#include "fibers/fiber_object.h"
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
void weft_raise_attention(unsigned int why);

// weft_tick() is what the port calls every `interval` while the VM is busy, from another OS thread
// or a timer's interrupt, as weft_set_ticks(interval) asks; 0 stops it. A port without a timer has
// no slices.
extern "C" void weft_tick(void);
extern "C" void weft_set_ticks(weft::Micros interval);

// weft_count_alarm() tells how many alarms were armed (+1) or disarmed (-1).
void weft_count_alarm(int change);

// weft_reset_control() makes everything as it was at the start: no ticks, no slices.
void weft_reset_control();

// weft_note_progress() tells the block detector that asyncio's loop has come round.
void weft_note_progress();

// weft_interrupt() raises an exception in a green thread or a step: at once if it waits or is
// ready, when asyncio's loop has resumed it if it is in await_(), else at its next jump. With the
// lock-out held.
void weft_interrupt(FiberObject* fiber, mp_obj_t exception);
// weft_interrupt_main() raises one in the main thread. Any OS thread.
void weft_interrupt_main(mp_obj_t exception);

#endif  // WEFT_MICROPYTHON_CONTROL_H_
