#include "fibers/import_lock.h"

#include <new>

#include "fibers/fiber_object.h"
#include "fibers/wait.h"
#include "wrapped.h"
#include "weft/sync/rlock.h"

namespace {

constinit weft::RLock import_lock;

// False where waiting is impossible: the import then goes on without the lock.
bool acquire() {
  if (import_lock.try_acquire()) return true;
  if (!weft_can_park()) return false;
  weft_set_waits_for(MP_OBJ_NEW_QSTR(MP_QSTR___import__));
  for (;;) {
    weft::Outcome outcome = import_lock.acquire();
    if (outcome == weft::Outcome::kWoken) {
      if (!weft_exception_pending()) return true;
      (void)import_lock.release();
    }
    weft_must_wait_again(outcome);
  }
}

}  // namespace

void weft_reset_imports() { new (&import_lock) weft::RLock(); }

extern "C" {

WEFT_WRAPS(mp_builtin___import___default);
mp_obj_t __real_mp_builtin___import___default(size_t n_args, const mp_obj_t* args);
mp_obj_t __wrap_mp_builtin___import___default(size_t n_args, const mp_obj_t* args) {
  bool locked = acquire();
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_obj_t module = __real_mp_builtin___import___default(n_args, args);
    nlr_pop();
    if (locked) (void)import_lock.release();
    return module;
  }
  if (locked) (void)import_lock.release();
  nlr_jump(nlr.ret_val);
}

}  // extern "C"
