// SPDX-License-Identifier: MIT
#include "fibers/wait.h"

#include "fibers/checks.h"
#include "fibers/fiber_object.h"
#include "fibers/interrupts.h"
#include "mpversion.h"
#include "vm/callbacks.h"
#include "vm/hooks.h"
#include "wrapped.h"

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

namespace {

// CPython's threading.TIMEOUT_MAX on 64-bit Linux, in seconds.
constexpr mp_int_t kTimeoutMax = sizeof(void*) == 8 ? 9223372036 : 4294967;

}  // namespace

// Called at a jump, and by what blocks in C whenever a signal has come.
WEFT_WRAPS(WEFT_HANDLE_PENDING());
extern "C" void WEFT_HANDLE_PENDING(__real_)(weft_handle_pending_t how);
extern "C" void WEFT_HANDLE_PENDING(__wrap_)(weft_handle_pending_t how) {
  if (how == kCallbacksAndExceptions) weft_make_way_for_main();
  weft::checks::raised_here();
  WEFT_HANDLE_PENDING(__real_)(how);
  weft_deliver_held();  // what came while a callback ran
  if (how == kCallbacksAndExceptions && weft_exception_pending()) WEFT_HANDLE_PENDING(__real_)(how);
}

// Why the caller must not wait; nullptr if it may.
static mp_rom_error_text_t why_not_park() {
  // A native thread holds up nobody, and what is the hub's is not for it to read.
  bool native = weft::port::native_caller() != nullptr;
  if (!native && weft_in_callback()) {
    return MP_ERROR_TEXT("can't wait in a scheduled callback or a finaliser");
  }
  if (MP_STATE_THREAD(gc_lock_depth) != 0) {
    return MP_ERROR_TEXT("can't wait while the heap is locked");
  }
  if (!native && scheduler.on_hub() && scheduler.hub_waits_in_loop()) {
    return MP_ERROR_TEXT(
        "can't wait in a task that was made before weft.install() while the main thread waits");
  }
  return nullptr;
}

bool weft_can_park() { return why_not_park() == nullptr; }

void weft_check_can_park() {
  mp_rom_error_text_t why = why_not_park();
  if (why != nullptr) weft_raise_runtime_error(why);
}

void weft_begin_to_wait(mp_obj_t object) {
  weft_check_can_park();
  weft_set_waits_for(object);
}

bool weft_must_wait_again(Outcome outcome) {
  switch (outcome) {
    case Outcome::kInterrupted:
      // In the main thread's own wait what is for it comes out; from another's the loop is to take
      // it.
      weft_deliver_held(scheduler.on_hub() && weft::port::native_caller() == nullptr);
      weft_handle_pending();
      return true;
    case Outcome::kNoMemory:
      mp_raise_msg(&mp_type_MemoryError, MP_ERROR_TEXT("no memory to park the thread"));
    case Outcome::kDeadlock:
      gc_collect();  // a finaliser may wake somebody
      if (scheduler.has_ready()) return true;
      if (weft_hook(WEFT_HOOK_DEADLOCK) != MP_OBJ_NULL) {
        mp_call_function_0(weft_hook(WEFT_HOOK_DEADLOCK));
      }
      weft_raise_runtime_error(
          MP_ERROR_TEXT("deadlock: every thread waits and nothing is left to wake one"));
    default:
      if (weft_exception_pending()) weft_handle_pending();
      return false;
  }
}

// 1, 0 or -1; of NaN it is 0.
static int sign_of(mp_obj_t seconds) {
  if (mp_obj_is_small_int(seconds)) {
    mp_int_t value = MP_OBJ_SMALL_INT_VALUE(seconds);
    return (value > 0) - (value < 0);
  }
  mp_float_t value = mp_obj_get_float(seconds);
  return (value > 0) - (value < 0);
}

bool weft_is_negative(mp_obj_t seconds) { return sign_of(seconds) < 0; }

[[noreturn]] static void raise_out_of_range() {
  mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("timestamp out of range for platform time_t"));
}

[[noreturn]] static void raise_negative(mp_obj_t seconds, mp_rom_error_text_t text) {
  if (mp_obj_get_float(seconds) < -static_cast<mp_float_t>(kTimeoutMax)) raise_out_of_range();
  mp_raise_ValueError(text);
}

Micros weft_micros(mp_obj_t seconds) {
  if (mp_obj_is_small_int(seconds)) {
    mp_int_t value = MP_OBJ_SMALL_INT_VALUE(seconds);
    if (value <= kTimeoutMax) return static_cast<Micros>(value) * 1000000;
  } else {
    mp_float_t value = mp_obj_get_float(seconds);
    if (value != value) {
      mp_raise_ValueError(MP_ERROR_TEXT("Invalid value NaN (not a number)"));
    }
    if (value <= static_cast<mp_float_t>(kTimeoutMax)) {
      // In two parts: 32-bit processors need no conversion of floats to 64-bit integers.
      auto whole = static_cast<mp_uint_t>(value);
      mp_float_t fraction = (value - static_cast<mp_float_t>(whole)) * 1000000;
      auto micros = static_cast<mp_uint_t>(fraction);
      if (static_cast<mp_float_t>(micros) < fraction) micros++;
      return static_cast<Micros>(whole) * 1000000 + micros;
    }
  }
  raise_out_of_range();
}

Micros weft_deadline_or_none(mp_obj_t timeout) {
  if (timeout == mp_const_none) return weft::kForever;
  if (sign_of(timeout) <= 0) return kDoNotWait;
  Micros micros = weft_micros(timeout);
  return micros == 0 ? kDoNotWait : weft::deadline_after(micros);
}

Micros weft_deadline_for_lock(mp_obj_t blocking, mp_obj_t timeout) {
  constexpr mp_int_t kUnset = -1;
  if (blocking == mp_const_true && timeout == MP_OBJ_NEW_SMALL_INT(kUnset)) return weft::kForever;
  bool negative = weft_is_negative(timeout);
  bool unset = negative && mp_obj_equal(timeout, MP_OBJ_NEW_SMALL_INT(kUnset));
  if (!mp_obj_is_true(blocking)) {
    if (!unset) {
      mp_raise_ValueError(MP_ERROR_TEXT("can't specify a timeout for a non-blocking call"));
    }
    return kDoNotWait;
  }
  if (unset) return weft::kForever;
  if (negative) {
    raise_negative(timeout, MP_ERROR_TEXT("timeout value must be a non-negative number"));
  }
  Micros micros = weft_micros(timeout);
  return micros == 0 ? kDoNotWait : weft::deadline_after(micros);
}

mp_obj_t weft_seconds(Micros micros) {
  return mp_obj_new_float(static_cast<mp_float_t>(micros) / 1000000);
}

// Parks the caller; 0 lets the others run first.
static void sleep_micros(Micros micros) {
  weft_check_can_park();
  if (micros == 0 && weft::port::native_caller() == nullptr) {
    weft_must_wait_again(scheduler.yield() ? Outcome::kWoken : Outcome::kNoMemory);
    return;
  }
  weft_set_waits_for(MP_OBJ_NEW_QSTR(MP_QSTR_sleep));
  Micros deadline = weft::deadline_after(micros);
  while (weft_must_wait_again(scheduler.sleep_until(deadline))) {
  }
}

extern "C" {

mp_obj_t weft_sleep(mp_obj_t seconds) {
  if (weft_is_negative(seconds)) {
    raise_negative(seconds, MP_ERROR_TEXT("sleep length must be non-negative"));
  }
  sleep_micros(weft_micros(seconds));
  return mp_const_none;
}

// sleep_ms(ms): as MicroPython's time.sleep_ms, a negative time is no time.
mp_obj_t weft_sleep_ms(mp_obj_t ms_in) {
  mp_int_t ms = mp_obj_get_int(ms_in);
  if (ms >= 0) sleep_micros(static_cast<Micros>(ms) * 1000);
  return mp_const_none;
}

// monotonic() -> float seconds and monotonic_ns() -> int, on the clock that timeouts use.
mp_obj_t weft_monotonic(void) { return weft_seconds(weft::port::now_us()); }

mp_obj_t weft_monotonic_ns(void) { return mp_obj_new_int_from_ull(weft::port::now_us() * 1000); }

}  // extern "C"
