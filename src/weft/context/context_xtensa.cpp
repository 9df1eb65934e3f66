// SPDX-License-Identifier: MIT
// Xtensa. With register windows (ESP32, S2, S3): a function's caller is in registers too, until
// the processor wants these for somebody else and has them spilled to the stacks they belong to.
// A switch spills all windows but its own, which calls alone do, without a privileged instruction:
// each of a chain of `call12` takes twelve registers more, until it has come round. Then it moves
// its own stack pointer, and `retw` finds no window of its caller: that is reloaded from the new
// stack. The 16 bytes below a stack pointer hold the caller's a0 to a3 and belong to the context.
//
// By the ABI whoever calls keeps what else it needs: SAR, the loop's and the MAC16's registers,
// booleans, and all floating-point registers (GCC: CALL_USED_REGISTERS). So nothing of a
// coprocessor is alive here, whoever owns it. THREADPTR is the OS thread's.
//
// An interrupt may come between any two instructions: its frame, and what it has spilled, go below
// the stack pointer it finds, the 16 bytes kept.
//
// Unwinding: GCC's unwinder and gdb go by `entry`, a0 and the save areas; there is no other
// information to give. The return address of weft_context_begin is 0, where both stop.
//
// Without windows (the ABI `call0`, ESP8266): a0 and a12 to a15 survive a call.
#include "weft/context/context.h"

#if defined(__XTENSA__) && !WEFT_CARRIER

#include <cstdint>

#define WEFT_FUNCTION(name) \
  ".p2align 2\n"            \
  ".globl " name            \
  "\n"                      \
  ".hidden " name           \
  "\n"                      \
  ".type " name ", @function\n" name ":\n"

#if defined(__XTENSA_WINDOWED_ABI__)

// The number of physical registers, 64 or 32. Spilling for 64 serves a core of 32, in twice the
// time.
#if !defined(XCHAL_NUM_AREGS) && defined(__XCHAL_NUM_AREGS)
#define XCHAL_NUM_AREGS __XCHAL_NUM_AREGS
#elif !defined(XCHAL_NUM_AREGS)
#define XCHAL_NUM_AREGS 64
#endif
static_assert(XCHAL_NUM_AREGS == 64 || XCHAL_NUM_AREGS == 32);

// From the window of a function, each call12 moves on by three quads of registers, and `entry` and
// the next call write what lies ahead. The last one writes the quads that are left: up to the 16th,
// or the 8th, which is the switch's own again.
#define WEFT_SPILL(level, next) ".p2align 2\n" level ": entry a1, 48\n call12 " next "f\n retw\n"
#if XCHAL_NUM_AREGS == 64
#define WEFT_SPILL_ALL \
  WEFT_SPILL("1", "2") \
  WEFT_SPILL("2", "3") \
  WEFT_SPILL("3", "4") \
  ".p2align 2\n4: entry a1, 16\n mov a12, a0\n retw\n"
#else
#define WEFT_SPILL_ALL \
  WEFT_SPILL("1", "2") \
  ".p2align 2\n2: entry a1, 16\n mov a4, a0\n retw\n"
#endif

// clang-format off
asm(
  ".text\n"
  ".begin no-longcalls\n"  // no literals: they would have to be near
  WEFT_FUNCTION("weft_context_switch")
  "entry a1, 48\n"         // what a function has that makes a call12
  "call12 1f\n"
  "s32i a0, a1, 0\n"
  "addi a4, a1, -16\n"
  "s32i a4, a2, 0\n"
  "addi a1, a3, 16\n"      // not movsp: no window has to go along
  "l32i a0, a1, 0\n"
  "retw\n"
  WEFT_SPILL_ALL
  ".size weft_context_switch, . - weft_context_switch\n"

  // The first resume of a context "returns" here, as from a call4: a2 holds the entry, a3 its
  // argument, and a0 is 0. A call4 needs nothing of this function's own caller, which there is not.
  WEFT_FUNCTION("weft_context_begin")
  "mov a6, a3\n"
  "callx4 a2\n"
  "ill\n"
  ".size weft_context_begin, . - weft_context_begin\n"
  ".end no-longcalls\n");
// clang-format on

namespace weft {

extern "C" void weft_context_begin();

namespace {
// From the stack pointer that is saved up: the save area of whoever called the switch, and then the
// switch's own frame.
enum FrameWord { kCallerA0, kCallerA1, kCallerA2, kCallerA3, kA0, kFreshWords = 8 };
constexpr uintptr_t kCall4 = 1;
constexpr int kIncrementShift = 30;  // of a return address: how its call has moved the window

constexpr size_t kSaveAreaBytes = 16;
constexpr size_t kSwitchFrameBytes = 48;
static_assert(kA0 * sizeof(uintptr_t) == kSaveAreaBytes);
static_assert(kSaveAreaBytes + kSwitchFrameBytes == kContextFrameBytes);
static_assert(kFreshWords * sizeof(uintptr_t) <= kContextFrameBytes);
static_assert(kFreshWords * sizeof(uintptr_t) % 16 == 0, "the stack stays aligned");
}  // namespace

extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument) {
  auto* frame = static_cast<uintptr_t*>(top) - kFreshWords;
  for (int i = 0; i < kFreshWords; i++) frame[i] = 0;
  auto begin = reinterpret_cast<uintptr_t>(&weft_context_begin);
  frame[kCallerA1] = reinterpret_cast<uintptr_t>(top);
  frame[kCallerA2] = reinterpret_cast<uintptr_t>(entry);
  frame[kCallerA3] = reinterpret_cast<uintptr_t>(argument);
  // The two bits that make room for the increment are taken from where `retw` itself lies.
  frame[kA0] = (begin & ((uintptr_t{1} << kIncrementShift) - 1)) | kCall4 << kIncrementShift;
  return frame;
}

}  // namespace weft

#else  // call0

// clang-format off
asm(
  ".text\n"
  WEFT_FUNCTION("weft_context_switch")
  "addi a1, a1, -32\n"
  "s32i a0, a1, 0\n"
  "s32i a12, a1, 4\n"
  "s32i a13, a1, 8\n"
  "s32i a14, a1, 12\n"
  "s32i a15, a1, 16\n"
  "s32i a1, a2, 0\n"
  "mov a1, a3\n"
  "l32i a0, a1, 0\n"
  "l32i a12, a1, 4\n"
  "l32i a13, a1, 8\n"
  "l32i a14, a1, 12\n"
  "l32i a15, a1, 16\n"
  "addi a1, a1, 32\n"
  "ret\n"
  ".size weft_context_switch, . - weft_context_switch\n"

  // The first resume of a context "returns" here: a12 holds the entry, a13 its argument.
  WEFT_FUNCTION("weft_context_begin")
  "mov a2, a13\n"
  "callx0 a12\n"
  "ill\n"
  ".size weft_context_begin, . - weft_context_begin\n");
// clang-format on

namespace weft {

extern "C" void weft_context_begin();

namespace {
enum FrameWord { kA0, kA12, kA13, kA14, kA15, kFrameWords = 8 };
static_assert(kFrameWords * sizeof(uintptr_t) == kContextFrameBytes);
}  // namespace

extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument) {
  auto* frame = static_cast<uintptr_t*>(top) - kFrameWords;
  for (int i = 0; i < kFrameWords; i++) frame[i] = 0;
  frame[kA0] = reinterpret_cast<uintptr_t>(&weft_context_begin);
  frame[kA12] = reinterpret_cast<uintptr_t>(entry);
  frame[kA13] = reinterpret_cast<uintptr_t>(argument);
  return frame;
}

}  // namespace weft

#endif  // __XTENSA_WINDOWED_ABI__

#endif  // __XTENSA__ && !WEFT_CARRIER
