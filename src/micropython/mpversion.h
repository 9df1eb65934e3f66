// SPDX-License-Identifier: MIT
// Where MicroPython's versions differ, from 1.25 on. Nothing else in Weft asks for the version.
#ifndef WEFT_MICROPYTHON_MPVERSION_H_
#define WEFT_MICROPYTHON_MPVERSION_H_

extern "C" {
#include "py/mpconfig.h"
#include "py/runtime.h"
}

#define WEFT_MICROPYTHON(major, minor) \
  (MICROPY_VERSION_MAJOR > (major) ||  \
   (MICROPY_VERSION_MAJOR == (major) && MICROPY_VERSION_MINOR >= (minor)))

#if !WEFT_MICROPYTHON(1, 25)
#error "Weft needs MicroPython 1.25 or later"
#endif

// The function that runs scheduled callbacks and raises what is pending, for wrappers
// (WEFT_HANDLE_PENDING(__wrap_)). In 1.27 mp_handle_pending() is an inline function around another.
#if WEFT_MICROPYTHON(1, 28)
#define WEFT_HANDLE_PENDING(prefix) prefix##mp_handle_pending
typedef mp_handle_pending_behaviour_t weft_handle_pending_t;
#elif WEFT_MICROPYTHON(1, 27)
#define WEFT_HANDLE_PENDING(prefix) prefix##mp_handle_pending_internal
typedef mp_handle_pending_behaviour_t weft_handle_pending_t;
#else
#define WEFT_HANDLE_PENDING(prefix) prefix##mp_handle_pending
typedef bool weft_handle_pending_t;
#endif

// weft_handle_pending() runs scheduled callbacks, and raises what is pending.
inline constexpr weft_handle_pending_t kCallbacksAndExceptions =
    static_cast<weft_handle_pending_t>(true);
inline void weft_handle_pending() { WEFT_HANDLE_PENDING()(kCallbacksAndExceptions); }

#endif  // WEFT_MICROPYTHON_MPVERSION_H_
