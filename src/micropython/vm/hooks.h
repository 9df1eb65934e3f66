// SPDX-License-Identifier: MIT
// Hooks: what Weft's Python side gives the binding, functions to call and exceptions to raise. And
// raising.
#ifndef WEFT_MICROPYTHON_VM_HOOKS_H_
#define WEFT_MICROPYTHON_VM_HOOKS_H_

#include "binding.h"

// weft_hook() returns the Python function registered for a hook, MP_OBJ_NULL if none is.
typedef enum {
  WEFT_HOOK_EXCEPTION,  // (thread, exception): an exception ended a thread
  WEFT_HOOK_DEADLOCK,   // (): all threads are blocked for ever; reports it
  WEFT_HOOK_EMPTY,      // queue.Empty, queue.Full, queue.ShutDown: types to raise
  WEFT_HOOK_FULL,
  WEFT_HOOK_SHUTDOWN,
  WEFT_HOOK_BROKEN_BARRIER,  // threading.BrokenBarrierError
  WEFT_HOOK_RUN_LOOP,        // (): runs asyncio while the main thread waits
  WEFT_HOOK_MAIN_TASK,       // the asyncio task that stands for the main thread meanwhile
  WEFT_HOOK_CALL_IN_TASK,    // (call) -> awaitable: makes an awaited call in a task of its own
  WEFT_HOOK_TIMEOUT,         // TimeoutError
  WEFT_HOOK_THROW,           // (task, exception or None) -> bool: resumes a suspended task so
  WEFT_HOOK_BLOCKED,         // (who, ms, function, file, line): somebody held the VM too long
  WEFT_HOOK_UNWIND,          // (): ends all threads, before the heap goes
  WEFT_HOOK_EXIT,            // (): waits for the threads that are not daemons: the program ends
  WEFT_HOOK_COUNT,
} weft_hook_t;
mp_obj_t weft_hook(weft_hook_t hook);
// weft_raise_hook() raises the exception whose type is registered.
[[noreturn]] void weft_raise_hook(weft_hook_t hook);

// (extern "C", as the type of the text has no name.)
extern "C" [[noreturn]] void weft_raise_runtime_error(mp_rom_error_text_t text);

#endif  // WEFT_MICROPYTHON_VM_HOOKS_H_
