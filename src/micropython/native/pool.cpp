// SPDX-License-Identifier: MIT
// to_native(): Python calls on the pool of native threads. See weft/native/worker_pool.h.
#include <string.h>

#include <new>

#include "fibers/fiber_object.h"
#include "fibers/wait.h"
#include "vm/hooks.h"
#include "weft/native/worker_pool.h"

using weft::Micros;
using weft::Outcome;

#if WEFT_SERVICE
#include "native/start_task.h"

bool (*weft_start_green_task)(void (*body)(void*), void* argument) = nullptr;
#endif

#if MICROPY_PY_THREAD
extern "C" {
#include "py/mpthread.h"
extern const mp_obj_fun_builtin_fixed_t weft_native_task_obj;
}

namespace {

#if defined(__linux__)
constexpr size_t kDefaultLimit = 8;
#else
constexpr size_t kDefaultLimit = 2;
#endif

// Not a plain global: the collector must see the jobs that are queued.
weft::WorkerPool*& pool_root() {
  return reinterpret_cast<weft::WorkerPool*&>(MP_STATE_VM(weft_native_pool));
}

weft::WorkerPool& pool() {
  weft::WorkerPool*& root = pool_root();
  if (root == nullptr) {
    auto* memory = m_new(weft::WorkerPool, 1);
    root = new (memory) weft::WorkerPool(kDefaultLimit);
  }
  return *root;
}

// A heap block, reached by its head, which is the Job.
struct PythonJob : weft::Job {
  using weft::Job::Job;

  mp_obj_t function;
  mp_obj_t result;     // or what was raised
  mp_obj_t exception;  // MP_OBJ_NULL if nothing was
  size_t n_args;
  size_t n_kw;
  mp_obj_t* args;
};

void run_python(weft::Job& job) {
  auto& self = static_cast<PythonJob&>(job);
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    self.result = mp_call_function_n_kw(self.function, self.n_args, self.n_kw, self.args);
    nlr_pop();
  } else {
    self.exception = MP_OBJ_FROM_PTR(nlr.ret_val);
  }
}

const mp_obj_t kTimeout = MP_OBJ_NEW_QSTR(MP_QSTR_timeout);

// Without the keyword argument `timeout`, which is ours.
PythonJob* new_job(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  auto* job = new (m_new(PythonJob, 1)) PythonJob(&run_python);
  job->function = args[0];
  job->result = mp_const_none;
  job->exception = MP_OBJ_NULL;
  job->n_args = n_args - 1;
  job->n_kw = 0;
  job->args = m_new(mp_obj_t, job->n_args + 2 * kwargs->used + 1);
  memcpy(job->args, args + 1, job->n_args * sizeof(mp_obj_t));
  mp_obj_t* end = job->args + job->n_args;
  for (size_t i = 0; i < kwargs->alloc; i++) {
    if (!mp_map_slot_is_filled(kwargs, i) || kwargs->table[i].key == kTimeout) continue;
    *end++ = kwargs->table[i].key;
    *end++ = kwargs->table[i].value;
    job->n_kw++;
  }
  return job;
}

}  // namespace

bool weft::port::start_task(void (*body)(void*), void* argument, bool native) {
#if WEFT_SERVICE
  if (!native) return weft_start_green_task != nullptr && weft_start_green_task(body, argument);
#else
  (void)native;
#endif
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) return false;
  mp_obj_t task[2] = {mp_obj_new_int_from_uint(reinterpret_cast<uintptr_t>(body)),
                      mp_obj_new_int_from_uint(reinterpret_cast<uintptr_t>(argument))};
  weft_start_native(MP_OBJ_FROM_PTR(&weft_native_task_obj), mp_obj_new_tuple(2, task));
  nlr_pop();
  return true;
}

#if WEFT_VM_LOCK
static constinit thread_local bool is_outside_vm = false;

bool weft::port::outside_vm() { return is_outside_vm; }

void weft::port::leave_vm() {
  is_outside_vm = true;
  MP_THREAD_GIL_EXIT();
}

void weft::port::enter_vm() {
  MP_THREAD_GIL_ENTER();
  is_outside_vm = false;
}
#else
void weft::port::leave_vm() {}
void weft::port::enter_vm() {}
#endif

extern "C" {

// to_native(function, *args, timeout=None, **kwargs): calls the function on a native thread, and
// returns or raises what it does. Only the caller waits. TimeoutError after `timeout` seconds: the
// call goes on, and what it returns is dropped, as when the caller is killed.
mp_obj_t weft_to_native(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  Micros deadline = weft::kForever;
  mp_map_elem_t* timeout = mp_map_lookup(kwargs, kTimeout, MP_MAP_LOOKUP);
  if (timeout != nullptr) deadline = weft_deadline_or_none(timeout->value);
  PythonJob* job = new_job(n_args, args, kwargs);
  if (weft::port::native_caller() != nullptr) {
    run_python(*job);
  } else {
    weft_check_can_park();
    switch (pool().submit(*job)) {
      case weft::WorkerPool::Submitted::kDone:
        break;
      case weft::WorkerPool::Submitted::kNoMemory:
        m_malloc_fail(sizeof(mp_obj_t));
      case weft::WorkerPool::Submitted::kNoThread:
        weft_raise_runtime_error(MP_ERROR_TEXT("can't start a native thread"));
    }
    weft_set_waits_for(args[0]);
    Outcome outcome;
    do {
      outcome = pool().wait(*job, deadline);
    } while (weft_must_wait_again(outcome));
    if (outcome == Outcome::kTimedOut) weft_raise_hook(WEFT_HOOK_TIMEOUT);
  }
  if (job->exception != MP_OBJ_NULL) nlr_raise(job->exception);
  return job->result;
}

// native_workers([limit]) -> the most native threads that the pool may have. A smaller limit ends
// those beyond it as they get free.
mp_obj_t weft_native_workers(size_t n_args, const mp_obj_t* args) {
  if (n_args == 1) {
    mp_int_t limit = mp_obj_get_int(args[0]);
    if (limit < 1) mp_raise_ValueError(MP_ERROR_TEXT("limit must be at least 1"));
    pool().set_limit(limit);
  }
  return MP_OBJ_NEW_SMALL_INT(pool().limit());
}

}  // extern "C"

#else  // no threads on this port

bool weft::port::start_task(void (*body)(void*), void* argument, bool native) {
#if WEFT_SERVICE
  if (!native) return weft_start_green_task != nullptr && weft_start_green_task(body, argument);
#else
  (void)body;
  (void)argument;
  (void)native;
#endif
  return false;
}
void weft::port::leave_vm() {}
void weft::port::enter_vm() {}

extern "C" {

mp_obj_t weft_to_native(size_t, const mp_obj_t*, mp_map_t*) {
  weft_raise_runtime_error(
      MP_ERROR_TEXT("no native threads on this port (built without MICROPY_PY_THREAD)"));
}

mp_obj_t weft_native_workers(size_t, const mp_obj_t*) { return MP_OBJ_NEW_SMALL_INT(0); }

}  // extern "C"

#endif

#if MICROPY_PY_THREAD || WEFT_SERVICE
// The body of a task of the core's: start_task()'s.
extern "C" mp_obj_t weft_native_task(mp_obj_t body, mp_obj_t argument) {
  auto word = [](mp_obj_t number) { return mp_obj_int_get_truncated(number); };
  auto call = reinterpret_cast<void (*)(void*)>(word(body));
  call(reinterpret_cast<void*>(word(argument)));
  return mp_const_none;
}
#endif
