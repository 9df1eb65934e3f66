// SPDX-License-Identifier: MIT
// AArch64, AAPCS64: x19 to x29, the return address x30 and d8 to d15 survive a call.
#include "weft/context/context.h"

#if defined(__aarch64__) && !WEFT_CARRIER

#include <cstdint>

// The saved frame, from the stack pointer up: x19 to x30, d8 to d15.
asm(R"(
  .text
  .p2align 4
  .globl weft_context_switch
  .hidden weft_context_switch
  .type weft_context_switch, %function
weft_context_switch:
  .cfi_startproc
  sub sp, sp, #160
  stp x19, x20, [sp]
  stp x21, x22, [sp, #16]
  stp x23, x24, [sp, #32]
  stp x25, x26, [sp, #48]
  stp x27, x28, [sp, #64]
  stp x29, x30, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
  mov x2, sp
  str x2, [x0]
  mov sp, x1
  ldp x19, x20, [sp]
  ldp x21, x22, [sp, #16]
  ldp x23, x24, [sp, #32]
  ldp x25, x26, [sp, #48]
  ldp x27, x28, [sp, #64]
  ldp x29, x30, [sp, #80]
  ldp d8, d9, [sp, #96]
  ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]
  ldp d14, d15, [sp, #144]
  add sp, sp, #160
  ret
  .cfi_endproc
  .size weft_context_switch, . - weft_context_switch

  // The first resume of a context "returns" here: x19 holds the entry, x20 its argument.
  .p2align 4
  .globl weft_context_begin
  .hidden weft_context_begin
  .type weft_context_begin, %function
weft_context_begin:
  .cfi_startproc
  .cfi_undefined x30
  mov x0, x20
  blr x19
  brk #1
  .cfi_endproc
  .size weft_context_begin, . - weft_context_begin
)");

namespace weft {

extern "C" void weft_context_begin();

namespace {
enum FrameWord { kX19, kX20, kX29 = 10, kX30, kD8, kFrameWords = kD8 + 8 };
static_assert(kFrameWords * sizeof(uintptr_t) == kContextFrameBytes);
}  // namespace

extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument) {
  auto* frame = static_cast<uintptr_t*>(top) - kFrameWords;
  for (int i = 0; i < kFrameWords; i++) frame[i] = 0;
  frame[kX19] = reinterpret_cast<uintptr_t>(entry);
  frame[kX20] = reinterpret_cast<uintptr_t>(argument);
  frame[kX30] = reinterpret_cast<uintptr_t>(&weft_context_begin);
  return frame;
}

}  // namespace weft

#endif  // __aarch64__ && !WEFT_CARRIER
