// SPDX-License-Identifier: MIT
// The native queue: CPython 3.13 queue.Queue, LifoQueue and SimpleQueue, as long as no hook is
// overridden. The types' tables are in module/tables.c; queue.py derives the public classes.
//
// Once go_slow() was called every method is passed on to the Python object's slow_<method>.
#include "types/queue.h"

#include <new>

#include "fibers/wait.h"
#include "mpversion.h"
#include "types/method.h"
#include "vm/arguments.h"
#include "vm/hooks.h"

using weft::Micros;
using weft::Queue;

namespace {

QueueObject* to_queue(mp_obj_t object) { return static_cast<QueueObject*>(MP_OBJ_TO_PTR(object)); }

// must_repeat() raises what a refused put or get must raise; true: wait again. Not inlined:
// shorter.
[[gnu::noinline]] bool must_repeat(Queue::Result result, weft_hook_t would_block) {
  switch (result) {
    case Queue::Result::kDone:
      return false;
    case Queue::Result::kWouldBlock:
      weft_raise_hook(would_block);
    case Queue::Result::kShutDown:
      weft_raise_hook(WEFT_HOOK_SHUTDOWN);
    default:
      return weft_must_wait_again(static_cast<weft::Outcome>(result));
  }
}

// (block, timeout)
const mp_obj_t kNoWait[2] = {mp_const_false, mp_const_none};
const mp_obj_t kForEver[2] = {mp_const_true, mp_const_none};

void check_timeout(const mp_obj_t* how) {
  if (mp_obj_is_true(how[0]) && how[1] != mp_const_none && weft_is_negative(how[1])) {
    mp_raise_ValueError(MP_ERROR_TEXT("'timeout' must be a non-negative number"));
  }
}

// deadline_of() reads (block=True, timeout=None) as queue.Queue.put and get do.
Micros deadline_of(const mp_obj_t* how) {
  return mp_obj_is_true(how[0]) ? weft_deadline_or_none(how[1]) : Queue::kNow;
}

mp_obj_t call_slow(mp_obj_t slow, qstr name, size_t n_args = 0, const mp_obj_t* args = nullptr) {
  mp_obj_t method[2 + 3];
  mp_load_method(slow, name, method);
  for (size_t i = 0; i < n_args; i++) method[2 + i] = args[i];
  return mp_call_method_n_kw(n_args, 0, method);
}

// A deadline as the slow methods take it: (block, end), with None for no end.
void to_block_and_end(Micros deadline, mp_obj_t out[2]) {
  bool timed = deadline != Queue::kNow && deadline != weft::kForever;
  out[0] = mp_obj_new_bool(deadline != Queue::kNow);
  out[1] = timed ? weft_seconds(deadline) : mp_const_none;
}

[[gnu::noinline]] void slow_put(mp_obj_t slow, mp_obj_t item, Micros deadline) {
  mp_obj_t args[3] = {item};
  to_block_and_end(deadline, args + 1);
  call_slow(slow, MP_QSTR__slow_put, 3, args);
}

[[gnu::noinline]] mp_obj_t slow_get(mp_obj_t slow, Micros deadline) {
  mp_obj_t args[2];
  to_block_and_end(deadline, args);
  return call_slow(slow, MP_QSTR__slow_get, 2, args);
}

// As CPython, put() and get() look at how long to wait, `how`, when they must wait: a time that is
// too large does no harm before.
void put(mp_obj_t self_in, mp_obj_t item, const mp_obj_t* how) {
  QueueObject* self = to_queue(self_in);
  if (self->slow != MP_OBJ_NULL) return slow_put(self->slow, item, deadline_of(how));
  auto word = reinterpret_cast<uintptr_t>(item);
  Queue::Result result = self->queue.put(word, Queue::kNow);
  if (result == Queue::Result::kDone) return;
  Micros deadline = deadline_of(how);
  if (result == Queue::Result::kWouldBlock && deadline != Queue::kNow) {
    weft_begin_to_wait(self_in);
    result = self->queue.put(word, deadline);
  }
  while (must_repeat(result, WEFT_HOOK_FULL)) {
    if (self->slow != MP_OBJ_NULL) return slow_put(self->slow, item, deadline);
    result = self->queue.put(word, deadline);
  }
}

mp_obj_t get(mp_obj_t self_in, const mp_obj_t* how) {
  QueueObject* self = to_queue(self_in);
  if (self->slow != MP_OBJ_NULL) return slow_get(self->slow, deadline_of(how));
  uintptr_t word;
  Queue::Result result = self->queue.get(word, Queue::kNow);
  Micros deadline = result == Queue::Result::kWouldBlock ? deadline_of(how) : Queue::kNow;
  if (result == Queue::Result::kWouldBlock && deadline != Queue::kNow) {
    weft_begin_to_wait(self_in);
    result = self->queue.get(word, deadline);
  }
  while (must_repeat(result, WEFT_HOOK_EMPTY)) {
    if (self->slow != MP_OBJ_NULL) return slow_get(self->slow, deadline);
    result = self->queue.get(word, deadline);
  }
  // Killed with the item in hand. If there is no room for it the exception comes a little later,
  // and finds the item taken.
  if (weft_exception_pending() && self->queue.unget(word)) weft_handle_pending();
  return reinterpret_cast<mp_obj_t>(word);
}

}  // namespace

extern "C" {

// _weft.Queue(maxsize=0, lifo=False)
mp_obj_t weft_queue_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                             const mp_obj_t* args) {
  static const mp_arg_t allowed[] = {
      {MP_QSTR_maxsize, MP_ARG_INT, {.u_int = 0}},
      {MP_QSTR_lifo, MP_ARG_BOOL, {.u_bool = false}},
  };
  mp_arg_val_t values[MP_ARRAY_SIZE(allowed)];
  weft_parse(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, values);
  auto* self = mp_obj_malloc(QueueObject, type);
  mp_int_t maxsize = values[0].u_int;
  new (&self->queue) Queue(values[1].u_bool ? Queue::Order::kLifo : Queue::Order::kFifo,
                           maxsize > 0 ? maxsize : 0);
  self->slow = MP_OBJ_NULL;
  return MP_OBJ_FROM_PTR(self);
}

// SimpleQueue()
mp_obj_t weft_simple_queue_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                                    const mp_obj_t* args) {
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  return weft_queue_make_new(type, 0, 0, args);
}

// _unfinished (tasks) and is_shutdown. Once slow, the Python object has its own.
void weft_queue_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  if (destination[0] != MP_OBJ_NULL) return;
  QueueObject* self = to_queue(self_in);
  if (attribute == MP_QSTR__unfinished && self->slow == MP_OBJ_NULL) {
    destination[0] = mp_obj_new_int_from_uint(self->queue.unfinished());
  } else if (attribute == MP_QSTR_is_shutdown && self->slow == MP_OBJ_NULL) {
    destination[0] = mp_obj_new_bool(self->queue.is_shut_down());
  } else {
    destination[1] = MP_OBJ_SENTINEL;
  }
}

// _resize(maxsize): whoever waits for room that there is now goes on.
mp_obj_t weft_queue_resize(mp_obj_t self_in, const mp_obj_t* maxsize_in) {
  mp_int_t maxsize = mp_obj_get_int(*maxsize_in);
  if (!to_queue(self_in)->queue.resize(maxsize > 0 ? maxsize : 0)) m_malloc_fail(0);
  return mp_const_none;
}

// _go_slow(object) -> what is queued, in the order it was put, unfinished_tasks and is_shutdown:
// from now on `object` does the work. Whoever waits goes on waiting there.
mp_obj_t weft_queue_go_slow(mp_obj_t self_in, const mp_obj_t* object) {
  QueueObject* self = to_queue(self_in);
  mp_obj_t result[3];
  for (;;) {
    size_t size = self->queue.size();
    result[0] = mp_obj_new_list(size, nullptr);
    mp_obj_t* items = static_cast<mp_obj_list_t*>(MP_OBJ_TO_PTR(result[0]))->items;
    weft::LockOut lock_out;
    if (self->queue.size() != size) continue;
    for (size_t i = 0; i < size; i++) {
      items[i] = reinterpret_cast<mp_obj_t>(self->queue.item(i));
    }
    result[1] = MP_OBJ_NEW_SMALL_INT(self->queue.unfinished());
    result[2] = mp_obj_new_bool(self->queue.is_shut_down());
    self->slow = *object;
    self->queue.disturb();  // first: whoever waits is not to be served here any more
    self->queue.clear();
    break;
  }
  return mp_obj_new_tuple(3, result);
}

// put(item, block=True, timeout=None)
mp_obj_t weft_queue_put(mp_obj_t self, const mp_obj_t* args) {
  if (to_queue(self)->queue.maxsize() != 0) check_timeout(args + 1);
  put(self, args[0], args + 1);
  return mp_const_none;
}

// get(block=True, timeout=None)
mp_obj_t weft_queue_get(mp_obj_t self, const mp_obj_t* args) {
  check_timeout(args);
  return get(self, args);
}

mp_obj_t weft_queue_put_nowait(mp_obj_t self, const mp_obj_t* item) {
  put(self, *item, kNoWait);
  return mp_const_none;
}

mp_obj_t weft_queue_get_nowait(mp_obj_t self, const mp_obj_t*) { return get(self, kNoWait); }

// `async for item in queue`: until the queue is shut down and empty.
mp_obj_t weft_queue_aiter(mp_obj_t self, const mp_obj_t*) { return self; }

mp_obj_t weft_queue_anext(mp_obj_t self, const mp_obj_t*) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_obj_t item = get(self, kForEver);
    nlr_pop();
    return item;
  }
  mp_obj_t shut_down = weft_hook(WEFT_HOOK_SHUTDOWN);
  if (shut_down != MP_OBJ_NULL &&
      mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(static_cast<mp_obj_base_t*>(nlr.ret_val)->type),
                              shut_down)) {
    mp_raise_type(&mp_type_StopAsyncIteration);
  }
  nlr_jump(nlr.ret_val);
}

// peek() -> the item that get() would return, left in place. Raises Empty or ShutDown.
mp_obj_t weft_queue_peek(mp_obj_t self_in, const mp_obj_t*) {
  QueueObject* self = to_queue(self_in);
  if (self->slow != MP_OBJ_NULL) return call_slow(self->slow, MP_QSTR__slow_peek);
  uintptr_t word;
  must_repeat(self->queue.peek(word), WEFT_HOOK_EMPTY);
  return reinterpret_cast<mp_obj_t>(word);
}

mp_obj_t weft_queue_qsize(mp_obj_t self_in, const mp_obj_t*) {
  QueueObject* self = to_queue(self_in);
  if (self->slow != MP_OBJ_NULL) return call_slow(self->slow, MP_QSTR__slow_qsize);
  return MP_OBJ_NEW_SMALL_INT(self->queue.size());
}

mp_obj_t weft_queue_empty(mp_obj_t self_in, const mp_obj_t*) {
  return mp_obj_new_bool(!mp_obj_is_true(weft_queue_qsize(self_in, nullptr)));
}

mp_obj_t weft_queue_full(mp_obj_t self_in, const mp_obj_t*) {
  QueueObject* self = to_queue(self_in);
  if (self->slow != MP_OBJ_NULL) return call_slow(self->slow, MP_QSTR__slow_full);
  return mp_obj_new_bool(self->queue.full());
}

mp_obj_t weft_queue_task_done(mp_obj_t self_in, const mp_obj_t*) {
  QueueObject* self = to_queue(self_in);
  if (self->slow != MP_OBJ_NULL) return call_slow(self->slow, MP_QSTR__slow_task_done);
  if (!self->queue.task_done()) {
    mp_raise_ValueError(MP_ERROR_TEXT("task_done() called too many times"));
  }
  return mp_const_none;
}

mp_obj_t weft_queue_join(mp_obj_t self_in, const mp_obj_t*) {
  QueueObject* self = to_queue(self_in);
  Queue::Result result = Queue::Result::kDone;
  do {
    if (self->slow != MP_OBJ_NULL) return call_slow(self->slow, MP_QSTR__slow_join);
    if (self->queue.unfinished() == 0) return mp_const_none;
    weft_begin_to_wait(self_in);
    result = self->queue.join(weft::kForever);
  } while (must_repeat(result, WEFT_HOOK_EMPTY));
  return mp_const_none;
}

// shutdown(immediate=False)
mp_obj_t weft_queue_shutdown(mp_obj_t self_in, const mp_obj_t* immediate) {
  QueueObject* self = to_queue(self_in);
  if (self->slow != MP_OBJ_NULL) return call_slow(self->slow, MP_QSTR__slow_shutdown, 1, immediate);
  self->queue.shutdown(mp_obj_is_true(*immediate));
  return mp_const_none;
}

// clear() -> how many items were dropped. An extension, as culsans has it.
mp_obj_t weft_queue_clear(mp_obj_t self_in, const mp_obj_t*) {
  QueueObject* self = to_queue(self_in);
  if (self->slow != MP_OBJ_NULL) return call_slow(self->slow, MP_QSTR__slow_clear);
  return MP_OBJ_NEW_SMALL_INT(self->queue.clear());
}

// --- Guard ---

// Guard(queue)
mp_obj_t weft_guard_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                             const mp_obj_t* args) {
  mp_arg_check_num(n_args, n_kw, 1, 1, false);
  mp_obj_t queue = weft_native_self(&weft_type_any_queue, args[0]);
  auto* self = mp_obj_malloc_with_finaliser(GuardObject, type);
  self->queue = queue;
  return MP_OBJ_FROM_PTR(self);
}

// The finaliser. The collector may have freed the queue before, if it found both, but it has not
// given its memory away yet; nobody waits for such a queue.
mp_obj_t weft_guard_del(mp_obj_t self) {
  to_queue(static_cast<GuardObject*>(MP_OBJ_TO_PTR(self))->queue)->queue.shutdown(false);
  return mp_const_none;
}

}  // extern "C"
