// SPDX-License-Identifier: MIT
// i386, System V ABI: ebx, esi, edi and ebp survive a call; arguments are on the stack.
#include "weft/context/context.h"

#if defined(__i386__) && !WEFT_CARRIER

#include <cstdint>

// The saved frame, from the stack pointer up: edi esi ebx ebp eip.
asm(R"(
  .text
  .p2align 4
  .globl weft_context_switch
  .hidden weft_context_switch
  .type weft_context_switch, @function
weft_context_switch:
  .cfi_startproc
  movl 4(%esp), %eax
  movl 8(%esp), %edx
  pushl %ebp
  pushl %ebx
  pushl %esi
  pushl %edi
  movl %esp, (%eax)
  movl %edx, %esp
  popl %edi
  popl %esi
  popl %ebx
  popl %ebp
  ret
  .cfi_endproc
  .size weft_context_switch, . - weft_context_switch

  # The first resume of a context "returns" here: esi holds the entry, edi its argument.
  .p2align 4
  .globl weft_context_begin
  .hidden weft_context_begin
  .type weft_context_begin, @function
weft_context_begin:
  .cfi_startproc
  .cfi_undefined eip
  pushl %edi
  calll *%esi
  ud2
  .cfi_endproc
  .size weft_context_begin, . - weft_context_begin
)");

namespace weft {

extern "C" void weft_context_begin();

namespace {
// At the call the argument is pushed and the stack pointer must be 16-byte aligned: it then is
// where kEbp lies, so the padding.
enum FrameWord { kEdi, kEsi, kEbx, kEbp, kEip, kPadding, kFrameWords = kPadding + 3 };
static_assert(kFrameWords * sizeof(uintptr_t) <= kContextFrameBytes);
}  // namespace

extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument) {
  auto* frame = static_cast<uintptr_t*>(top) - kFrameWords;
  frame[kEbx] = frame[kEbp] = 0;
  frame[kEdi] = reinterpret_cast<uintptr_t>(argument);
  frame[kEsi] = reinterpret_cast<uintptr_t>(entry);
  frame[kEip] = reinterpret_cast<uintptr_t>(&weft_context_begin);
  return frame;
}

}  // namespace weft

#endif  // __i386__ && !WEFT_CARRIER
