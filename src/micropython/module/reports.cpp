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

void read_waits(ReadOut& out) {
  weft::Fiber& hub = scheduler.hub();
  qstr state = scheduler.on_hub() ? MP_QSTR_running : MP_QSTR_ready;
  if (hub.outcome == weft::Outcome::kPending) state = MP_QSTR_parked;
  out.add_wait(mp_const_none, MP_STATE_VM(weft_main_waits_for), hub.agent, 0, state);
  for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
    if (it->thread == mp_const_none && it->step == nullptr) continue;
    bool runs = &it->fiber == &scheduler.current();
    bool parked = it->fiber.state == weft::Fiber::State::kParked;
    out.add_wait(it->thread != mp_const_none ? it->thread : MP_OBJ_FROM_PTR(it->step),
                 parked ? it->waits_for : mp_const_none, it->fiber.agent,
                 runs ? 0 : it->fiber.live_bytes(),
                 runs     ? MP_QSTR_running
                 : parked ? MP_QSTR_parked
                          : MP_QSTR_ready);
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

// not_daemonic() -> a live Thread that is no daemon, None if there is none. Allocates nothing: there
// may be no memory left as a program ends.
mp_obj_t weft_not_daemonic(void) {
  weft::LockOut lock_out;
  for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
    if (it->thread != mp_const_none && weft_is_not_daemonic(it->thread)) return it->thread;
  }
  return weft_find_native_thread(&weft_is_not_daemonic);
}

// waits() -> list of (who, what it waits for or None, "running" | "ready" | "parked", bytes of
// stack in use, agent), the main thread first; what that waits for is stale unless it is parked. Who:
// None for the main thread, a Thread, the Step of an asyncio task in a blocking call, or the number of
// a native thread. The agent is what holder() knows it by.
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
