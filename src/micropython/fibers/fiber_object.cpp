// SPDX-License-Identifier: MIT
#include "fibers/fiber_object.h"

#include <new>

#include "vm/ident.h"
#include "vm/native_threads.h"

namespace {

using weft::scheduler;

void link(FiberObject* self) {
  weft::LockOut lock_out;
  FiberObject*& first = weft_live_fibers();
  self->previous = nullptr;
  self->next = first;
  if (first != nullptr) first->previous = self;
  first = self;
}

void unlink(FiberObject* self) {
  weft::LockOut lock_out;
  (self->previous != nullptr ? self->previous->next : weft_live_fibers()) = self->next;
  if (self->next != nullptr) self->next->previous = self->previous;
  self->previous = self->next = nullptr;  // whoever keeps a dead one keeps no others
}

}  // namespace

FiberObject*& weft_live_fibers() {
  return reinterpret_cast<FiberObject*&>(MP_STATE_VM(weft_live_fibers));
}

void weft_set_up_vm_state(FiberObject* self) {
  mp_state_thread_t& state = self->vm_state;
  state.stack_top = self->fiber.slot->top;
#if MICROPY_STACK_CHECK
  state.stack_limit = scheduler.stacks().slot_bytes() - kStackMargin;
#endif
  state.dict_locals = mp_locals_get();
  state.dict_globals = mp_globals_get();
}

FiberObject* weft_current_fiber() {
  if (weft::port::native_caller() != nullptr || scheduler.on_hub()) return nullptr;
  return FiberObject::from(scheduler.current());
}

mp_obj_t& weft_own_context() {
  mp_obj_t* context = weft_native_context();
  if (context == nullptr) {
    FiberObject* self = weft_current_fiber();
    context = self != nullptr ? &self->context : &MP_STATE_VM(weft_main_context);
  }
  if (*context == MP_OBJ_NULL) *context = mp_const_none;
  return *context;
}

static FiberObject* make_fiber(weft::Fiber::Entry entry, mp_obj_t thread) {
  FiberObject* self = mp_obj_malloc(FiberObject, &weft_type_fiber);
  new (&self->fiber) weft::Fiber(entry);
  new (&self->ended) weft::Event();
  self->thread = thread;
  self->locals = MP_OBJ_NULL;
  self->waits_for = self->task = self->result = mp_const_none;
  self->context = weft_own_context();
  self->passed = MP_OBJ_NULL;
  self->thrown = false;
  self->step = nullptr;
  self->progress = 0;
  self->resumed_by_loop = self->sliced = self->detached = false;
  memset(&self->vm_state, 0, sizeof(self->vm_state));
  self->no_switch = 0;
  return self;
}

FiberObject* weft_stand_in(mp_obj_t thread, mp_uint_t ident) {
  FiberObject* self = make_fiber(nullptr, thread);
  self->ident = ident;
  return self;
}

FiberObject* weft_new_fiber(weft::Fiber::Entry entry, mp_obj_t thread) {
  FiberObject* self = make_fiber(entry, thread);
  self->ident = weft_new_ident();
  if (!scheduler.bind(self->fiber)) {
    mp_raise_msg(&mp_type_MemoryError, MP_ERROR_TEXT("no memory for a thread's stack"));
  }
  weft_set_up_vm_state(self);
  link(self);
  return self;
}

void weft_forget_fiber(FiberObject* self) { unlink(self); }

void weft_set_waits_for(mp_obj_t object) {
  if (weft::port::native_caller() != nullptr) {
    weft_note_native_wait(object);
    return;
  }
  FiberObject* self = weft_current_fiber();
  (self != nullptr ? self->waits_for : MP_STATE_VM(weft_main_waits_for)) = object;
}
