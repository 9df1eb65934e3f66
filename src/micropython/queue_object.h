// The heap object of the native queue.
#ifndef WEFT_MICROPYTHON_QUEUE_OBJECT_H_
#define WEFT_MICROPYTHON_QUEUE_OBJECT_H_

#include "binding.h"
#include "weft/queue/queue.h"

struct QueueObject {
  mp_obj_base_t base;
  weft::Queue queue;
};

#endif  // WEFT_MICROPYTHON_QUEUE_OBJECT_H_
