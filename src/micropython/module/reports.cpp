// SPDX-License-Identifier: MIT
// What weft.dump(), weft.stats() and the deadlock report look at.
#include "fibers/fiber_object.h"
#include "types/sync.h"
#include "types/thread.h"
#include "vm/native_threads.h"

using weft::scheduler;

namespace {

void read_threads(ReadOut& out) {
  FiberObject* last = weft_live_fibers();
  while (last != nullptr && last->next != nullptr) last = last->next;
  for (FiberObject* it = last; it != nullptr; it = it->previous) {
    if (it->thread != mp_const_none) out.add(it->thread);
  }
}

void read_wait(ReadOut& out, mp_obj_t who, mp_obj_t waits_for, const weft::Fiber& fiber,
               mp_obj_t context, mp_obj_t object) {
  bool runs = &fiber == &scheduler.current();
  qstr state = runs ? MP_QSTR_running : MP_QSTR_ready;
  // The hub may run the loop meanwhile.
  if (fiber.state == weft::Fiber::State::kParked) {
    state = MP_QSTR_parked;
  } else {
    waits_for = mp_const_none;
  }
  size_t stack = runs || fiber.slot == nullptr ? 0 : fiber.live_bytes();
  out.add_wait(who, waits_for, fiber.agent, stack, state, context, object);
}

void read_waits(ReadOut& out) {
  read_wait(out, mp_const_none, MP_STATE_VM(weft_main_waits_for), scheduler.hub(),
            MP_STATE_VM(weft_main_context), mp_const_none);
  for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
    mp_obj_t who = it->thread;
    if (who == mp_const_none) {
      if (it->step == nullptr) continue;
      who = MP_OBJ_FROM_PTR(it->step);
    }
    read_wait(out, who, it->waits_for, it->fiber, it->context, MP_OBJ_FROM_PTR(it));
  }
  weft_read_native_waits(out);
}

}  // namespace

extern "C" {

// threads() -> list of the live Threads, oldest first, without the main thread.
mp_obj_t weft_threads(void) {
  size_t count;
  mp_obj_t* threads = weft_read_out(&read_threads, &count);
  return mp_obj_new_list(count, threads);
}

// not_daemonic() -> a live Thread that is no daemon, None if there is none. Allocates nothing:
// there may be no memory left as a program ends.
mp_obj_t weft_not_daemonic(void) {
  weft::LockOut lock_out;
  for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
    if (it->thread != mp_const_none && weft_is_not_daemonic(it->thread)) return it->thread;
  }
  return weft_find_native_thread(&weft_is_not_daemonic);
}

// waits() -> list of (who, what it waits for or None, "running" | "ready" | "parked", bytes of
// stack in use, agent, context, Fiber or None), the main thread first; what that waits for is stale
// unless it is parked.
// Who: None for the main thread, a Thread, the Step of an asyncio task in a blocking call, or the
// number of a native thread. The agent is what holder() knows it by.
mp_obj_t weft_waits(void) {
  size_t count;
  mp_obj_t* volatile words = weft_read_out(&read_waits, &count);  // the collector must see its head
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  for (size_t i = 0; i < count; i += ReadOut::kWaitWords) {
    mp_obj_t* row = words + i;
    mp_obj_t agent = mp_obj_new_int_from_uint(reinterpret_cast<uintptr_t>(row[4]));
    if (row[0] == MP_OBJ_NULL) row[0] = agent;
    row[4] = agent;
    mp_obj_list_append(list, mp_obj_new_tuple(ReadOut::kWaitWords, row));
  }
  return list;
}

// holder(object) -> the agent (see waits()) that holds a lock, 0 if it is free or no native lock.
mp_obj_t weft_holder(mp_obj_t object) {
  weft::Lock* lock = weft_native_lock(object);
  return mp_obj_new_int_from_uint(lock != nullptr ? lock->holder() : 0);
}

// stats() -> dict of counters: threads, switches, stack slots in use and their size in bytes, bytes
// of stack images, image copies, bytes of a thread's record on the heap; carriers: 1 if each stack
// is an OS thread's, so that none is shared.
mp_obj_t weft_stats(void) {
  weft::StackPool& stacks = scheduler.stacks();
  size_t threads = 0;
  size_t live_bytes = 0;
  {
    weft::LockOut lock_out;
    for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
      threads++;
      if (&it->fiber != &scheduler.current()) live_bytes += it->fiber.live_bytes();
    }
  }
  static const qstr_short_t names[] = {
      MP_QSTR_threads,          MP_QSTR_switches,         MP_QSTR_stack_slots,
      MP_QSTR_stack_slot_bytes, MP_QSTR_stack_live_bytes, MP_QSTR_image_bytes,
      MP_QSTR_image_copies,     MP_QSTR_carriers,         MP_QSTR_thread_record_bytes,
  };
  const size_t values[MP_ARRAY_SIZE(names)] = {
      threads,
      scheduler.switches(),
      stacks.slots(),
      stacks.slot_bytes(),
      live_bytes,
      stacks.image_bytes(),
      stacks.copies(),
      WEFT_CARRIER,
      sizeof(FiberObject),
  };
  mp_obj_t dict = mp_obj_new_dict(MP_ARRAY_SIZE(names));
  for (size_t i = 0; i < MP_ARRAY_SIZE(names); i++) {
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(names[i]), mp_obj_new_int_from_uint(values[i]));
  }
  return dict;
}

}  // extern "C"
