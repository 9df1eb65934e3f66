// SPDX-License-Identifier: MIT
// Fibers that asyncio's loop resumes.
//
// Stackful tasks. asyncio runs a task by coro.send(None). A Step wraps the coroutine and runs it on
// a pooled fiber. A step that does not block gives the fiber back at once. One that blocks parks
// the fiber in the middle, and send() returns to the loop; when it is woken the task is pushed on
// asyncio's queue again, and the next send() goes on where it was. While it is parked the task's
// `data` is the fiber, whose remove() takes it off what it waits for: so Task.cancel() and
// wait_for() throw into the blocked call.
//
// await_() runs an awaitable in blocking code. In a stackful task the coroutine's yields are the
// task's own. A green thread has a task of its own for that time, with the fiber for a coroutine.
#ifndef WEFT_MICROPYTHON_ASYNCIO_TASKS_H_
#define WEFT_MICROPYTHON_ASYNCIO_TASKS_H_

#include "fibers/fiber_object.h"

// weft_parked_steps() is how many asyncio tasks are parked in a blocking call.
size_t weft_parked_steps();

// The fiber that runs a step now, nullptr between its runs; the task whose step it is.
FiberObject* weft_fiber_of_step(struct StepObject* step);
mp_obj_t weft_task_of_step(struct StepObject* step);

// weft_throw_into_task() has the loop resume a suspended task now, with an exception unless it is
// None. False: one is on its way to the task already. Hub only.
bool weft_throw_into_task(mp_obj_t task, mp_obj_t exception);

// weft_cancelled_for() is what a CancelledError was thrown for, if it stands for another exception;
// else the exception itself.
mp_obj_t weft_cancelled_for(mp_obj_t exception);

// For a soft reset: weft_forget_steps() forgets the pooled fibers, which are no more, and the loop.
void weft_forget_steps();

#endif  // WEFT_MICROPYTHON_ASYNCIO_TASKS_H_
