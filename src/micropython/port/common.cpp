// SPDX-License-Identifier: MIT
#include "port/common.h"

#include "fibers/checks.h"
#include "fibers/vm_state.h"
#include "mpversion.h"
#include "port/port.h"
#include "vm/attention.h"
#include "vm/callbacks.h"

using weft::Micros;
using weft::scheduler;

// While exploring schedules: see weft_set_virtual_time().
static SharedWord virtual_time = false;
static Micros virtual_now = 0;

Micros weft::port::now_us() {
  if (virtual_time) return ++virtual_now;
  return weft_clock_us();
}

void weft_set_virtual_time(bool on) {
  virtual_now = weft::port::now_us();
  virtual_time = on;
}

bool weft_skip_time(Micros deadline) {
  if (!virtual_time || deadline == weft::kForever) return false;
  if (deadline > virtual_now) virtual_now = deadline;
  return true;
}

bool weft_hub_may_block() {
  return !scheduler.has_ready() && !scheduler.has_due() && !weft_callback_pending() &&
         !weft::port::hub_needs_attention();
}

// Calls handle(argument), which runs scheduled callbacks.
template <typename Argument>
static void handle_events(void (*handle)(Argument), Argument argument) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    handle(argument);
    nlr_pop();
  } else {
    weft::checks::meant_for(nullptr, MP_OBJ_FROM_PTR(nlr.ret_val));
    weft_hub_vm_state().mp_pending_exception = MP_OBJ_FROM_PTR(nlr.ret_val);
  }
}

void weft_run_callbacks() { handle_events(&WEFT_HANDLE_PENDING(), kCallbacksAndExceptions); }

void weft_wait_for_event(Micros micros) {
  constexpr Micros kLongest = 60000000;
  mp_uint_t ms = (micros < kLongest ? micros : kLongest) / 1000;
  handle_events(&mp_event_wait_ms, ms);
}

void weft_look_until(Micros deadline, const volatile bool& run_requested, void (*wait)(Micros)) {
  while (!run_requested && !weft::port::hub_needs_attention()) {
    Micros now = weft::port::now_us();
    if (now >= deadline) break;
    wait(deadline - now);
    if (weft_callback_pending()) break;
  }
}

mp_uint_t weft_poll_wake(bool run_requested, mp_uint_t request, uintptr_t flags, int* error) {
  if (request == MP_STREAM_POLL) return run_requested ? flags & MP_STREAM_POLL_RD : 0;
  *error = MP_EINVAL;
  return MP_STREAM_ERROR;
}
