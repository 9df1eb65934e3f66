// SPDX-License-Identifier: MIT
// The module `_service`: what pymodules/service.py is made of. Its tables are in tables.c.
//
// A Python service is a core service with one handler for all events: the future of a request is a
// Python object, which knows its handler and its arguments. So a request allocates that one object.
// Those on their way hang on a root list by their heads, as the core's lists link their insides.
#include "service/service_object.h"

#if WEFT_SERVICE

#include <string.h>

#include "fibers/fiber_object.h"
#include "fibers/interrupts.h"
#include "fibers/wait.h"
#include "native/start_task.h"
#include "service/functions.h"
#include "types/async_call.h"
#include "vm/hooks.h"

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

extern "C" {
extern const mp_obj_fun_builtin_fixed_t weft_native_task_obj;
extern const weft_method_t service_future_result_obj;
}

namespace {

// What service.py gives with set_names().
enum Name {
  kNameFull,
  kNameStopped,
  kNameUnknownEvent,
  kNameCancelledError,
  kNameRefused,
  kNameRejected,
  kNameLater,
  kNameStartThread,  // (function, args): on a green thread
  kNameCount,
};

mp_obj_t name_of(Name name) {
  auto* names = static_cast<mp_obj_tuple_t*>(MP_OBJ_TO_PTR(MP_STATE_VM(weft_service_names)));
  return names->items[name];
}

constexpr weft::EventId kPythonEvent{"python"};

struct ServiceObject;

// The core's future of a Python request: see FutureObject::own.
struct PythonFuture : weft::Future {
  constexpr PythonFuture() : weft::Future(&kPythonEvent) {}

  // Answers with an object, written where others see it only then. False: it is answered already.
  bool answer(mp_obj_t* where, mp_obj_t value, int error) {
    if (!begin_resolve()) return false;
    *where = value;
    error == 0 ? finish_resolve() : finish_reject(error);
    return true;
  }
};

constexpr int kRaised = 1;  // rejected with an exception

struct FutureObject {
  mp_obj_base_t base;
  FutureObject* next;  // the list of those on their way
  FutureObject* previous;
  // What it is the object of: `own`; a call of C++ of ours, behind the arguments; or one that C++
  // has sent, until it is answered (nullptr).
  weft::Future* core;
  const weft_event_t* event;  // of C++; nullptr: Python's
  mp_obj_t service;  // a ServiceObject or a NativeService; None for start(), stop(), spawn()
  mp_obj_t handler;
  mp_obj_t owner;  // the ServiceObject to which the answer goes: kept, as the core refers to it
  mp_obj_t context;
  mp_obj_t callback;        // called on the caller's side; MP_OBJ_NULL
  mp_obj_t done_callbacks;  // called by whoever answers: MP_OBJ_NULL, one, or a tuple (one, rest)
  mp_obj_t value;           // the result, or the exception
  PythonFuture own;
  bool linked;
  bool foreign;  // sent by C++
  bool posted;   // nobody will look at the answer
  bool passed;   // the handler has passed it on, or answers later
  uint16_t n_args;
  uint16_t most_args;
  mp_obj_t args[];  // itself, for the handler, and the arguments; then a call of C++

  void* call_memory() { return args + 1 + most_args; }
};

struct PythonLoop : weft::Loop {
  using weft::Loop::Loop;
  mp_obj_t function = MP_OBJ_NULL;
  ServiceObject* service = nullptr;
};

struct ServiceObject {
  mp_obj_base_t base;
  ServiceObject* next;  // the list of those that run
  weft::Service core;
  mp_obj_t instance;  // of the Python class
  mp_obj_t name;
  mp_obj_t handlers;  // a dict
  mp_obj_t on_start;
  mp_obj_t on_stop;
  mp_obj_t loops;      // a list that keeps the blocks of the loops
  mp_obj_t exception;  // what ends the service's thread; MP_OBJ_NULL
  uintptr_t agent;     // of its task
};

struct NativeServiceObject {
  mp_obj_base_t base;
  weft_service_t* entry;
};

FutureObject*& in_flight() { return reinterpret_cast<FutureObject*&>(MP_STATE_VM(weft_futures)); }
ServiceObject*& running() { return reinterpret_cast<ServiceObject*&>(MP_STATE_VM(weft_services)); }
weft_service_t* native_services = nullptr;

FutureObject* to_future(mp_obj_t object) {
  return static_cast<FutureObject*>(MP_OBJ_TO_PTR(object));
}
ServiceObject* to_service(mp_obj_t object) {
  return static_cast<ServiceObject*>(MP_OBJ_TO_PTR(weft_native_self(&weft_type_service, object)));
}
NativeServiceObject* to_native_service(mp_obj_t object) {
  return static_cast<NativeServiceObject*>(MP_OBJ_TO_PTR(object));
}
FutureObject* from_own(weft::Future& future) {
  return reinterpret_cast<FutureObject*>(future.context());
}
ServiceObject* from_core(weft::Service& service) {
  return reinterpret_cast<ServiceObject*>(reinterpret_cast<char*>(&service) -
                                          offsetof(ServiceObject, core));
}

void link(FutureObject* self) {
  weft::LockOut lock_out;
  if (self->linked) return;
  self->linked = true;
  self->previous = nullptr;
  self->next = in_flight();
  if (self->next != nullptr) self->next->previous = self;
  in_flight() = self;
}

void unlink(FutureObject* self) {
  weft::LockOut lock_out;
  if (!self->linked) return;
  self->linked = false;
  (self->previous != nullptr ? self->previous->next : in_flight()) = self->next;
  if (self->next != nullptr) self->next->previous = self->previous;
  self->previous = self->next = nullptr;
}

// The Python service whose task runs, nullptr if it is no such.
ServiceObject* current_service() {
  uintptr_t agent = scheduler.caller().agent;
  weft::LockOut lock_out;
  for (ServiceObject* it = running(); it != nullptr; it = it->next) {
    if (it->agent == agent) return it;
  }
  return nullptr;
}

bool is_exception(mp_obj_t exception, const mp_obj_type_t* type) {
  return mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(exception)),
                                 MP_OBJ_FROM_PTR(type));
}

// --- answers ---

// Calls a callback, on a service's own task (`service`) or wherever the answer comes from. What it
// raises is printed, as nobody is there to take it; what kills the service's thread ends that, and
// what kills another is raised there once more.
void call_callback(mp_obj_t callback, FutureObject* future, ServiceObject* service) {
  WeftPendingSetAside aside;
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_call_function_1(callback, MP_OBJ_FROM_PTR(future));
    nlr_pop();
    return;
  }
  mp_obj_t exception = MP_OBJ_FROM_PTR(nlr.ret_val);
  if (is_exception(exception, &mp_type_Exception)) {
    mp_obj_print_exception(MICROPY_ERROR_PRINTER, exception);
  } else if (service != nullptr) {
    service->exception = exception;
    service->core.break_off();
  } else {
    weft_interrupt_self(exception);
  }
}

// Has a green thread call callback(future); if none can be started, as the program ends, it is
// called here.
void call_on_thread(mp_obj_t callback, FutureObject* future) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) return call_callback(callback, future, nullptr);
  mp_obj_t args = MP_OBJ_FROM_PTR(future);
  mp_call_function_2(name_of(kNameStartThread), callback, mp_obj_new_tuple(1, &args));
  nlr_pop();
}

// The core's callback of all Python futures.
void answered(weft::Future& core) {
  FutureObject* self = from_own(core);
  mp_obj_t done_callbacks;
  {
    weft::LockOut lock_out;
    done_callbacks = self->done_callbacks;
    self->done_callbacks = MP_OBJ_NULL;
  }
  unlink(self);
  if (MP_STATE_VM(weft_service_names) == MP_OBJ_NULL) return;  // a soft reset
  while (done_callbacks != MP_OBJ_NULL) {
    mp_obj_t callback = done_callbacks;
    done_callbacks = MP_OBJ_NULL;
    if (mp_obj_is_exact_type(callback, &mp_type_tuple)) {
      auto* pair = static_cast<mp_obj_tuple_t*>(MP_OBJ_TO_PTR(callback));
      callback = pair->items[0];
      done_callbacks = pair->items[1];
    }
    call_callback(callback, self, nullptr);
  }
  if (self->callback != MP_OBJ_NULL) {
    ServiceObject* service = current_service();
    if (service != nullptr && core.owner() == &service->core) {
      call_callback(self->callback, self, service);
    } else {
      call_on_thread(self->callback, self);
    }
  } else if (self->posted && self->value != mp_const_none && core.error() == kRaised) {
    mp_obj_print_exception(MICROPY_ERROR_PRINTER, self->value);
  }
}

// resolve() and reject(): false if it is answered already.
bool answer(FutureObject* self, mp_obj_t value, int error) {
  if (!self->foreign) return self->own.answer(&self->value, value, error);
  weft::Future* core;
  {
    weft::LockOut lock_out;
    core = self->core;
    if (core == nullptr || !core->claim()) return false;
    self->core = nullptr;
  }
  unlink(self);
  bool accepted = true;
  if (error == 0 && self->event->resolve(*core, value, accepted)) return true;
  core->reject(error != 0 ? error : kRaised);
  if (!accepted) mp_raise_TypeError(MP_ERROR_TEXT("the result has not the type of the event's"));
  return true;
}

void answer_or_raise(FutureObject* self, mp_obj_t value, int error) {
  if (!answer(self, value, error)) {
    weft_raise_runtime_error(MP_ERROR_TEXT("the request is answered already"));
  }
}

// --- futures ---

// MicroPython looks for room from where it last found a single block. A program that allocates
// requests, of several blocks, and nothing else walks over all of them for each more: so it is told
// where the last one is. Single blocks before that one are found again after the next collection.
void search_from(const void* block) {
  constexpr size_t kFar = 64;  // bytes of the allocation table, of four blocks each
  auto& area = MP_STATE_MEM(area);
  const auto* place = static_cast<const uint8_t*>(block);
  if (place < area.gc_pool_start || place >= area.gc_pool_end) return;
  size_t index = (place - area.gc_pool_start) / MICROPY_BYTES_PER_GC_BLOCK / 4;
  if (index > area.gc_last_free_atb_index + kFar) area.gc_last_free_atb_index = index;
}

FutureObject* new_future(size_t most_args, size_t more_bytes) {
  size_t bytes = sizeof(FutureObject) + (1 + most_args) * sizeof(mp_obj_t) + more_bytes;
  auto* self = static_cast<FutureObject*>(m_malloc0(bytes));
  search_from(self);
  self->base.type = &weft_type_service_future;
  new (&self->own) PythonFuture();
  self->core = &self->own;
  self->own.set_context(reinterpret_cast<uintptr_t>(self));
  self->own.then(&answered);
  self->service = self->handler = self->owner = mp_const_none;
  self->context = self->value = mp_const_none;
  self->callback = self->done_callbacks = MP_OBJ_NULL;
  self->most_args = self->n_args = most_args;
  self->args[0] = MP_OBJ_FROM_PTR(self);
  return self;
}

// The object of a call that C++ has sent to a Python service.
FutureObject* new_foreign(ServiceObject* service, weft::Future& core) {
  auto* event = static_cast<const weft_event_t*>(core.event()->codec);
  FutureObject* self = new_future(event->n_args, 0);
  event->to_args(core, self->args + 1);
  self->foreign = true;
  self->event = event;
  self->core = &core;
  self->service = MP_OBJ_FROM_PTR(service);
  return self;
}

mp_obj_t new_exception(Name type, mp_obj_t argument) {
  return argument == mp_const_none ? mp_call_function_0(name_of(type))
                                   : mp_call_function_1(name_of(type), argument);
}

[[noreturn]] void raise(Name type, mp_obj_t argument) { nlr_raise(new_exception(type, argument)); }

// The name of the service a future was sent to.
mp_obj_t service_name(mp_obj_t service) {
  if (mp_obj_is_exact_type(service, &weft_type_native_service)) {
    const char* name = to_native_service(service)->entry->service->name();
    return mp_obj_new_str(name, strlen(name));
  }
  return service != mp_const_none ? to_service(service)->name : mp_const_none;
}

mp_obj_t exception_of(FutureObject* self) {
  int error = self->core->error();
  if (error == kRaised && self->core == &self->own) return self->value;
  switch (error) {
    case weft::kStopped:
      return new_exception(kNameStopped, service_name(self->service));
    case weft::kUnknownEvent:
      return new_exception(kNameUnknownEvent, mp_const_none);
    case weft::kCancelled:
      return new_exception(kNameCancelledError, mp_const_none);
    case weft::kRefused:
      return new_exception(kNameRefused, service_name(self->service));
    case weft::kNoTask:
      return mp_obj_new_exception_msg(&mp_type_RuntimeError,
                                      MP_ERROR_TEXT("can't start new thread"));
    default:
      return new_exception(kNameRejected, MP_OBJ_NEW_SMALL_INT(error));
  }
}

void check_own(FutureObject* self) {
  if (self->foreign) weft_raise_runtime_error(MP_ERROR_TEXT("the request is somebody else's"));
}

// Waits until it is done. CancelledError if it was cancelled, TimeoutError.
void wait_done(FutureObject* self, mp_obj_t timeout) {
  check_own(self);
  if (self->core->done()) return;
  Micros deadline = weft_deadline_or_none(timeout);
  if (deadline == kDoNotWait) weft_raise_hook(WEFT_HOOK_TIMEOUT);
  weft_begin_to_wait(MP_OBJ_FROM_PTR(self));
  Outcome outcome;
  do {
    outcome = self->core->wait(deadline);
  } while (weft_must_wait_again(outcome));
  if (outcome == Outcome::kTimedOut) weft_raise_hook(WEFT_HOOK_TIMEOUT);
}

mp_obj_t result(FutureObject* self, mp_obj_t timeout) {
  wait_done(self, timeout);
  if (self->core->error() != 0) nlr_raise(exception_of(self));
  return self->core == &self->own ? self->value : self->event->to_python(*self->core);
}

// --- requests ---

// Sends a request that is linked, waiting for room until `timeout`. Raises what it must, and then
// it is as if it had not been sent.
void send(FutureObject* self, weft::Service& service, mp_obj_t timeout) {
  ServiceObject* owner = self->callback != MP_OBJ_NULL ? current_service() : nullptr;
  self->core->then(&answered, owner != nullptr ? &owner->core : nullptr);
  self->owner = owner != nullptr ? MP_OBJ_FROM_PTR(owner) : mp_const_none;
  self->passed = false;
  link(self);
  int refusal = service.send(*self->core);
  if (refusal == weft::kNoRefusal) return;
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) {
    unlink(self);
    nlr_jump(nlr.ret_val);
  }
  Micros deadline = weft_deadline_or_none(timeout);
  while (refusal != weft::kNoRefusal) {
    Outcome outcome = Outcome::kInterrupted;
    switch (refusal) {
      case weft::kFull:
        if (deadline == kDoNotWait || weft::port::now_us() >= deadline) {
          raise(kNameFull, service_name(self->service));
        }
        weft_begin_to_wait(self->service);
        break;
      case weft::kStopped:
        raise(kNameStopped, service_name(self->service));
      case weft::kPending:
        weft_raise_runtime_error(MP_ERROR_TEXT("the request is on its way"));
      case weft::kNoMemory:
        outcome = Outcome::kNoMemory;
        [[fallthrough]];
      case weft::kDeadlock:
        if (refusal == weft::kDeadlock) outcome = Outcome::kDeadlock;
        [[fallthrough]];
      default:
        weft_must_wait_again(outcome);
    }
    refusal = service.send(*self->core, deadline);
  }
  nlr_pop();
}

struct Options {
  mp_obj_t timeout = mp_const_none;
  mp_obj_t callback = MP_OBJ_NULL;
  mp_obj_t context = mp_const_none;
  mp_obj_t then = mp_const_none;
};

Options read_options(mp_map_t* kwargs) {
  Options options;
  for (size_t i = 0; i < kwargs->alloc; i++) {
    if (!mp_map_slot_is_filled(kwargs, i)) continue;
    mp_obj_t value = kwargs->table[i].value;
    switch (MP_OBJ_QSTR_VALUE(kwargs->table[i].key)) {
      case MP_QSTR_timeout:
        options.timeout = value;
        break;
      case MP_QSTR_callback:
        options.callback = value == mp_const_none ? MP_OBJ_NULL : value;
        break;
      case MP_QSTR_context:
        options.context = value;
        break;
      case MP_QSTR_then:
        options.then = value;
        break;
      default:
        mp_raise_TypeError(MP_ERROR_TEXT("unexpected keyword argument"));
    }
  }
  return options;
}

// request(event, *args, ...) to a Python service: args[0] is the event.
FutureObject* request_python(ServiceObject* service, size_t n_args, const mp_obj_t* args,
                             const Options& options, bool posted) {
  auto* handlers = static_cast<mp_obj_dict_t*>(MP_OBJ_TO_PTR(service->handlers));
  mp_map_elem_t* handler = mp_map_lookup(&handlers->map, args[0], MP_MAP_LOOKUP);
  if (handler == nullptr) raise(kNameUnknownEvent, args[0]);
  FutureObject* self = new_future(n_args - 1, 0);
  self->service = MP_OBJ_FROM_PTR(service);
  self->handler = handler->value;
  self->callback = options.callback;
  self->context = options.context;
  self->posted = posted;
  memcpy(self->args + 1, args + 1, (n_args - 1) * sizeof(mp_obj_t));
  send(self, service->core, options.timeout);
  return self;
}

const weft_event_t* find_event(const weft_service_t* entry, mp_obj_t name) {
  const char* wanted = mp_obj_str_get_str(name);
  for (size_t i = 0; i < entry->n_events; i++) {
    if (strcmp(entry->events[i]->name, wanted) == 0) return entry->events[i];
  }
  raise(kNameUnknownEvent, name);
}

void set_args(FutureObject* self, size_t n_args, const mp_obj_t* args) {
  if (n_args != self->event->n_args) {
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%s takes %d arguments"), self->event->name,
                      static_cast<int>(self->event->n_args));
  }
  if (!self->event->set_args(*self->core, args)) {
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%s: an argument has the wrong type"),
                      self->event->name);
  }
}

FutureObject* request_native(mp_obj_t service, size_t n_args, const mp_obj_t* args,
                             const Options& options, bool posted) {
  const weft_service_t* entry = to_native_service(service)->entry;
  const weft_event_t* event = find_event(entry, args[0]);
  // Behind the fields, aligned for anything.
  FutureObject* self = new_future(0, event->bytes + sizeof(uint64_t));
  auto memory = reinterpret_cast<uintptr_t>(self->call_memory());
  memory = (memory + sizeof(uint64_t) - 1) & ~(sizeof(uint64_t) - 1);
  self->event = event;
  self->core = event->make(reinterpret_cast<void*>(memory));
  self->core->set_context(reinterpret_cast<uintptr_t>(self));
  self->service = service;
  self->callback = options.callback;
  self->context = options.context;
  self->posted = posted;
  set_args(self, n_args - 1, args + 1);
  send(self, *entry->service, options.timeout);
  return self;
}

// --- the service's task ---

// Notes what an exception in a handler or hook means for the service: all but an Exception ends it.
void note_exception(ServiceObject* self, mp_obj_t exception) {
  if (is_exception(exception, &mp_type_Exception)) return;
  self->exception = exception;
  self->core.break_off();
}

void handle(weft::Service& core, weft::Future& future) {
  ServiceObject* self = from_core(core);
  bool foreign = future.event() != &kPythonEvent;
  if (foreign && future.event()->codec == nullptr) {
    future.reject(weft::kUnknownEvent);
    return;
  }
  FutureObject* volatile request = nullptr;
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    if (foreign) {
      request = new_foreign(self, future);
      auto* handlers = static_cast<mp_obj_dict_t*>(MP_OBJ_TO_PTR(self->handlers));
      mp_obj_t name = mp_obj_new_str(request->event->name, strlen(request->event->name));
      mp_map_elem_t* handler = mp_map_lookup(&handlers->map, name, MP_MAP_LOOKUP);
      if (handler == nullptr) {
        request = nullptr;
        nlr_pop();
        future.reject(weft::kUnknownEvent);
        return;
      }
      request->handler = handler->value;
      link(request);
    } else {
      request = from_own(future);
    }
    mp_obj_t value = mp_call_function_n_kw(request->handler, request->n_args + 1, 0, request->args);
    // Whoever has answered it himself returns None.
    if (value != name_of(kNameLater) && !request->passed) (void)answer(request, value, 0);
    nlr_pop();
  } else {
    mp_obj_t exception = MP_OBJ_FROM_PTR(nlr.ret_val);
    if (request == nullptr) {
      future.reject(kRaised);
    } else {
      (void)answer(request, exception, kRaised);
    }
    note_exception(self, exception);
  }
  weft_set_waits_for(MP_OBJ_FROM_PTR(self));
}

// A hook refuses by returning False, or by raising, which is reported.
bool call_hook(ServiceObject* self, mp_obj_t hook) {
  if (hook == mp_const_none) return true;
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    bool agreed = mp_call_function_0(hook) != mp_const_false;
    nlr_pop();
    return agreed;
  }
  mp_obj_t exception = MP_OBJ_FROM_PTR(nlr.ret_val);
  note_exception(self, exception);
  if (self->exception == MP_OBJ_NULL) mp_obj_print_exception(MICROPY_ERROR_PRINTER, exception);
  return false;
}

bool on_start(weft::Service& core) { return call_hook(from_core(core), from_core(core)->on_start); }
bool on_stop(weft::Service& core) { return call_hook(from_core(core), from_core(core)->on_stop); }

constexpr weft::Handler kHandlers[] = {{nullptr, &handle}};
constexpr weft::ServiceTable kTable{"python", kHandlers, &on_start, &on_stop};

// A loop that raises goes on, as the service does.
void call_loop(weft::Service&, weft::Loop& loop) {
  auto& self = static_cast<PythonLoop&>(loop);
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_call_function_0(self.function);
    nlr_pop();
    return;
  }
  mp_obj_t exception = MP_OBJ_FROM_PTR(nlr.ret_val);
  note_exception(self.service, exception);
  if (self.service->exception == MP_OBJ_NULL) {
    mp_obj_print_exception(MICROPY_ERROR_PRINTER, exception);
  }
}

// Requests that C++ has sent, and Python has kept, are about to be rejected: then they are C++'s.
void drop_foreign(ServiceObject* self) {
  weft::LockOut lock_out;
  FutureObject* next;
  for (FutureObject* it = in_flight(); it != nullptr; it = next) {
    next = it->next;
    if (!it->foreign || it->service != MP_OBJ_FROM_PTR(self)) continue;
    it->core = nullptr;
    unlink(it);
  }
}

void enlist(ServiceObject* self) {
  weft::LockOut lock_out;
  self->agent = scheduler.caller().agent;
  self->next = running();
  running() = self;
}

void delist(ServiceObject* self) {
  weft::LockOut lock_out;
  for (ServiceObject** link = &running(); *link != nullptr; link = &(*link)->next) {
    if (*link != self) continue;
    *link = self->next;
    self->next = nullptr;
    break;
  }
}

// True: the service has ended. False: something must be raised that ends it.
bool serve(ServiceObject* self) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) {
    self->exception = MP_OBJ_FROM_PTR(nlr.ret_val);
    return false;
  }
  for (;;) {
    weft_begin_to_wait(MP_OBJ_FROM_PTR(self));
    Outcome outcome = self->core.serve();
    if (self->exception != MP_OBJ_NULL || outcome == Outcome::kWoken) break;
    weft_must_wait_again(outcome);
  }
  nlr_pop();
  return self->exception == MP_OBJ_NULL;
}

// For start() and stop().
FutureObject* new_control(mp_obj_t service) {
  FutureObject* self = new_future(0, 0);
  self->service = service;
  link(self);
  return self;
}

bool start_green_task(void (*body)(void*), void* argument) {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) return false;
  mp_obj_t task[2] = {mp_obj_new_int_from_uint(reinterpret_cast<uintptr_t>(body)),
                      mp_obj_new_int_from_uint(reinterpret_cast<uintptr_t>(argument))};
  mp_call_function_2(name_of(kNameStartThread), MP_OBJ_FROM_PTR(&weft_native_task_obj),
                     mp_obj_new_tuple(2, task));
  nlr_pop();
  return true;
}

}  // namespace

[[gnu::weak]] void weft_register_services() {}

void weft_register_service(weft_service_t& entry) {
  for (weft_service_t* it = native_services; it != nullptr; it = it->next) {
    if (it == &entry) return;
  }
  entry.next = native_services;
  native_services = &entry;
}

weft::Service* weft_find_service(const char* name) {
  weft::LockOut lock_out;
  for (ServiceObject* it = running(); it != nullptr; it = it->next) {
    if (strcmp(mp_obj_str_get_str(it->name), name) == 0) return &it->core;
  }
  return nullptr;
}

void weft_reset_services() {
  MP_STATE_VM(weft_service_names) = MP_OBJ_NULL;
  while (ServiceObject* service = running()) {
    delist(service);
    service->core.abandon();
  }
  for (weft_service_t* it = native_services; it != nullptr; it = it->next) it->service->abandon();
  in_flight() = nullptr;
  weft_start_green_task = nullptr;
}

extern "C" {

// set_names(tuple): see Name.
mp_obj_t weft_service_set_names(mp_obj_t names) {
  size_t count;
  mp_obj_t* items;
  mp_obj_get_array(names, &count, &items);
  if (count != kNameCount) mp_raise_ValueError(nullptr);
  MP_STATE_VM(weft_service_names) = names;
  weft_start_green_task = &start_green_task;
  weft_register_services();
  return mp_const_none;
}

// get(name) -> a NativeService, or the Python service that runs, or None.
mp_obj_t weft_service_get(mp_obj_t name) {
  const char* wanted = mp_obj_str_get_str(name);
  for (weft_service_t* it = native_services; it != nullptr; it = it->next) {
    if (strcmp(it->service->name(), wanted) != 0) continue;
    auto* self = mp_obj_malloc(NativeServiceObject, &weft_type_native_service);
    self->entry = it;
    return MP_OBJ_FROM_PTR(self);
  }
  weft::Service* core = weft_find_service(wanted);
  return core != nullptr ? from_core(*core)->instance : mp_const_none;
}

// --- Future: concurrent.futures.Future's interface, and that of a request for its handler ---

// Future(): pending until resolve() or reject(): for spawn().
mp_obj_t weft_service_future_make_new(const mp_obj_type_t*, size_t n_args, size_t n_kw,
                                      const mp_obj_t*) {
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  FutureObject* self = new_future(0, 0);
  weft::begin_spawn(self->own);
  return MP_OBJ_FROM_PTR(self);
}

void weft_service_future_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  FutureObject* self = to_future(self_in);
  const char* state = "pending";
  if (self->core == nullptr) {
    state = "answered";
  } else if (self->core->done()) {
    int error = self->core->error();
    state = error == 0 ? "resolved" : error == weft::kCancelled ? "cancelled" : "rejected";
  }
  mp_printf(print, "<Future at 0x%p state=%s>", self, state);
}

void weft_service_future_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  FutureObject* self = to_future(self_in);
  if (attribute == MP_QSTR_context) {
    if (destination[0] == MP_OBJ_NULL) {
      destination[0] = self->context;
    } else if (destination[1] != MP_OBJ_NULL) {
      self->context = destination[1];
      destination[0] = MP_OBJ_NULL;
    }
  } else if (destination[0] == MP_OBJ_NULL) {
    destination[1] = MP_OBJ_SENTINEL;
  }
}

mp_obj_t weft_service_future_result(mp_obj_t self, const mp_obj_t* timeout) {
  return result(to_future(self), *timeout);
}

// exception(timeout=None) -> what result() would raise, or None; CancelledError is raised.
mp_obj_t weft_service_future_exception(mp_obj_t self_in, const mp_obj_t* timeout) {
  FutureObject* self = to_future(self_in);
  wait_done(self, *timeout);
  int error = self->core->error();
  if (error == 0) return mp_const_none;
  mp_obj_t exception = exception_of(self);
  if (error == weft::kCancelled) nlr_raise(exception);
  return exception;
}

mp_obj_t weft_service_future_done(mp_obj_t self_in, const mp_obj_t*) {
  FutureObject* self = to_future(self_in);
  return mp_obj_new_bool(self->core == nullptr || self->core->done());
}

mp_obj_t weft_service_future_cancelled(mp_obj_t self_in, const mp_obj_t*) {
  FutureObject* self = to_future(self_in);
  return mp_obj_new_bool(self->core != nullptr && self->core->done() &&
                         self->core->error() == weft::kCancelled);
}

// running(): a handler has got it.
mp_obj_t weft_service_future_running(mp_obj_t self_in, const mp_obj_t*) {
  FutureObject* self = to_future(self_in);
  return mp_obj_new_bool(self->core != nullptr && self->core->accepted());
}

mp_obj_t weft_service_future_cancel(mp_obj_t self_in, const mp_obj_t*) {
  FutureObject* self = to_future(self_in);
  check_own(self);
  if (self->core->cancel()) return mp_const_true;
  return weft_service_future_cancelled(self_in, nullptr);
}

// add_done_callback(function): called as function(future) by whoever answers, at once if it is
// done.
mp_obj_t weft_service_future_add_done_callback(mp_obj_t self_in, const mp_obj_t* function) {
  FutureObject* self = to_future(self_in);
  check_own(self);
  for (;;) {
    mp_obj_t old = self->done_callbacks;
    mp_obj_t pair[2] = {*function, old};
    // A tuple alone would be taken for a pair; the order of the calls is that of the registration.
    mp_obj_t added = *function;
    if (old != MP_OBJ_NULL) {
      pair[0] = old;
      pair[1] = *function;
      if (mp_obj_is_exact_type(old, &mp_type_tuple)) {
        auto* first = static_cast<mp_obj_tuple_t*>(MP_OBJ_TO_PTR(old));
        mp_obj_t rest[2] = {first->items[1], *function};
        pair[0] = first->items[0];
        pair[1] = mp_obj_new_tuple(2, rest);
      }
      added = mp_obj_new_tuple(2, pair);
    }
    weft::LockOut lock_out;
    if (self->core->done()) break;
    if (self->done_callbacks != old) continue;
    self->done_callbacks = added;
    return mp_const_none;
  }
  call_callback(*function, self, nullptr);
  return mp_const_none;
}

// send_again(*args): sends the request once more, with these arguments or, without any, with those
// it had. Once it is done; for its sender.
mp_obj_t weft_service_future_send_again(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  FutureObject* self = to_future(args[0]);
  check_own(self);
  Options options = read_options(kwargs);
  if (self->service == mp_const_none || !self->core->done()) {
    weft_raise_runtime_error(MP_ERROR_TEXT("only a request that is done can be sent again"));
  }
  weft::Service* service;
  if (self->event != nullptr) {
    if (n_args > 1) set_args(self, n_args - 1, args + 1);
    service = to_native_service(self->service)->entry->service;
  } else {
    if (n_args - 1 > self->most_args) {
      mp_raise_TypeError(MP_ERROR_TEXT("more arguments than the request was made with"));
    }
    if (n_args > 1) {
      self->n_args = n_args - 1;
      memcpy(self->args + 1, args + 1, (n_args - 1) * sizeof(mp_obj_t));
    }
    service = &to_service(self->service)->core;
  }
  send(self, *service, options.timeout);
  return args[0];
}

mp_obj_t weft_service_future_resolve(mp_obj_t self, const mp_obj_t* value) {
  answer_or_raise(to_future(self), *value, 0);
  return mp_const_none;
}

mp_obj_t weft_service_future_reject(mp_obj_t self, const mp_obj_t* exception) {
  mp_obj_t made = mp_make_raise_obj(*exception);
  if (!mp_obj_is_exception_instance(*exception) && !mp_obj_is_exception_type(*exception)) {
    nlr_raise(made);  // a TypeError
  }
  answer_or_raise(to_future(self), made, kRaised);
  return mp_const_none;
}

// Awaited: as _weft.AsyncCall, without one where the step may wait.
mp_obj_t weft_service_future_getiter(mp_obj_t self, mp_obj_iter_buf_t*) {
  check_own(to_future(self));
  if (weft_current_fiber() != nullptr || to_future(self)->core->done()) return self;
  mp_obj_t call[2] = {MP_OBJ_FROM_PTR(&service_future_result_obj), self};
  return weft_async_call_getiter(weft_async_call_make_new(&weft_type_async_call, 2, 0, call),
                                 nullptr);
}

mp_obj_t weft_service_future_iternext(mp_obj_t self) {
  return mp_make_stop_iteration(result(to_future(self), mp_const_none));
}

// --- forward(): the answer comes back to the service, as `then`, or goes on as it is ---

typedef struct {
  mp_obj_base_t base;
  mp_obj_t origin;
  mp_obj_t then;
} forward_t;

mp_obj_t weft_service_forward_call(mp_obj_t self_in, size_t n_args, size_t n_kw,
                                   const mp_obj_t* args) {
  mp_arg_check_num(n_args, n_kw, 1, 1, false);
  auto* self = static_cast<forward_t*>(MP_OBJ_TO_PTR(self_in));
  FutureObject* origin = to_future(self->origin);
  FutureObject* reply = to_future(args[0]);
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) {
    (void)answer(origin, MP_OBJ_FROM_PTR(nlr.ret_val), kRaised);
    if (!is_exception(MP_OBJ_FROM_PTR(nlr.ret_val), &mp_type_Exception)) nlr_jump(nlr.ret_val);
    return mp_const_none;
  }
  if (self->then != mp_const_none) {
    mp_call_function_2(self->then, self->origin, args[0]);
  } else {
    (void)answer(origin, result(reply, mp_const_none), 0);
  }
  nlr_pop();
  return mp_const_none;
}

// request.forward(other, event, *args, then=None, timeout=None) -> LATER
mp_obj_t weft_service_future_forward(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  FutureObject* origin = to_future(args[0]);
  Options options = read_options(kwargs);
  auto* back = mp_obj_malloc(forward_t, &weft_type_service_forward);
  back->origin = args[0];
  back->then = options.then;
  size_t count = n_args - 2;  // the event and its arguments
  mp_obj_t* call = m_new(mp_obj_t, 2 + count + 4);
  mp_load_method(args[1], MP_QSTR_request, call);
  memcpy(call + 2, args + 2, count * sizeof(mp_obj_t));
  mp_obj_t* keywords = call + 2 + count;
  keywords[0] = MP_OBJ_NEW_QSTR(MP_QSTR_callback);
  keywords[1] = MP_OBJ_FROM_PTR(back);
  keywords[2] = MP_OBJ_NEW_QSTR(MP_QSTR_timeout);
  keywords[3] = options.timeout;
  origin->passed = true;  // first: the answer may be quicker
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) {
    origin->passed = false;
    nlr_jump(nlr.ret_val);
  }
  mp_call_method_n_kw(count, 2, call);
  nlr_pop();
  return name_of(kNameLater);
}

// --- Service ---

// _service.Service(name, maxsize, handlers, instance)
mp_obj_t weft_service_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                               const mp_obj_t* args) {
  mp_arg_check_num(n_args, n_kw, 4, 4, false);
  mp_int_t maxsize = mp_obj_get_int(args[1]);
  if (maxsize < 1) mp_raise_ValueError(MP_ERROR_TEXT("maxsize must be at least 1"));
  mp_obj_str_get_str(args[0]);
  if (!mp_obj_is_exact_type(args[2], &mp_type_dict)) mp_raise_TypeError(nullptr);
  auto* self = mp_obj_malloc(ServiceObject, type);
  self->next = nullptr;
  new (&self->core) weft::Service(kTable, maxsize);
  self->name = args[0];
  self->handlers = args[2];
  self->instance = args[3];
  self->on_start = self->on_stop = mp_const_none;
  self->exception = MP_OBJ_NULL;
  self->agent = 0;
  self->loops = mp_const_none;
  self->loops = mp_obj_new_list(0, nullptr);
  return MP_OBJ_FROM_PTR(self);
}

void weft_service_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  ServiceObject* self = to_service(self_in);
  mp_printf(print, "<Service %q %s>", mp_obj_str_get_qstr(self->name),
            self->core.running() ? "running" : "stopped");
}

void weft_service_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  if (destination[0] != MP_OBJ_NULL) return;
  ServiceObject* self = to_service(self_in);
  if (attribute == MP_QSTR_name) {
    destination[0] = self->name;
  } else if (attribute == MP_QSTR_running) {
    destination[0] = mp_obj_new_bool(self->core.running());
  } else if (attribute == MP_QSTR_stopping) {
    destination[0] = mp_obj_new_bool(self->core.stopping());
  } else {
    destination[1] = MP_OBJ_SENTINEL;
  }
}

mp_obj_t weft_service_request(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  Options options = read_options(kwargs);
  return MP_OBJ_FROM_PTR(request_python(to_service(args[0]), n_args - 1, args + 1, options, false));
}

mp_obj_t weft_service_post(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  Options options = read_options(kwargs);
  request_python(to_service(args[0]), n_args - 1, args + 1, options, true);
  return mp_const_none;
}

// _hook(on_start, function): the hook on_start, or else on_stop.
mp_obj_t weft_service_hook(mp_obj_t self_in, const mp_obj_t* args) {
  ServiceObject* self = to_service(self_in);
  (mp_obj_is_true(args[0]) ? self->on_start : self->on_stop) = args[1];
  return mp_const_none;
}

// _every(seconds, function): another loop. To be called while the service does not run, or on its
// own thread.
mp_obj_t weft_service_every(mp_obj_t self_in, const mp_obj_t* args) {
  ServiceObject* self = to_service(self_in);
  Micros interval = weft_micros(args[0]);
  if (interval == 0) mp_raise_ValueError(MP_ERROR_TEXT("an interval must be more than 0"));
  auto* memory = m_new_obj(PythonLoop);
  auto* loop = new (memory) PythonLoop(interval, &call_loop);
  loop->function = args[1];
  loop->service = self;
  // A block on the heap, kept by its head: as an integer would not be.
  mp_obj_list_append(self->loops, MP_OBJ_FROM_PTR(loop));
  self->core.add(*loop);
  return mp_const_none;
}

// _start() -> (future, whether a thread must be started that calls _serve())
mp_obj_t weft_service_start(mp_obj_t self_in, const mp_obj_t*) {
  ServiceObject* self = to_service(self_in);
  FutureObject* future = new_control(MP_OBJ_FROM_PTR(self));
  bool needs_thread = self->core.begin_start(future->own) == weft::Service::Start::kNeedsTask;
  mp_obj_t both[2] = {MP_OBJ_FROM_PTR(future), mp_obj_new_bool(needs_thread)};
  return mp_obj_new_tuple(2, both);
}

mp_obj_t weft_service_abandon_start(mp_obj_t self, const mp_obj_t*) {
  to_service(self)->core.abandon_start();
  return mp_const_none;
}

mp_obj_t weft_service_stop(mp_obj_t self_in, const mp_obj_t*) {
  ServiceObject* self = to_service(self_in);
  FutureObject* future = new_control(MP_OBJ_FROM_PTR(self));
  self->core.stop(future->own);
  return MP_OBJ_FROM_PTR(future);
}

// _serve(): the life of the service's thread.
mp_obj_t weft_service_serve(mp_obj_t self_in, const mp_obj_t*) {
  ServiceObject* self = to_service(self_in);
  self->exception = MP_OBJ_NULL;
  enlist(self);
  self->core.begin();
  bool ended;
  bool finished;
  do {
    ended = serve(self);
    if (!ended) self->core.close();
    drop_foreign(self);
    delist(self);  // now: as finish() returns it may run again
    finished = self->core.finish(!ended);
    if (!finished) enlist(self);
  } while (!finished);
  mp_obj_t exception = ended ? MP_OBJ_NULL : self->exception;
  if (exception != MP_OBJ_NULL) nlr_raise(exception);
  return mp_const_none;
}

// --- NativeService: a service of the firmware's, in C++ ---

void weft_native_service_print(const mp_print_t* print, mp_obj_t self_in, mp_print_kind_t) {
  weft::Service* service = to_native_service(self_in)->entry->service;
  mp_printf(print, "<NativeService '%s' %s>", service->name(),
            service->running() ? "running" : "stopped");
}

void weft_native_service_attr(mp_obj_t self_in, qstr attribute, mp_obj_t* destination) {
  if (destination[0] != MP_OBJ_NULL) return;
  weft::Service* service = to_native_service(self_in)->entry->service;
  if (attribute == MP_QSTR_name) {
    destination[0] = service_name(self_in);
  } else if (attribute == MP_QSTR_running) {
    destination[0] = mp_obj_new_bool(service->running());
  } else if (attribute == MP_QSTR_stopping) {
    destination[0] = mp_obj_new_bool(service->stopping());
  } else {
    destination[1] = MP_OBJ_SENTINEL;
  }
}

mp_obj_t weft_native_service_request(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  Options options = read_options(kwargs);
  return MP_OBJ_FROM_PTR(request_native(args[0], n_args - 1, args + 1, options, false));
}

mp_obj_t weft_native_service_post(size_t n_args, const mp_obj_t* args, mp_map_t* kwargs) {
  Options options = read_options(kwargs);
  request_native(args[0], n_args - 1, args + 1, options, true);
  return mp_const_none;
}

mp_obj_t weft_native_service_start(mp_obj_t self, const mp_obj_t*) {
  weft_service_t* entry = to_native_service(self)->entry;
  FutureObject* future = new_control(self);
  entry->service->start(future->own, entry->native);
  return MP_OBJ_FROM_PTR(future);
}

mp_obj_t weft_native_service_stop(mp_obj_t self, const mp_obj_t*) {
  FutureObject* future = new_control(self);
  to_native_service(self)->entry->service->stop(future->own);
  return MP_OBJ_FROM_PTR(future);
}

}  // extern "C"

#endif  // WEFT_SERVICE
