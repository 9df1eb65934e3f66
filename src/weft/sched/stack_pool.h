// SPDX-License-Identifier: MIT
// StackPool: a few execution stacks (slots) shared by any number of fibers.
//
// A fiber is bound to one slot for life, because its frames hold addresses of it. While it is
// parked its frames stay in the slot until another fiber of that slot must run; only then are the
// live bytes copied to an image of exactly that size, and back when it resumes. So fibers with
// slots of their own switch without copying, and a thousand parked ones cost what they use.
//
// With carriers (see context.h) a slot is the stack of an OS thread, which cannot be copied while
// the thread is suspended on it: no fiber shares its slot, and there are as many fibers as slots at
// most.
//
// Used on the hub's OS thread only, but for bind(), which is called with the lock-out held.
#ifndef WEFT_SCHED_STACK_POOL_H_
#define WEFT_SCHED_STACK_POOL_H_

#include "weft/context/context.h"
#include "weft/sched/fiber.h"

namespace weft {

struct StackSlot {
  char* base;       // lowest address
  char* top;        // one past the highest
  Fiber* resident;  // whose frames are in it
  uint32_t bound;   // fibers bound to it
  StackSlot* next;  // in the pool's list of idle slots
};

inline size_t Fiber::live_bytes() const {
  return stack_pointer != nullptr
             ? static_cast<size_t>(slot->top - static_cast<char*>(stack_pointer))
             : 0;
}
inline bool Fiber::in_slot() const { return slot != nullptr && slot->resident == this; }

class StackPool {
 public:
  static constexpr bool kSharesSlots = !WEFT_CARRIER;
#if defined(__unix__)
  static constexpr size_t kMaxSlots = kSharesSlots ? 256 : 1024;
#else
  static constexpr size_t kMaxSlots = 16;
#endif

  constexpr StackPool() = default;
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  // configure() sets how many slots there may be and their size in bytes (a multiple of 16). Only
  // while no fiber is bound; releases the slots there are. False if that is not so.
  bool configure(size_t slots, size_t slot_bytes);

  // bind() gives a new fiber a slot: an idle one, else a fresh one, else it shares. False if there
  // is no memory, for the slot or for the image of the fiber it will share with, or if slots are
  // not shared and none is left.
  [[nodiscard]] bool bind(Fiber& fiber);
  // unbind() takes a finished fiber's slot and image away. The fiber may still be running on the
  // slot: nothing else touches it before the next switch.
  void unbind(Fiber& fiber);

  // reserve() makes sure that `fiber`, about to park with its stack in use down to `low`, can be
  // copied out. False if there is no memory.
  [[nodiscard]] bool reserve(Fiber& fiber, const void* low) {
    checks::stack_reserved(fiber, low);
    if (fiber.slot == nullptr || (fiber.slot->bound == 1 && !WEFT_PARALLEL)) return true;
    return reserve_shared(fiber, low);
  }
  // reserve_shared() is the same, as if the slot were shared already.
  [[nodiscard]] bool reserve_shared(Fiber& fiber, const void* low) {
    checks::stack_reserved(fiber, low);
    if (!kSharesSlots) return true;
    return reserve_image(fiber,
                         static_cast<size_t>(fiber.slot->top - static_cast<const char*>(low)));
  }

  // switch_to() suspends `from` and resumes `to`, exchanging images as needed. `from` may be a
  // finished fiber: then it never returns.
  void switch_to(Fiber& from, Fiber& to, StackSlot* running_on);

  size_t slot_bytes() const { return slot_bytes_; }
  size_t slots() const { return slots_; }
  size_t max_slots() const { return max_slots_; }
  size_t image_bytes() const { return image_bytes_; }
  size_t copies() const { return copies_; }

  // slot() returns the i-th slot, i < slots().
  const StackSlot& slot(size_t i) const { return table_[i]; }

 private:
  size_t stack_bytes() const { return slot_bytes_ + kStackOverheadBytes; }
  [[nodiscard]] bool reserve_image(Fiber& fiber, size_t live);
  void free_image(Fiber& fiber);
  StackSlot* fresh_slot();
  void make_resident(Fiber& fiber);
  [[noreturn]] static void exchange_loop(void* pool);

  StackSlot table_[kMaxSlots] = {};
  size_t slots_ = 0;  // allocated so far
  size_t max_slots_ = 0;
  size_t slot_bytes_ = 0;
  size_t bound_ = 0;
  size_t cursor_ = 0;          // round robin among shared slots
  StackSlot* idle_ = nullptr;  // slots nobody is bound to, the warmest first
  size_t image_bytes_ = 0;
  size_t copies_ = 0;

  // Two fibers of one slot cannot copy each other while standing on it: the exchange context, on a
  // small stack of its own, does.
  void* exchange_pointer_ = nullptr;
  Fiber* exchange_target_ = nullptr;
};

// tell_tsan() tells the thread sanitizer of a switch, before anything is locked for it: what is
// locked on one stack is unlocked on the next.
#if WEFT_TELL_TSAN
void tell_tsan(Fiber& from, Fiber& to);
#else
inline void tell_tsan(Fiber&, Fiber&) {}
#endif

// The scheduler's. Apart from it, as being all zeros it is not initialised data, in flash.
extern StackPool stack_pool;

}  // namespace weft

#endif  // WEFT_SCHED_STACK_POOL_H_
