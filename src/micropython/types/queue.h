// SPDX-License-Identifier: MIT
// The heap object of the native queue.
#ifndef WEFT_MICROPYTHON_TYPES_QUEUE_H_
#define WEFT_MICROPYTHON_TYPES_QUEUE_H_

#include "binding.h"
#include "weft/queue/queue.h"

struct QueueObject {
  mp_obj_base_t base;
  weft::Queue queue;
  // The Python object whose methods do the work, in place of the queue: set when hooks are
  // overridden, or a program reaches for the mutex and the like. MP_OBJ_NULL otherwise.
  mp_obj_t slow;
};

// What shuts a native queue down as it is collected: whoever waits for the queue goes on.
struct GuardObject {
  mp_obj_base_t base;
  mp_obj_t queue;
};

#endif  // WEFT_MICROPYTHON_TYPES_QUEUE_H_
