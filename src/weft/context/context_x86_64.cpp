// SPDX-License-Identifier: MIT
// x86-64, System V ABI: rbx, rbp and r12 to r15 survive a call; everything else is the caller's.
#include "weft/context/context.h"

#if defined(__x86_64__) && !WEFT_CARRIER

#include <cstdint>

// The saved frame, from the stack pointer up: r15 r14 r13 r12 rbx rbp rip.
asm(R"(
  .text
  .p2align 4
  .globl weft_context_switch
  .hidden weft_context_switch
  .type weft_context_switch, @function
weft_context_switch:
  .cfi_startproc
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  popq %rdx  # A jump, as the processor would predict a ret to go back to our own caller.
  jmpq *%rdx
  .cfi_endproc
  .size weft_context_switch, . - weft_context_switch

  # The first resume of a context "returns" here: r12 holds the entry, r13 its argument.
  .p2align 4
  .hidden weft_context_begin
  .type weft_context_begin, @function
weft_context_begin:
  .cfi_startproc
  .cfi_undefined rip
  movq %r13, %rdi
  callq *%r12
  ud2
  .cfi_endproc
  .size weft_context_begin, . - weft_context_begin
)");

namespace weft {

extern "C" void weft_context_begin();

namespace {
enum FrameWord { kR15, kR14, kR13, kR12, kRbx, kRbp, kRip, kFrameWords };
// At weft_context_begin the stack pointer is just above kRip and must be 16-byte aligned, so that
// it is 8 off at the entry's first instruction, as after any call.
static_assert(kFrameWords * sizeof(uintptr_t) <= kContextFrameBytes);
}  // namespace

extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument) {
  auto* frame = static_cast<uintptr_t*>(top) - kFrameWords;
  frame[kR15] = frame[kR14] = frame[kRbx] = frame[kRbp] = 0;
  frame[kR13] = reinterpret_cast<uintptr_t>(argument);
  frame[kR12] = reinterpret_cast<uintptr_t>(entry);
  frame[kRip] = reinterpret_cast<uintptr_t>(&weft_context_begin);
  return frame;
}

}  // namespace weft

#endif  // __x86_64__ && !WEFT_CARRIER
