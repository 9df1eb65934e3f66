// SPDX-License-Identifier: MIT
// The heap objects of the synchronisation primitives: a type pointer and the core's primitive.
#ifndef WEFT_MICROPYTHON_TYPES_SYNC_H_
#define WEFT_MICROPYTHON_TYPES_SYNC_H_

#include "binding.h"
#include "weft/sync/barrier.h"
#include "weft/sync/condition.h"
#include "weft/sync/event.h"
#include "weft/sync/lock.h"
#include "weft/sync/rlock.h"
#include "weft/sync/semaphore.h"

struct LockObject {
  mp_obj_base_t base;
  weft::Lock lock;
};

struct RLockObject {
  mp_obj_base_t base;
  weft::RLock lock;
};

struct ConditionObject {
  mp_obj_base_t base;
  weft::Condition condition;
  mp_obj_t lock;  // a Lock, an RLock, or anything with acquire() and release()
};

struct SemaphoreObject {
  mp_obj_base_t base;
  weft::Semaphore semaphore;
  size_t limit;  // of a BoundedSemaphore, else SIZE_MAX
};

struct BarrierObject {
  mp_obj_base_t base;
  weft::Barrier barrier;
  mp_obj_t action;   // called by the last to arrive, or None
  mp_obj_t timeout;  // of wait(), unless it is given one
};

struct EventObject {
  mp_obj_base_t base;
  weft::Event event;
};

// weft_native_lock() is the lock in a Lock or an RLock, nullptr for any other object.
weft::Lock* weft_native_lock(mp_obj_t object);

#endif  // WEFT_MICROPYTHON_TYPES_SYNC_H_
