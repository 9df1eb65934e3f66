// SPDX-License-Identifier: MIT
#include "module/settings.h"

#include "fibers/fiber_object.h"
#include "fibers/interrupts.h"
#include "vm/hooks.h"

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

void weft_reset_module() {
  MP_STATE_VM(weft_main_locals) = MP_OBJ_NULL;
  MP_STATE_VM(weft_main_waits_for) = MP_STATE_VM(weft_main_context) = mp_const_none;
  MP_STATE_VM(weft_native_pool) = nullptr;
  MP_STATE_VM(weft_timeouts) = nullptr;
  MP_STATE_VM(weft_pattern) = nullptr;
  for (mp_obj_t& hook : MP_STATE_VM(weft_hooks)) hook = MP_OBJ_NULL;
  scheduler.stacks().configure(kDefaultSlots, kDefaultSlotBytes);  // releases those there are
}

extern "C" {

// Called by MicroPython at each first import of _weft in a module, so it makes what is not there.
mp_obj_t weft_module_init(void) {
  if (scheduler.stacks().max_slots() == 0) weft_reset_module();
  return mp_const_none;
}

// stack_slots([slots[, bytes]]) -> (slots, bytes): how many stacks there may be and their size;
// what is returned is as it was before. To be set while no thread is alive, else RuntimeError.
mp_obj_t weft_stack_slots(size_t n_args, const mp_obj_t* args) {
  weft::StackPool& stacks = scheduler.stacks();
  mp_obj_t old[2] = {MP_OBJ_NEW_SMALL_INT(stacks.max_slots()),
                     MP_OBJ_NEW_SMALL_INT(stacks.slot_bytes())};
  if (n_args > 0) {
    mp_int_t slots = mp_obj_get_int(args[0]);
    mp_int_t bytes = mp_obj_get_int(n_args > 1 ? args[1] : old[1]);
    if (slots < 1 || slots > static_cast<mp_int_t>(weft::StackPool::kMaxSlots)) {
      mp_raise_ValueError(MP_ERROR_TEXT("number of stack slots out of range"));
    }
    if (bytes < static_cast<mp_int_t>(kLeastSlotBytes) || bytes % 16 != 0) {
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
  weft_kill_main(mp_obj_new_exception(&mp_type_KeyboardInterrupt));
  return mp_const_none;
}

}  // extern "C"
