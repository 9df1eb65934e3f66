// SPDX-License-Identifier: MIT
// ARM, AAPCS: r4 to r11 survive a call, and d8 to d15 where floats are in hardware. One source for
// the A profile (in ARM or Thumb state) and for the M profile: Thumb-2 with and without FPU, and
// Thumb-1 (Cortex-M0), which can push the low registers only.
#include "weft/context/context.h"

#if defined(__arm__) && !WEFT_CARRIER

#include <cstdint>

#if defined(__thumb__)
#define WEFT_STATE ".thumb\n"
#define WEFT_FUNCTION ".thumb_func\n"
#else
#define WEFT_STATE ".arm\n"
#define WEFT_FUNCTION
#endif

#if defined(__thumb__) && !defined(__thumb2__)
#define WEFT_SAVE \
  "push {r4-r7, lr}\n mov r2, r8\n mov r3, r9\n mov r4, r10\n mov r5, r11\n push {r2-r5}\n"
#define WEFT_RESTORE \
  "pop {r2-r5}\n mov r8, r2\n mov r9, r3\n mov r10, r4\n mov r11, r5\n pop {r4-r7, pc}\n"
#elif defined(__ARM_FP)
#define WEFT_SAVE "push {r4-r11, lr}\n vpush {d8-d15}\n"
#define WEFT_RESTORE "vpop {d8-d15}\n pop {r4-r11, pc}\n"
#else
#define WEFT_SAVE "push {r4-r11, lr}\n"
#define WEFT_RESTORE "pop {r4-r11, pc}\n"
#endif

// clang-format off
asm(
  ".syntax unified\n"
  ".text\n"
  ".p2align 2\n"
  WEFT_STATE
  ".globl weft_context_switch\n"
  ".hidden weft_context_switch\n"
  ".type weft_context_switch, %function\n"
  WEFT_FUNCTION
  "weft_context_switch:\n"
  WEFT_SAVE
  "mov r2, sp\n"
  "str r2, [r0]\n"
  "mov sp, r1\n"
  WEFT_RESTORE
  ".size weft_context_switch, . - weft_context_switch\n"

  // The first resume of a context "returns" here: r4 holds the entry, r5 its argument. The stack
  // ends here, for an unwinder that looks at the return address.
  ".p2align 2\n"
  ".globl weft_context_begin\n"
  ".hidden weft_context_begin\n"
  ".type weft_context_begin, %function\n"
  WEFT_FUNCTION
  "weft_context_begin:\n"
  "mov r0, r5\n"
  "blx r4\n"
  "udf #0\n"
  ".size weft_context_begin, . - weft_context_begin\n");
// clang-format on

namespace weft {

extern "C" void weft_context_begin();

namespace {
// The saved frame, from the stack pointer up.
#if defined(__thumb__) && !defined(__thumb2__)
enum FrameWord { kR8, kR11 = 3, kR4, kR5, kR7 = 7, kPc, kFrameWords };
#elif defined(__ARM_FP)
enum FrameWord { kD8, kR4 = 16, kR5, kR11 = 23, kPc, kFrameWords };
#else
enum FrameWord { kR4, kR5, kR11 = 7, kPc, kFrameWords };
#endif
static_assert(kFrameWords * sizeof(uintptr_t) <= kContextFrameBytes);
}  // namespace

extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument) {
  auto* frame = static_cast<uintptr_t*>(top) - kFrameWords;
  for (int i = 0; i < kFrameWords; i++) frame[i] = 0;
  frame[kR4] = reinterpret_cast<uintptr_t>(entry);
  frame[kR5] = reinterpret_cast<uintptr_t>(argument);
  frame[kPc] = reinterpret_cast<uintptr_t>(&weft_context_begin);
  return frame;
}

}  // namespace weft

#endif  // __arm__ && !WEFT_CARRIER
