// SPDX-License-Identifier: MIT
// The hot part of threading.Thread, which is a Python class: its methods here keep their state in
// the instance's attributes, under CPython's names where it has them.
//
//   _target _args _kwargs   deleted as run() calls the target
//   _name                   a string, or the number of a thread that was given no name
//   _target_name            what the name of such a thread ends in, or None
//   _daemonic
//   _priority
//   _fiber                  None until start(), then the Fiber
//
// All but _name and _fiber are set only where they are not the class's: that saves memory.
#ifndef WEFT_MICROPYTHON_TYPES_THREAD_H_
#define WEFT_MICROPYTHON_TYPES_THREAD_H_

#include "binding.h"

// weft_thread_locals() is the table in which threading.local keeps the running thread's attributes.
mp_obj_t weft_thread_locals();

// weft_is_not_daemonic(): a Thread, or what stands for one, is no daemon. Looks, and calls nothing.
bool weft_is_not_daemonic(mp_obj_t thread);

// weft_call_target() makes the call that a Thread was given, if any, and returns what that does.
mp_obj_t weft_call_target(mp_obj_t thread);
// weft_call() is target(*args, **kwargs); kwargs may be None.
void weft_call(mp_obj_t target, mp_obj_t args, mp_obj_t kwargs);

// For a soft reset: weft_reset_names() has threads numbered from 1 again.
void weft_reset_names();

#endif  // WEFT_MICROPYTHON_TYPES_THREAD_H_
