// What weft.dump(), weft.stats() and the deadlock report look at.
#include "fibers/fiber_object.h"
#include "types/sync.h"
#include "vm/native_threads.h"

using weft::scheduler;

extern "C" {

// threads() -> list of the live Threads, oldest first, without the main thread.
mp_obj_t weft_threads(void) {
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  FiberObject* last = weft_live_fibers();
  while (last != nullptr && last->next != nullptr) last = last->next;
  for (FiberObject* it = last; it != nullptr; it = it->previous) {
    if (it->thread != mp_const_none) mp_obj_list_append(list, it->thread);
  }
  return list;
}

// waits() -> list of (who, what it waits for or None, "running" | "ready" | "parked", bytes of
// stack in use, agent), the main thread first. Who: None for the main thread, a Thread, the Step of
// an asyncio task in a blocking call, or the number of a native thread. The agent is what holder()
// knows it by.
mp_obj_t weft_waits(void) {
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  bool main_runs = scheduler.on_hub() && weft::port::native_caller() == nullptr;
  mp_obj_t main_row[5] = {mp_const_none, weft_hub_waits_for(),
                          MP_OBJ_NEW_QSTR(main_runs ? MP_QSTR_running : MP_QSTR_parked),
                          MP_OBJ_NEW_SMALL_INT(0), MP_OBJ_NEW_SMALL_INT(scheduler.hub().agent)};
  mp_obj_list_append(list, mp_obj_new_tuple(5, main_row));
  for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
    if (it->thread == mp_const_none && it->step == nullptr) continue;
    bool runs = &it->fiber == &scheduler.current();
    bool parked = it->fiber.state == weft::Fiber::State::kParked;
    mp_obj_t row[5] = {it->thread != mp_const_none ? it->thread : MP_OBJ_FROM_PTR(it->step),
                       parked ? it->waits_for : mp_const_none,
                       MP_OBJ_NEW_QSTR(runs     ? MP_QSTR_running
                                       : parked ? MP_QSTR_parked
                                                : MP_QSTR_ready),
                       MP_OBJ_NEW_SMALL_INT(runs ? 0 : it->fiber.live_bytes()),
                       mp_obj_new_int_from_uint(it->fiber.agent)};
    mp_obj_list_append(list, mp_obj_new_tuple(5, row));
  }
  weft_list_native_waits(list);
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
  for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
    threads++;
    if (&it->fiber != &scheduler.current()) live_bytes += it->fiber.live_bytes();
  }
  const struct {
    qstr name;
    size_t value;
  } counters[] = {
      {MP_QSTR_threads, threads},
      {MP_QSTR_switches, scheduler.switches()},
      {MP_QSTR_stack_slots, stacks.slots()},
      {MP_QSTR_stack_slot_bytes, stacks.slot_bytes()},
      {MP_QSTR_stack_live_bytes, live_bytes},
      {MP_QSTR_image_bytes, stacks.image_bytes()},
      {MP_QSTR_image_copies, stacks.copies()},
      {MP_QSTR_carriers, WEFT_CARRIER},
      {MP_QSTR_thread_record_bytes, sizeof(FiberObject)},
  };
  mp_obj_t dict = mp_obj_new_dict(MP_ARRAY_SIZE(counters));
  for (auto& it : counters) {
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(it.name), mp_obj_new_int_from_uint(it.value));
  }
  return dict;
}

}  // extern "C"
