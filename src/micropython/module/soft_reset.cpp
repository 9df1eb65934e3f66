// SPDX-License-Identifier: MIT
#include "asyncio/tasks.h"
#include "control/preempt.h"
#include "fibers/fiber_object.h"
#include "fibers/import_lock.h"
#include "module/settings.h"
#include "service/service_object.h"
#include "types/fiber.h"
#include "types/thread.h"
#include "vm/hooks.h"
#include "vm/ident.h"
#include "wrapped.h"

using weft::scheduler;

#if WEFT_SOFT_RESET

extern "C" {

// A soft reset: the heap goes. Threads are unwound, and what then is left is forgotten, so that the
// next run begins clean.
WEFT_WRAPS(gc_sweep_all);
void __real_gc_sweep_all(void);
void __wrap_gc_sweep_all(void) {
  mp_obj_t unwind = weft_hook(WEFT_HOOK_UNWIND);
  nlr_buf_t nlr;
  if (unwind != MP_OBJ_NULL && scheduler.on_hub() && nlr_push(&nlr) == 0) {
    mp_call_function_0(unwind);
    nlr_pop();
  }
  while (FiberObject* fiber = weft_live_fibers()) {
    weft_forget_fiber(fiber);
    scheduler.abandon(fiber->fiber);
  }
  weft_forget_steps();
#if WEFT_SERVICE
  weft_reset_services();
#endif
  weft_reset_control();
  weft_reset_imports();
  weft_reset_names();
  weft_reset_threads();
  weft_next_ident = kMainIdent + 1;
  weft_reset_module();
  scheduler.reset();
  __real_gc_sweep_all();
}

}  // extern "C"

#endif  // WEFT_SOFT_RESET
