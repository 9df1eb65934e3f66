// SPDX-License-Identifier: MIT
#include "weft/sched/stack_pool.h"

#include <cstring>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif
#if WEFT_TELL_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#if WEFT_TELL_TSAN
#include <sanitizer/tsan_interface.h>
#endif

#include "weft/sched/scheduler.h"

namespace weft {

constinit StackPool stack_pool;

namespace {

// For the exchange context. Not in the pool, which would make it initialised data, in flash too.
#if defined(__unix__)
constexpr size_t kExchangeStackBytes = 16384;  // a signal may come, with AVX-512's registers
#elif defined(__XTENSA_WINDOWED_ABI__)
// Of our own 256, as a switch spills all windows. An interrupt's frame is 192 on ESP32, and that of
// a signal under qemu-user, with its handler's, twice as much.
constexpr size_t kExchangeStackBytes = 1024;
#else
constexpr size_t kExchangeStackBytes = 512;  // an interrupt may
#endif
alignas(16) char exchange_stack[kExchangeStackBytes];

#if defined(__SANITIZE_ADDRESS__)
// Frames carry poisoned red zones: move them with plain loads and stores that are not checked, and
// forget the poison of the whole slot (the last fiber's deeper frames have left theirs).
__attribute__((no_sanitize("address"), optimize("no-tree-loop-distribute-patterns"))) void
copy_frames(void* to, const void* from, size_t bytes) {
  auto* destination = static_cast<volatile uintptr_t*>(to);
  auto* source = static_cast<const volatile uintptr_t*>(from);
  for (size_t i = 0; i < bytes / sizeof(uintptr_t); i++) destination[i] = source[i];
}
void forget_poison(const void* from, size_t bytes) { __asan_unpoison_memory_region(from, bytes); }
#else
void copy_frames(void* to, const void* from, size_t bytes) { std::memcpy(to, from, bytes); }
void forget_poison(const void*, size_t) {}
#endif

// A context switch, told to the address sanitizer: `from` is nullptr when it never resumes.
void switch_context([[maybe_unused]] Fiber* from, void** save, void* resume,
                    [[maybe_unused]] const void* bottom, [[maybe_unused]] size_t bytes) {
#if WEFT_TELL_ASAN
  __sanitizer_start_switch_fiber(from != nullptr ? &from->fake_stack : nullptr, bottom, bytes);
#endif
  weft_context_switch(save, resume);
  checks::stack_left();
#if WEFT_TELL_ASAN
  __sanitizer_finish_switch_fiber(from != nullptr ? from->fake_stack : nullptr, nullptr, nullptr);
#endif
}

[[noreturn]] void fiber_begin(void* argument) {
  checks::stack_left();
#if WEFT_TELL_ASAN
  scheduler.note_hub_stack();
#endif
  port::end_switch();
  auto& fiber = *static_cast<Fiber*>(argument);
#if WEFT_CARRIER
  port::activate(fiber);
#endif
  auto entry = reinterpret_cast<Fiber::Entry>(fiber.value);
  fiber.value = 0;
  entry(fiber);
  scheduler.finish();
}

}  // namespace

bool StackPool::configure(size_t slots, size_t slot_bytes) {
  if (bound_ != 0 || slots == 0 || slots > kMaxSlots || slot_bytes % 16 != 0) return false;
  for (size_t i = 0; i < slots_; i++) {
    close_stack(table_[i].top);
    forget_poison(table_[i].base, stack_bytes());
    port::release_slot(table_[i].base, stack_bytes());
  }
  slots_ = 0;
  idle_ = nullptr;
  cursor_ = 0;
  max_slots_ = slots;
  slot_bytes_ = slot_bytes;
  return true;
}

StackSlot* StackPool::fresh_slot() {
  if (slots_ == max_slots_) return nullptr;
  size_t bytes = stack_bytes();
  auto* base = static_cast<char*>(port::allocate_slot(bytes));
  if (base == nullptr) return nullptr;
  auto* top = static_cast<char*>(open_stack(base, bytes));
  if (top == nullptr) {
    port::release_slot(base, bytes);
    return nullptr;
  }
  StackSlot& slot = table_[slots_++];
  slot = StackSlot{base, top, nullptr, 0, nullptr};
  return &slot;
}

bool StackPool::bind(Fiber& fiber) {
  StackSlot* slot = idle_;
  if (slot != nullptr) {
    idle_ = slot->next;
  } else {
    slot = fresh_slot();
  }
  if (slot == nullptr) {
    if (slots_ == 0 || !kSharesSlots) return false;
    slot = &table_[cursor_];
    // Whoever is in the slot must be able to leave it. The running fiber reserves when it parks,
    // and so does every other if it may be on its way out just now.
    Fiber* resident = slot->resident;
    if (!WEFT_PARALLEL && resident != nullptr && resident->state != Fiber::State::kRunning &&
        !reserve_image(*resident, resident->live_bytes())) {
      return false;
    }
    cursor_ = (cursor_ + 1) % slots_;
  }
  slot->bound++;
  bound_++;
  fiber.slot = slot;
  return true;
}

void StackPool::unbind(Fiber& fiber) {
  StackSlot* slot = fiber.slot;
  free_image(fiber);
  if (slot->resident == &fiber) slot->resident = nullptr;
  fiber.slot = nullptr;
  bound_--;
  if (--slot->bound == 0) {
    slot->next = idle_;
    idle_ = slot;
  }
}

bool StackPool::reserve_image(Fiber& fiber, size_t live) {
  // Exact but for a little slack, so that a fiber that parks at like depths does not reallocate.
  if (live <= fiber.image_bytes && fiber.image_bytes <= live + live / 4 + 64) return true;
  void* image = port::resize_image(fiber.image, live);
  if (image == nullptr) return live <= fiber.image_bytes;
  image_bytes_ += live - fiber.image_bytes;
  fiber.image = image;
  fiber.image_bytes = static_cast<uint32_t>(live);
  return true;
}

void StackPool::free_image(Fiber& fiber) {
  if (fiber.image == nullptr) return;
  image_bytes_ -= fiber.image_bytes;
  port::resize_image(fiber.image, 0);
  fiber.image = nullptr;
  fiber.image_bytes = 0;
}

void StackPool::make_resident(Fiber& fiber) {
  StackSlot& slot = *fiber.slot;
  Fiber* resident = slot.resident;
  if (resident != nullptr && resident->stack_pointer != nullptr) {
    // Reserved when it parked, with a margin; were the margin ever too small, better stop than
    // overwrite.
    if (resident->live_bytes() > resident->image_bytes) __builtin_trap();
    copy_frames(resident->image, resident->stack_pointer, resident->live_bytes());
    copies_++;
  }
  slot.resident = &fiber;
  forget_poison(slot.base, stack_bytes());
  if (fiber.stack_pointer == nullptr) {
    fiber.stack_pointer = weft_context_prepare(slot.top, &fiber_begin, &fiber);
  } else {
    copy_frames(fiber.stack_pointer, fiber.image, fiber.live_bytes());
    copies_++;
  }
  checks::stack_resumes(fiber);
}

void StackPool::exchange_loop(void* argument) {
  auto& pool = *static_cast<StackPool*>(argument);
  checks::stack_left();
#if WEFT_TELL_ASAN
  __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr);
#endif
  for (;;) {
    Fiber& target = *pool.exchange_target_;
    pool.make_resident(target);
    switch_context(nullptr, &pool.exchange_pointer_, target.stack_pointer, target.slot->base,
                   pool.stack_bytes());
  }
}

#if WEFT_TELL_TSAN
// For the thread sanitizer each fiber is a thread.
void tell_tsan(Fiber& from, Fiber& to) {
  if (from.tsan_fiber == nullptr) from.tsan_fiber = __tsan_get_current_fiber();  // the hub
  if (to.tsan_fiber == nullptr) to.tsan_fiber = __tsan_create_fiber(0);
  __tsan_switch_to_fiber(to.tsan_fiber, 0);
  if (from.state == Fiber::State::kFinished) __tsan_destroy_fiber(from.tsan_fiber);
}
#endif

void StackPool::switch_to(Fiber& from, Fiber& to, StackSlot* running_on) {
  Fiber* resumable = from.state == Fiber::State::kFinished ? nullptr : &from;
  StackSlot* slot = to.slot;
  checks::stack_leaves(resumable);
  if (slot == nullptr || slot->resident == &to) checks::stack_resumes(to);
  if (slot != nullptr && slot->resident != &to) {
    if (kSharesSlots && slot == running_on) {
      exchange_target_ = &to;
      if (exchange_pointer_ == nullptr) {
        exchange_pointer_ =
            weft_context_prepare(exchange_stack + kExchangeStackBytes, &exchange_loop, this);
      }
      switch_context(resumable, &from.stack_pointer, exchange_pointer_, exchange_stack,
                     kExchangeStackBytes);
      return;
    }
    make_resident(to);
  }
  switch_context(resumable, &from.stack_pointer, to.stack_pointer,
                 slot != nullptr ? slot->base : scheduler.hub_stack_bottom(),
                 slot != nullptr ? stack_bytes() : scheduler.hub_stack_bytes());
}

}  // namespace weft
