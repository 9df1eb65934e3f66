// What the module _weft needs besides its types: set-up, hooks, settings and statistics.
#include "fibers/control.h"

using weft::scheduler;

// A board or variant may say otherwise.
#if defined(WEFT_STACK_SLOTS)
static constexpr size_t kDefaultSlots = WEFT_STACK_SLOTS;
static constexpr size_t kDefaultSlotBytes = WEFT_STACK_SLOT_BYTES;
#elif defined(__linux__) && defined(__LP64__)
static constexpr size_t kDefaultSlots = WEFT_CARRIER ? weft::StackPool::kMaxSlots : 128;
static constexpr size_t kDefaultSlotBytes = 128 * 1024;
#elif defined(__linux__)
static constexpr size_t kDefaultSlots = WEFT_CARRIER ? weft::StackPool::kMaxSlots : 64;
static constexpr size_t kDefaultSlotBytes = 64 * 1024;
#elif defined(ESP_PLATFORM) && !WEFT_CARRIER
// Taken as they are needed, from internal memory. MicroPython's main task has 16 KB.
static constexpr size_t kDefaultSlots = 4;
static constexpr size_t kDefaultSlotBytes = 12 * 1024;
#elif WEFT_CARRIER
static constexpr size_t kDefaultSlots = weft::StackPool::kMaxSlots;
static constexpr size_t kDefaultSlotBytes = 8 * 1024;
#else
static constexpr size_t kDefaultSlots = 2;
static constexpr size_t kDefaultSlotBytes = 8 * 1024;
#endif

FiberObject*& weft_live_fibers() {
  return reinterpret_cast<FiberObject*&>(MP_STATE_VM(weft_live_fibers));
}

void weft_reset_module() {
  MP_STATE_VM(weft_main_locals) = MP_OBJ_NULL;
  MP_STATE_VM(weft_main_waits_for) = mp_const_none;
  MP_STATE_VM(weft_native_pool) = nullptr;
  MP_STATE_VM(weft_timeouts) = nullptr;
  for (mp_obj_t& hook : MP_STATE_VM(weft_hooks)) hook = MP_OBJ_NULL;
  scheduler.stacks().configure(kDefaultSlots, kDefaultSlotBytes);  // releases those there are
}

extern "C" {

mp_obj_t weft_hook(weft_hook_t hook) { return MP_STATE_VM(weft_hooks)[hook]; }

void weft_raise_hook(weft_hook_t hook) {
  mp_obj_t type = weft_hook(hook);
  if (type == MP_OBJ_NULL) {
    weft_raise_runtime_error(MP_ERROR_TEXT("import queue first"));
  }
  nlr_raise(mp_call_function_0(type));
}

// MicroPython calls it at each first import in a module, so it may only make what is not there yet.
mp_obj_t weft_module_init(void) {
  if (scheduler.stacks().max_slots() == 0) weft_reset_module();
  return mp_const_none;
}

// Called by the unix port's main() as the program ends, in place of mp_obj_is_callable(): see
// micropython.mk. As in CPython threads are waited for before the program's own exit function runs.
bool weft_at_exit(mp_obj_t exit_function) {
  mp_obj_t hook = weft_hook(WEFT_HOOK_EXIT);
  nlr_buf_t nlr;
  if (hook != MP_OBJ_NULL && nlr_push(&nlr) == 0) {
    mp_call_function_0(hook);
    nlr_pop();
  } else if (hook != MP_OBJ_NULL) {
    mp_obj_print_exception(MICROPY_ERROR_PRINTER, MP_OBJ_FROM_PTR(nlr.ret_val));
  }
  return mp_obj_is_callable(exit_function);
}

// set_hook(index, object): see weft_hook_t.
mp_obj_t weft_set_hook(mp_obj_t index, mp_obj_t object) {
  mp_int_t i = mp_obj_get_int(index);
  if (i < 0 || i >= WEFT_HOOK_COUNT) mp_raise_ValueError(MP_ERROR_TEXT("no such hook"));
  MP_STATE_VM(weft_hooks)[i] = object;
  return mp_const_none;
}

// stack_slots([slots, bytes]) -> (slots, bytes): how many stacks there may be and their size. To be
// set while no thread is alive, else RuntimeError.
mp_obj_t weft_stack_slots(size_t n_args, const mp_obj_t* args) {
  weft::StackPool& stacks = scheduler.stacks();
  mp_obj_t old[2] = {MP_OBJ_NEW_SMALL_INT(stacks.max_slots()),
                     MP_OBJ_NEW_SMALL_INT(stacks.slot_bytes())};
  if (n_args == 2) {
    mp_int_t slots = mp_obj_get_int(args[0]);
    mp_int_t bytes = mp_obj_get_int(args[1]);
    if (slots < 1 || slots > static_cast<mp_int_t>(weft::StackPool::kMaxSlots)) {
      mp_raise_ValueError(MP_ERROR_TEXT("number of stack slots out of range"));
    }
    if (bytes < static_cast<mp_int_t>(sizeof(void*) * 2048) || bytes % 16 != 0) {
      mp_raise_ValueError(MP_ERROR_TEXT("size not valid"));
    }
    if (!stacks.configure(slots, bytes)) {
      weft_raise_runtime_error(MP_ERROR_TEXT("stacks can't be changed while threads are alive"));
    }
  }
  return mp_obj_new_tuple(2, old);
}

// interrupt_main(signum=SIGINT): as if the signal had come: KeyboardInterrupt in the main thread,
// at once if that is the caller. Other signals are not handled here, so nothing comes of them.
mp_obj_t weft_interrupt_main(size_t n_args, const mp_obj_t* args) {
  constexpr mp_int_t kSigInt = 2;
  constexpr mp_int_t kSignals = 65;
  mp_int_t signal = n_args > 0 ? mp_obj_get_int(args[0]) : kSigInt;
  if (signal < 1 || signal >= kSignals) {
    mp_raise_ValueError(MP_ERROR_TEXT("signal number out of range"));
  }
  if (signal != kSigInt) return mp_const_none;
  weft_interrupt_main(mp_obj_new_exception(&mp_type_KeyboardInterrupt));
  if (scheduler.on_hub() && weft::port::native_caller() == nullptr) mp_handle_pending(true);
  return mp_const_none;
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
