// SPDX-License-Identifier: MIT
// FiberObject: the heap object of one fiber: the core's fiber, the VM's state for it, and what the
// collector must see. All live ones hang on one root list by their heads.
//
// A fiber is a green thread (`thread` is its threading.Thread) or runs the steps of asyncio tasks
// (`thread` is None). While it acts as a task, asyncio's loop resumes it: see asyncio/tasks.cpp.
#ifndef WEFT_MICROPYTHON_FIBERS_FIBER_OBJECT_H_
#define WEFT_MICROPYTHON_FIBERS_FIBER_OBJECT_H_

#include "binding.h"
#include "weft/sync/event.h"

// Room in a slot below the VM's own limit, in bytes: for C code between two checks, and for signal
// handlers. Of an import there is a path on the stack; with an operating system that is of
// PATH_MAX, 4096, and there are the C library's frames.
inline constexpr bool kLongPaths = MICROPY_ALLOC_PATH_MAX > 1024 || sizeof(void*) == 8;
inline constexpr size_t kPathBytes = MICROPY_ALLOC_PATH_MAX > 128 ? MICROPY_ALLOC_PATH_MAX : 0;
inline constexpr size_t kStackMargin = kLongPaths ? 8192 : 1024 + kPathBytes;
inline constexpr size_t kLeastSlotBytes = kStackMargin == 8192 ? 16384 : 8192;

struct FiberObject {
  mp_obj_base_t base;
  FiberObject* next;  // the list of live fibers
  FiberObject* previous;
  weft::Peeked<mp_uint_t> ident;
  weft::Fiber fiber;
  mp_state_thread_t vm_state;
  mp_obj_t thread;     // the threading.Thread, or None
  mp_obj_t locals;     // the dict of threading.local's attributes; MP_OBJ_NULL until it is needed
  mp_obj_t waits_for;  // what it is parked on, for reports; stale while it runs
  mp_obj_t context;    // inherited from whoever started it: see weft_context()
  weft::Event ended;   // run() has returned: joiners may go on
  uint8_t no_switch;   // while it is not 0 the fiber is not preempted
  uint8_t progress;    // as a task, how far it came: see Progress
  bool resumed_by_loop;
  bool thrown;
  bool sliced;         // its step is preempted as a thread is
  bool detached;       // that has happened: asyncio's loop has gone on without the step
  bool for_callbacks;  // it is suspended while the hub runs scheduled callbacks, no task in between

  // While it acts as a task (fiber.kind is kTask), for asyncio/tasks.cpp.
  mp_obj_t task;            // the asyncio Task
  struct StepObject* step;  // whose step it runs; nullptr for a thread, and between steps
  mp_obj_t passed;          // what the loop sends in as it resumes it, or throws if `thrown`
  mp_obj_t result;          // what goes back to the loop

  static FiberObject* from(weft::Fiber& fiber) {
    return reinterpret_cast<FiberObject*>(reinterpret_cast<char*>(&fiber) -
                                          offsetof(FiberObject, fiber));
  }
};

// weft_is_detached(): the fiber's step was preempted, and asyncio's loop has gone on without it.
inline bool weft_is_detached(const FiberObject* fiber) {
  return WEFT_SLICED_STEPS && fiber->detached;
}

// The first of the live fibers; a collector root.
FiberObject*& weft_live_fibers();

// weft_current_fiber() is the fiber that runs, nullptr on the hub and on native threads.
FiberObject* weft_current_fiber();

// weft_own_context() is where the caller, any thread, has its context, which is None at first.
mp_obj_t& weft_own_context();

// weft_new_fiber() makes a fiber with a stack, not yet started, and puts it on the list of live
// ones. MemoryError if there is no memory for it.
FiberObject* weft_new_fiber(weft::Fiber::Entry entry, mp_obj_t thread);
// weft_stand_in() makes one without a stack, for what is known of a thread that is not a green one:
// the main thread (kMainIdent), a native one (0 until it begins), or one that was killed before it
// was started (0).
FiberObject* weft_stand_in(mp_obj_t thread, mp_uint_t ident);
// weft_set_up_vm_state() makes the VM's state for a fiber that starts on an empty stack now.
void weft_set_up_vm_state(FiberObject* self);
// weft_forget_fiber() takes it off the list: the last thing but for finishing.
void weft_forget_fiber(FiberObject* self);

// weft_set_waits_for() notes what the caller, any thread, is about to wait for, for reports.
void weft_set_waits_for(mp_obj_t object);

inline FiberObject* weft_to_fiber(mp_obj_t object) {
  return static_cast<FiberObject*>(MP_OBJ_TO_PTR(object));
}

#endif  // WEFT_MICROPYTHON_FIBERS_FIBER_OBJECT_H_
