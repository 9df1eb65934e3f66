// SPDX-License-Identifier: MIT
// What a board's mpconfigboard.h (or a variant's mpconfigvariant.h) includes to let Weft look in
// while bytecode runs: for time slices, for killing a thread that never waits, for the block
// detector, and so that Ctrl-C gets through to the main thread. It costs a load and a branch at
// each jump and each return. Without it all these happen at yield points only.
#ifndef WEFT_MICROPYTHON_MPCONFIG_WEFT_H_
#define WEFT_MICROPYTHON_MPCONFIG_WEFT_H_

#ifdef __cplusplus
extern "C" {
#endif

// Set, by a timer or by another thread, when there is something to look at. A word: not every
// processor has atomic bytes.
extern volatile unsigned int weft_attention;
void weft_look_in(const void *code_state, const void *ip);
void weft_look_back(const void *code_state, const void *ip);
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
#ifndef MICROPY_VM_HOOK_RETURN
#define MICROPY_VM_HOOK_RETURN               \
  if (__builtin_expect(weft_attention, 0)) { \
    weft_look_back(code_state, ip);          \
  }
#endif

// A callback that a signal or a native thread schedules does not wait for the hub to wake by
// itself. A board's interrupt wakes its processor anyway.
#if defined(__unix__) && !defined(MICROPY_SCHED_HOOK_SCHEDULED)
#define MICROPY_SCHED_HOOK_SCHEDULED weft_wake_hub()
#endif

// The OSError family, if it was asked for: see vm/os_errors.c.
#if WEFT_OSERROR_FAMILY
#define WEFT_OS_ERRORS(X)   \
  X(BlockingIOError)        \
  X(ChildProcessError)      \
  X(ConnectionError)        \
  X(BrokenPipeError)        \
  X(ConnectionAbortedError) \
  X(ConnectionRefusedError) \
  X(ConnectionResetError)   \
  X(FileExistsError)        \
  X(FileNotFoundError)      \
  X(InterruptedError)       \
  X(IsADirectoryError)      \
  X(NotADirectoryError)     \
  X(PermissionError)        \
  X(ProcessLookupError)     \
  X(TimeoutError)
#define WEFT_DECLARE_OS_ERROR(name) extern const struct _mp_obj_type_t weft_type_##name;
#ifdef __cplusplus
extern "C" {
#endif
WEFT_OS_ERRORS(WEFT_DECLARE_OS_ERROR)
#ifdef __cplusplus
}
#endif
// clang-format off
#define WEFT_OS_ERROR_ENTRY(name) {MP_ROM_QSTR(MP_QSTR_##name), MP_ROM_PTR(&weft_type_##name)},
#define MICROPY_PORT_EXTRA_BUILTINS                             \
  WEFT_OS_ERRORS(WEFT_OS_ERROR_ENTRY)                           \
  {MP_ROM_QSTR(MP_QSTR_IOError), MP_ROM_PTR(&mp_type_OSError)}, \
  {MP_ROM_QSTR(MP_QSTR_EnvironmentError), MP_ROM_PTR(&mp_type_OSError)},
// clang-format on
#endif

#endif  // WEFT_MICROPYTHON_MPCONFIG_WEFT_H_
