// SPDX-License-Identifier: MIT
// The port: everything the core needs from the world outside. Declared here; defined for
// MicroPython (src/micropython/), for the host tests (tests/unit/host_port.cpp), and for a program
// with one OS thread and nothing else, the least there can be (examples/core/port.cpp).
//
// Thread-safety and interrupt-safety are stated per function. "The hub" is the stack (and so the OS
// thread) that runs asyncio; "foreign" code is anything else that touches the core: another OS
// thread or an interrupt.
#ifndef WEFT_PORT_H_
#define WEFT_PORT_H_

#include <cstddef>
#include <cstdint>

#include "weft/checks.h"
#include "weft/config.h"

namespace weft {

class Waiter;
struct Fiber;

// A point in time or a duration in microseconds, on a monotonic 64-bit clock that never wraps.
using Micros = uint64_t;
inline constexpr Micros kForever = UINT64_MAX;

namespace port {

// now_us() reads the monotonic clock. Thread-safe.
Micros now_us();

// activate() makes `fiber` the owner of the running OS thread's VM state. Called on the hub's OS
// thread at every switch, just before the stack pointer moves; with carriers on the fiber's own, as
// it begins.
void activate(Fiber& fiber);

// enter_carrier() is the first call on each new carrier (with WEFT_CARRIER): from now on the
// running OS thread counts as the hub's. It does not have the VM's lock.
void enter_carrier();

// request_run() asks for Scheduler::run() to be called soon: a fiber became ready while the
// scheduler was not running. Called with the lock-out held, from any OS thread or interrupt; must
// not allocate or block.
void request_run();

#if WEFT_NATIVE_THREADS
// native_caller() is the waiter of the calling OS thread if that is not the hub's, else nullptr.
Waiter* native_caller();

// block_native() blocks the calling OS thread until wake_native(waiter) or `deadline`.
void block_native(Waiter& waiter, Micros deadline);

// wake_native() tells the OS thread of a waiter that its outcome is set. Same constraints as
// request_run().
void wake_native(Waiter& waiter);
#else
constexpr Waiter* native_caller() { return nullptr; }
#endif

// start_task() has a new OS thread, or a new fiber, call body(argument). False: none is left, or
// there are no threads.
bool start_task(void (*body)(void* argument), void* argument, bool native);

// leave_vm() gives up the VM's lock, where there is one, so that other threads run Python while the
// caller, a native thread, does something that takes long. enter_vm() takes it again. outside_vm()
// is true between the two.
void leave_vm();
void enter_vm();
#if WEFT_VM_LOCK
bool outside_vm();
#else
constexpr bool outside_vm() { return false; }
#endif

// alarm() tells that an alarm is due. True: that is all. False: it needs the hub, which will get it
// from next_due(). Called with the lock-out held.
bool alarm(Waiter& alarm);

// task_parked() is called as a fiber of kind kTask is about to park. Hub's OS thread.
void task_parked(Fiber& fiber);

// push_task() puts a task that is woken on asyncio's queue, if it is a task that wakes it, on the
// hub's OS thread: so they run in the order in which asyncio's own would. False: it was not done,
// and next_due() is to yield it. Called with the lock-out held.
#if WEFT_PUSH_TASKS
bool push_task(Fiber& fiber);
#else
inline bool push_task(Fiber&) { return false; }
#endif

// nobody_waits() tells that whoever runs is the only one that wants to, until `until`: there need
// be no ticks till then, or till request_run(). Called with the lock-out held, where kTicksRest. (A
// board's timer ticks on: it costs less than to stop it.)
inline constexpr bool kTicksRest = WEFT_NATIVE_THREADS;
void nobody_waits(Micros until);

// loop_due() is when asyncio's loop wants to run next: 0 if it always does, as it must look for
// I/O; kForever if it has nothing to do. Hub's OS thread, without the lock-out.
Micros loop_due();

// idle() blocks the hub until `deadline` or request_run(), whichever is first; may return early.
// Never called while a fiber is ready.
void idle(Micros deadline);

// run_loop() runs asyncio's loop until the hub's wait has ended or the loop can get no further;
// false: it could not. The hub is of kind kTask meanwhile: when it is woken, next_due() yields it,
// which must end the loop. Where it has been woken already the loop thus runs what is due now.
// Called on the hub.
bool run_loop();

// hub_needs_attention() is true when something only the hub can deliver is pending (Ctrl-C). Cheap:
// read each time the scheduler looks at the clock.
bool hub_needs_attention();

// interrupt_pending() is true if the running fiber was interrupted while it ran and has not seen it
// yet: it must not park. Called with the lock-out held.
bool interrupt_pending();

// outside_wake_possible() is true while something outside the core could still wake a fiber: a
// native thread at work, or I/O. When it is false and nothing is ready or timed, all is deadlocked.
bool outside_wake_possible();

#if WEFT_POLLER
// look_at_io() wakes whoever waits for a descriptor that has become ready; it may leave that for a
// later call if the last one was just now. Hub's OS thread, with the lock-out held.
void look_at_io(Micros now);
#else
inline void look_at_io(Micros) {}
#endif

// Memory for stack slots: page-aligned where there are pages, with a guard page below where there
// is an MMU. nullptr when there is none.
void* allocate_slot(size_t bytes);
void release_slot(void* base, size_t bytes);

// resize_image() grows, shrinks or frees (bytes == 0) the memory of one stack image, as realloc
// does. nullptr when there is none; the old block is then untouched.
void* resize_image(void* image, size_t bytes);

// allocate_items() is memory for the items of a queue, which the collector scans as long as the
// queue points to it. nullptr when there is none. release_items() gives it back.
uintptr_t* allocate_items(size_t count);
void release_items(uintptr_t* items, size_t count);

#if WEFT_LOCKOUT
// lock()/unlock() keep foreign code out of the core. They nest. Held for tens of instructions.
void lock();
void unlock();
// begin_switch()/end_switch() keep a collector on another OS thread from looking at a stack that
// is being exchanged. begin_switch() runs on the old stack, end_switch() on the new one.
void begin_switch();
void end_switch();
#else
inline void lock() { checks::lock_out_taken(); }
inline void unlock() { checks::lock_out_given(); }
inline void begin_switch() {}
inline void end_switch() {}
#endif

}  // namespace port

// LockOut holds the lock-out for a scope. Nothing inside may park, allocate or call the VM.
class LockOut {
 public:
  LockOut() { port::lock(); }
  ~LockOut() { port::unlock(); }
  LockOut(const LockOut&) = delete;
  LockOut& operator=(const LockOut&) = delete;
};

// InVm holds the VM's lock for a scope in which the core is touched, if the caller has left it.
class InVm {
 public:
  InVm() : entered_(port::outside_vm()) {
    if (entered_) port::enter_vm();
  }
  ~InVm() {
    if (entered_) port::leave_vm();
  }
  InVm(const InVm&) = delete;
  InVm& operator=(const InVm&) = delete;

 private:
  bool entered_;
};

}  // namespace weft

#endif  // WEFT_PORT_H_
