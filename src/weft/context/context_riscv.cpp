// SPDX-License-Identifier: MIT
// RISC-V, 32 and 64 bits: the return address ra and s0 to s11 survive a call, and fs0 to fs11 where
// the ABI passes floats in registers, as wide as it does.
#include "weft/context/context.h"

#if defined(__riscv) && !WEFT_CARRIER

#include <cstdint>

#if __riscv_xlen == 64
#define WEFT_WORD 8
#define WEFT_LOAD "ld"
#define WEFT_STORE "sd"
#else
#define WEFT_WORD 4
#define WEFT_LOAD "lw"
#define WEFT_STORE "sw"
#endif

#if defined(__riscv_float_abi_double)
#define WEFT_FLOAT 8
#define WEFT_LOAD_FLOAT "fld"
#define WEFT_STORE_FLOAT "fsd"
#elif defined(__riscv_float_abi_single)
#define WEFT_FLOAT 4
#define WEFT_LOAD_FLOAT "flw"
#define WEFT_STORE_FLOAT "fsw"
#else
#define WEFT_FLOAT 0
#endif

// The saved frame, from the stack pointer up: fs0 to fs11 if any, ra, s0 to s11.
#define WEFT_FRAME ((12 * WEFT_FLOAT + 13 * WEFT_WORD + 15) / 16 * 16)
#define WEFT_RA 12 * WEFT_FLOAT
#define WEFT_S0 12 * WEFT_FLOAT + WEFT_WORD

#define WEFT_TEXT_OF(x) #x
#define WEFT_TEXT(x) WEFT_TEXT_OF(x)
#define WEFT_FOR_12 ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11\n"
#define WEFT_WORDS(instruction)                                                                    \
  instruction " ra, " WEFT_TEXT(WEFT_RA) "(sp)\n" WEFT_FOR_12 instruction " s\\n, \\n*" WEFT_TEXT( \
      WEFT_WORD) "+" WEFT_TEXT(WEFT_S0) "(sp)\n.endr\n"
#if WEFT_FLOAT
#define WEFT_FLOATS(instruction) \
  WEFT_FOR_12 instruction " fs\\n, \\n*" WEFT_TEXT(WEFT_FLOAT) "(sp)\n.endr\n"
#define WEFT_SAVE WEFT_WORDS(WEFT_STORE) WEFT_FLOATS(WEFT_STORE_FLOAT)
#define WEFT_RESTORE WEFT_WORDS(WEFT_LOAD) WEFT_FLOATS(WEFT_LOAD_FLOAT)
#else
#define WEFT_SAVE WEFT_WORDS(WEFT_STORE)
#define WEFT_RESTORE WEFT_WORDS(WEFT_LOAD)
#endif

// clang-format off
asm(
  ".text\n"
  ".p2align 2\n"
  ".globl weft_context_switch\n"
  ".hidden weft_context_switch\n"
  ".type weft_context_switch, @function\n"
  "weft_context_switch:\n"
  "addi sp, sp, -" WEFT_TEXT(WEFT_FRAME) "\n"
  WEFT_SAVE
  WEFT_STORE " sp, 0(a0)\n"
  "mv sp, a1\n"
  WEFT_RESTORE
  "addi sp, sp, " WEFT_TEXT(WEFT_FRAME) "\n"
  "ret\n"
  ".size weft_context_switch, . - weft_context_switch\n"

  // The first resume of a context "returns" here: s0 holds the entry, s1 its argument.
  ".p2align 2\n"
  ".globl weft_context_begin\n"
  ".hidden weft_context_begin\n"
  ".type weft_context_begin, @function\n"
  "weft_context_begin:\n"
  ".cfi_startproc\n"
  ".cfi_undefined ra\n"
  "mv a0, s1\n"
  "jalr s0\n"
  "ebreak\n"
  ".cfi_endproc\n"
  ".size weft_context_begin, . - weft_context_begin\n");
// clang-format on

namespace weft {

extern "C" void weft_context_begin();

static_assert(WEFT_FRAME <= kContextFrameBytes);

extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument) {
  constexpr size_t kWords = WEFT_FRAME / sizeof(uintptr_t);
  auto* frame = static_cast<uintptr_t*>(top) - kWords;
  for (size_t i = 0; i < kWords; i++) frame[i] = 0;
  uintptr_t* words = frame + WEFT_RA / sizeof(uintptr_t);
  words[0] = reinterpret_cast<uintptr_t>(&weft_context_begin);
  words[1] = reinterpret_cast<uintptr_t>(entry);
  words[2] = reinterpret_cast<uintptr_t>(argument);
  return frame;
}

}  // namespace weft

#endif  // __riscv && !WEFT_CARRIER
