#include "asyncio/tasks.h"
#include "control/preempt.h"
#include "fibers/fiber_object.h"
#include "fibers/import_lock.h"
#include "module/settings.h"
#include "types/fiber.h"
#include "types/thread.h"
#include "vm/hooks.h"
#include "vm/ident.h"

using weft::scheduler;

extern "C" {

// Called by the unix port's main() as the program ends, in place of mp_obj_is_callable(): see
// micropython.mk. As in CPython, threads are waited for before the program's own exit function runs.
bool weft_at_exit(mp_obj_t exit_function) {
  mp_obj_t hook = weft_hook(WEFT_HOOK_EXIT);
  nlr_buf_t nlr;
  if (hook != MP_OBJ_NULL) {
    if (nlr_push(&nlr) == 0) {
      mp_call_function_0(hook);
      nlr_pop();
    } else {
      mp_obj_print_exception(MICROPY_ERROR_PRINTER, MP_OBJ_FROM_PTR(nlr.ret_val));
    }
  }
  return mp_obj_is_callable(exit_function);
}

// A soft reset: the heap goes. Threads are unwound, and what then is left is forgotten, so that the
// next run begins clean.
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
