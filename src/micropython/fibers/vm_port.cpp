// The port (weft/port.h) on MicroPython: what is the same on every board. The rest, which needs an
// operating system or its absence, is in port_<system>.cpp.
#include "fibers/fiber_object.h"
#include "asyncio/loop.h"
#include "mpversion.h"

using weft::Micros;
using weft::scheduler;

// While exploring schedules: see weft_set_virtual_time().
static bool virtual_time = false;
static Micros virtual_now = 0;

namespace weft::port {

Micros now_us() {
  if (virtual_time) return ++virtual_now;
  return weft_clock_us();
}

#if MICROPY_PY_THREAD
static_assert(WEFT_LOCKOUT == !MICROPY_PY_THREAD_GIL,
              "WEFT_LOCKOUT must be 1 where threads run the VM without a GIL, else 0");
// The GIL goes with the baton; without one a collector would not stop the carriers.
static_assert(!WEFT_CARRIER || MICROPY_PY_THREAD_GIL, "carriers need a GIL");

void activate(Fiber& fiber) {
  mp_thread_set_state(&fiber == &scheduler.hub() ? &mp_state_ctx.thread
                                                 : &FiberObject::from(fiber)->vm_state);
}
#else
static_assert(!WEFT_CARRIER, "carriers need threads: MICROPY_PY_THREAD");

// The VM knows one thread: its state is exchanged by content. The hub's waits here meanwhile.
static mp_state_thread_t hub_state;
static Fiber* active = nullptr;

static mp_state_thread_t& home_of(Fiber* fiber) {
  return fiber == nullptr ? hub_state : FiberObject::from(*fiber)->vm_state;
}

void activate(Fiber& fiber) {
  Fiber* next = &fiber == &scheduler.hub() ? nullptr : &fiber;
  home_of(active) = mp_state_ctx.thread;
  mp_state_ctx.thread = home_of(next);
  active = next;
}
#endif

bool hub_needs_attention() {
#if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
  // Without a GIL the VM runs scheduled callbacks on the main thread only.
  if (weft_callback_pending()) return true;
#endif
  return weft_hub_vm_state().mp_pending_exception != MP_OBJ_NULL;
}

bool interrupt_pending() { return weft_exception_pending(); }

uintptr_t* allocate_items(size_t count) {
  return static_cast<uintptr_t*>(m_malloc_maybe(count * sizeof(uintptr_t)));
}

void release_items(uintptr_t* items, size_t count) { m_del(uintptr_t, items, count); }

}  // namespace weft::port

mp_state_thread_t& weft_hub_vm_state() {
#if !MICROPY_PY_THREAD
  if (weft::port::active != nullptr) return weft::port::hub_state;
#endif
  return mp_state_ctx.thread;
}

void weft_set_virtual_time(bool on) {
  virtual_now = weft::port::now_us();
  virtual_time = on;
}

bool weft_skip_time(Micros deadline) {
  if (!virtual_time) return false;
  if (deadline != weft::kForever && deadline > virtual_now) virtual_now = deadline;
  return true;
}

bool weft_hub_may_block() {
  return !scheduler.has_ready() && !scheduler.has_due() && !weft_callback_pending() &&
         !weft::port::hub_needs_attention();
}

bool weft_callback_pending() { return MP_STATE_VM(sched_state) == MP_SCHED_PENDING; }

// Calls handle(argument), which runs scheduled callbacks.
template <typename Argument>
static void handle_events(void (*handle)(Argument), Argument argument) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    handle(argument);
    nlr_pop();
  } else {
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
