// FiberObject: the heap object of one green thread: the core's fiber, the VM's state for it, and
// what the collector must see. All live ones hang on one root list by their heads.
#ifndef WEFT_MICROPYTHON_FIBER_OBJECT_H_
#define WEFT_MICROPYTHON_FIBER_OBJECT_H_

#include "binding.h"

struct FiberObject {
  mp_obj_base_t base;
  FiberObject* next;  // the list of live fibers
  FiberObject* previous;
  weft::Fiber fiber;
  mp_state_thread_t vm_state;
  mp_obj_t thread;     // the threading.Thread
  mp_obj_t waits_for;  // what it is parked on, for reports; stale while it runs
  weft::WaitQueue joiners;
  mp_uint_t ident;

  bool finished() const { return fiber.state == weft::Fiber::State::kFinished || done; }
  bool done;  // run() has returned: joiners may go on

  static FiberObject* from(weft::Fiber& fiber) {
    return reinterpret_cast<FiberObject*>(reinterpret_cast<char*>(&fiber) -
                                          offsetof(FiberObject, fiber));
  }
};

// The first of the live fibers; a collector root.
FiberObject*& weft_live_fibers();

// weft_current_fiber() is the green thread that runs, nullptr on the hub and on native threads.
FiberObject* weft_current_fiber();

#endif  // WEFT_MICROPYTHON_FIBER_OBJECT_H_
