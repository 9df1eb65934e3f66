// What a board's mpconfigboard.h (or a variant's mpconfigvariant.h) includes to let Weft look in
// while bytecode runs: for time slices, for killing a thread that never waits, for the block
// detector, and so that Ctrl-C gets through to the main thread. It costs a load and a branch at
// each jump. Without it all these happen at yield points only.
#ifndef WEFT_MICROPYTHON_MPCONFIG_WEFT_H_
#define WEFT_MICROPYTHON_MPCONFIG_WEFT_H_

#ifdef __cplusplus
extern "C" {
#endif

// Set, by a timer or by another thread, when there is something to look at. A word: not every
// processor has atomic bytes.
extern volatile unsigned int weft_attention;
void weft_look_in(const void *code_state, const void *ip);
// Ends the hub's wait, if it waits. May be called from a signal handler.
void weft_wake_hub(void);

#ifdef __cplusplus
}
#endif

// Included from there it comes before MicroPython's own default.
#ifndef MICROPY_VM_HOOK_LOOP
#define MICROPY_VM_HOOK_LOOP                 \
  if (__builtin_expect(weft_attention, 0)) { \
    weft_look_in(code_state, ip);            \
  }
#endif

// A callback that a signal or a native thread schedules does not wait for the hub to wake by
// itself. A board's interrupt wakes its processor anyway.
#if defined(__unix__) && !defined(MICROPY_SCHED_HOOK_SCHEDULED)
#define MICROPY_SCHED_HOOK_SCHEDULED weft_wake_hub()
#endif

#endif  // WEFT_MICROPYTHON_MPCONFIG_WEFT_H_
