// SPDX-License-Identifier: MIT
// What MicroPython's collector does not know by itself.
#include "fibers/fiber_object.h"
#include "fibers/vm_state.h"
#include "port/port.h"
#include "vm/native_threads.h"
#include "wrapped.h"

#if defined(__SANITIZE_ADDRESS__)
void weft_poison_free_blocks();  // vm/sanitizers.cpp
#endif

using weft::scheduler;

extern "C" {

// Adds the stacks that gc_collect() does not know: the hub's while a fiber runs, and every parked
// fiber's, live part only, wherever it lies. Also what a waiter outside the heap was handed.
WEFT_WRAPS(gc_collect_start);
void __real_gc_collect_start(void);
void __wrap_gc_collect_start(void) {
#if WEFT_PARALLEL
  // Without a GIL the others go on while one collects: they wait where they would change our lists
  // and stacks, which are being followed. The collector's own lock comes first, as everywhere.
  weft::port::begin_switch();
  weft::port::lock();
#endif
  __real_gc_collect_start();
  weft::Fiber& hub = scheduler.hub();
  gc_collect_root(reinterpret_cast<void**>(&hub.value), 1);
  weft_collect_native_waiters();
  weft_collect_running_carrier();
  if (!scheduler.on_hub()) {
    mp_state_thread_t& state = weft_hub_vm_state();
    auto* low = static_cast<char*>(hub.stack_pointer);
    gc_collect_root(reinterpret_cast<void**>(low), (state.stack_top - low) / sizeof(void*));
    gc_collect_root(reinterpret_cast<void**>(&state), sizeof(state) / sizeof(void*));
  }
  for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
    weft::Fiber& fiber = it->fiber;
    if (&fiber == &scheduler.current() || fiber.stack_pointer == nullptr) continue;
    void* low = fiber.in_slot() ? fiber.stack_pointer : fiber.image;
    gc_collect_root(static_cast<void**>(low), fiber.live_bytes() / sizeof(void*));
  }
}

WEFT_WRAPS(gc_collect_end);
void __real_gc_collect_end(void);
void __wrap_gc_collect_end(void) {
  __real_gc_collect_end();
#if defined(__SANITIZE_ADDRESS__)
  weft_poison_free_blocks();
#endif
#if WEFT_PARALLEL
  weft::port::unlock();
  weft::port::end_switch();
#endif
}

}  // extern "C"
