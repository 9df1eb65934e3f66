#include "fibers/wait.h"

#include "fibers/fiber_object.h"
#include "vm/callbacks.h"
#include "vm/hooks.h"

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

namespace {

// CPython's threading.TIMEOUT_MAX on 64-bit Linux, in seconds.
constexpr mp_int_t kTimeoutMax = sizeof(void*) == 8 ? 9223372036 : 4294967;

// With a GIL any native thread runs the callbacks, and may lose it in one.
bool native_thread_runs_callbacks = false;

}  // namespace

extern "C" void __real_mp_handle_pending(bool raise_exc);
extern "C" void __wrap_mp_handle_pending(bool raise_exc) {
#if MICROPY_PY_THREAD && MICROPY_PY_THREAD_GIL && MICROPY_ENABLE_SCHEDULER
  if (weft_callback_pending()) {
    native_thread_runs_callbacks = weft::port::native_caller() != nullptr;
  }
#endif
  __real_mp_handle_pending(raise_exc);
}

// Why the caller must not wait; nullptr if it may.
static mp_rom_error_text_t why_not_park() {
#if MICROPY_ENABLE_SCHEDULER
  // A native thread holds up nobody.
  if (MP_STATE_VM(sched_state) < 0 && !native_thread_runs_callbacks &&
      weft::port::native_caller() == nullptr) {
    return MP_ERROR_TEXT("can't wait in a scheduled callback or a finaliser");
  }
#endif
  if (MP_STATE_THREAD(gc_lock_depth) != 0) {
    return MP_ERROR_TEXT("can't wait while the heap is locked");
  }
  if (scheduler.on_hub() && scheduler.hub_waits_in_loop() &&
      weft::port::native_caller() == nullptr) {
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
      mp_handle_pending(true);
      return true;
    case Outcome::kNoMemory:
      mp_raise_msg(&mp_type_MemoryError, MP_ERROR_TEXT("no memory to park the thread"));
    case Outcome::kDeadlock:
      if (weft_hook(WEFT_HOOK_DEADLOCK) != MP_OBJ_NULL) {
        mp_call_function_0(weft_hook(WEFT_HOOK_DEADLOCK));
      }
      weft_raise_runtime_error(
          MP_ERROR_TEXT("deadlock: every thread waits and nothing is left to wake one"));
    default:
      if (weft_exception_pending()) mp_handle_pending(true);
      return false;
  }
}

bool weft_is_negative(mp_obj_t seconds) {
  if (mp_obj_is_small_int(seconds)) return MP_OBJ_SMALL_INT_VALUE(seconds) < 0;
  return mp_obj_get_float(seconds) < 0;
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
  mp_raise_msg(&mp_type_OverflowError, MP_ERROR_TEXT("timeout value is too large"));
}

Micros weft_deadline_or_none(mp_obj_t timeout) {
  if (timeout == mp_const_none) return weft::kForever;
  if (weft_is_negative(timeout)) return kDoNotWait;
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
    mp_raise_ValueError(MP_ERROR_TEXT("timeout value must be a non-negative number"));
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
    if (!scheduler.yield()) weft_must_wait_again(Outcome::kNoMemory);
    mp_handle_pending(true);
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
    mp_raise_ValueError(MP_ERROR_TEXT("sleep length must be non-negative"));
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
