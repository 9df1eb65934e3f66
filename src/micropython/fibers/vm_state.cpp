// SPDX-License-Identifier: MIT
#include "fibers/vm_state.h"

#include "fibers/fiber_object.h"
#include "fibers/interrupts.h"
#include "fibers/wait.h"
#include "vm/callbacks.h"

using weft::scheduler;

namespace weft::port {

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
  // An interrupt that has Ctrl-C pending in the hub's state must find it in one place.
  mp_uint_t atomic = MICROPY_BEGIN_ATOMIC_SECTION();
  home_of(active) = mp_state_ctx.thread;
  mp_state_ctx.thread = home_of(next);
  active = next;
  MICROPY_END_ATOMIC_SECTION(atomic);
}
#endif

bool hub_needs_attention() {
#if MICROPY_PY_THREAD && !MICROPY_PY_THREAD_GIL
  // Without a GIL the VM runs scheduled callbacks on the main thread only.
  if (weft_callback_pending()) return true;
#endif
  return weft_hub_is_interrupted();
}

bool interrupt_pending() {
  return weft_exception_pending() || MP_STATE_VM(weft_held)[kHeldForFiber] != MP_OBJ_NULL;
}

uintptr_t* allocate_items(size_t count) {
  return static_cast<uintptr_t*>(m_malloc_maybe(count * sizeof(uintptr_t)));
}

void release_items(uintptr_t* items, size_t count) { m_del(uintptr_t, items, count); }

}  // namespace weft::port

bool weft_hub_is_interrupted() {
  return weft_hub_vm_state().mp_pending_exception != MP_OBJ_NULL || weft_held_for_main();
}

mp_state_thread_t& weft_hub_vm_state() {
#if !MICROPY_PY_THREAD
  if (weft::port::active != nullptr) return weft::port::hub_state;
#endif
  return mp_state_ctx.thread;
}
