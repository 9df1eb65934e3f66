// FiberObject: the heap object of one fiber: the core's fiber, the VM's state for it, and what the
// collector must see. All live ones hang on one root list by their heads.
//
// A fiber is a green thread (`thread` is its threading.Thread) or runs the steps of asyncio tasks
// (`thread` is None). While it acts as a task, asyncio's loop resumes it: see tasks.cpp.
#ifndef WEFT_MICROPYTHON_FIBER_OBJECT_H_
#define WEFT_MICROPYTHON_FIBER_OBJECT_H_

#include "binding.h"
#include "weft/sync/event.h"

struct FiberObject {
  mp_obj_base_t base;
  FiberObject* next;  // the list of live fibers
  FiberObject* previous;
  mp_uint_t ident;
  weft::Fiber fiber;
  mp_state_thread_t vm_state;
  mp_obj_t thread;     // the threading.Thread, or None
  mp_obj_t locals;     // the dict of threading.local's attributes; MP_OBJ_NULL until it is needed
  mp_obj_t waits_for;  // what it is parked on, for reports; stale while it runs
  weft::Event ended;   // run() has returned: joiners may go on
  uint8_t no_switch;   // while it is not 0 the fiber is not preempted
  uint8_t progress;    // as a task, how far it came: see Progress
  bool resumed_by_loop;
  bool thrown;

  // While it acts as a task (fiber.kind is kTask), for tasks.cpp.
  mp_obj_t task;            // the asyncio Task
  struct StepObject* step;  // whose step it runs; nullptr for a thread, and between steps
  mp_obj_t passed;          // what the loop sends in as it resumes it, or throws if `thrown`
  mp_obj_t result;          // what goes back to the loop

  static FiberObject* from(weft::Fiber& fiber) {
    return reinterpret_cast<FiberObject*>(reinterpret_cast<char*>(&fiber) -
                                          offsetof(FiberObject, fiber));
  }
};

// The first of the live fibers; a collector root.
FiberObject*& weft_live_fibers();

// weft_new_ident() is a number that no thread has had, green or native.
mp_uint_t weft_new_ident();

// weft_current_fiber() is the fiber that runs, nullptr on the hub and on native threads.
FiberObject* weft_current_fiber();

// weft_new_fiber() makes a fiber with a stack, not yet started, and puts it on the list of live
// ones. MemoryError if there is no memory for it.
FiberObject* weft_new_fiber(weft::Fiber::Entry entry, mp_obj_t thread);
// weft_stand_in() makes one without a stack, for what is known of a thread that is not a green one:
// the main thread (ident 1), a native one (ident 0 until it begins), or one that was killed before
// it was started.
FiberObject* weft_stand_in(mp_obj_t thread, mp_uint_t ident);
// weft_is_caller(): it is the calling thread's, or stands for it.
bool weft_is_caller(FiberObject* self);

// ReadOut is where weft_read_out() has read() put what it reads of all threads: with the lock-out
// held, under which nothing may be allocated. read() is called again, with more room, if there was
// too little. The words are collected like objects.
struct ReadOut {
  static constexpr size_t kWaitWords = 5;

  mp_obj_t* words;
  size_t room;
  size_t used;

  void add(mp_obj_t word) {
    if (used < room) words[used] = word;
    used++;
  }
  // A row of weft_waits(); who: MP_OBJ_NULL for a native thread, which goes by its agent.
  void add_wait(mp_obj_t who, mp_obj_t waits_for, uintptr_t agent, size_t stack, qstr state) {
    add(who);
    add(waits_for);
    add(MP_OBJ_NEW_QSTR(state));
    add(MP_OBJ_NEW_SMALL_INT(stack));
    add(reinterpret_cast<mp_obj_t>(agent));
  }
};
mp_obj_t* weft_read_out(void (*read)(ReadOut&), size_t* count);
// weft_set_up_vm_state() makes the VM's state for a fiber that starts on an empty stack now.
void weft_set_up_vm_state(FiberObject* self);
// weft_hub_vm_state() is where the VM's state of the hub is now.
mp_state_thread_t& weft_hub_vm_state();
// weft_forget_fiber() takes it off the list: the last thing but for finishing.
void weft_forget_fiber(FiberObject* self);

// weft_thread_locals() is the table in which threading.local keeps the running thread's attributes.
mp_obj_t weft_thread_locals();

// weft_is_daemonic(): the thread, a Thread or what stands for one, is a daemon.
bool weft_is_daemonic(mp_obj_t thread);

// weft_call_target() makes the call that a Thread was given, if any, and returns what that does.
mp_obj_t weft_call_target(mp_obj_t thread);
// weft_call() is target(*args, **kwargs); kwargs may be None.
void weft_call(mp_obj_t target, mp_obj_t args, mp_obj_t kwargs);

// How many asyncio tasks are parked in a blocking call.
size_t weft_parked_steps();

// The fiber that runs a step now, nullptr between its runs; the task whose step it is.
FiberObject* weft_fiber_of_step(struct StepObject* step);
mp_obj_t weft_task_of_step(struct StepObject* step);

// weft_throw_into_task() has the loop resume a suspended task now, with an exception unless it is
// None. False: one is on its way to the task already. Hub only.
bool weft_throw_into_task(mp_obj_t task, mp_obj_t exception);
// weft_throw_alarm() throws the exception of an alarm that needs the hub into its task.
void weft_throw_alarm(weft::Waiter& alarm);

// weft_in_loop() is true while asyncio's loop runs.
bool weft_in_loop();
// For a soft reset: weft_reset_module() has the roots and the stacks as at the start; weft_forget_steps() forgets the pooled fibers, which are no more, and the loop;
// weft_reset_imports() forgets imports under way; weft_reset_names() has threads numbered from 1 again.
void weft_reset_module();
void weft_forget_steps();
void weft_reset_imports();
void weft_reset_names();

// weft_push_due_tasks() puts the tasks that were woken on asyncio's queue; true if there were any.
bool weft_push_due_tasks();

#endif  // WEFT_MICROPYTHON_FIBER_OBJECT_H_
