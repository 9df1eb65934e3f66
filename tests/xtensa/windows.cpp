// SPDX-License-Identifier: MIT
// The switch on windowed Xtensa with nothing else: no core, no C library and no libgcc, so that it
// runs on any core, qemu's big-endian fsf with 64 registers among them, which lacks instructions
// that the compiler takes for granted. Six contexts share one stack, so that all of each is copied
// out and in at every switch; they go to random depths by calls that move the window by 4, 8 and 12
// registers and check all registers and words of a frame on the way back (dive.S). Some are dropped
// where they are. Ends with status 0 after 100,000 switches, and with an illegal instruction or
// another status if anything is wrong.
//
//     windows [long | signals | million]
//
// `long`: ten million switches. `signals`: a timer's signals interrupt all that, 20,000 of them, or
// a million; they must have come at every instruction of the switch.
#include <stdint.h>

#include "hits.h"
#include "weft/context/context.h"

extern "C" {
uint32_t dive4(uint32_t depth);
uint32_t dive8(uint32_t depth);
uint32_t dive12(uint32_t depth);
uint32_t dive(uint32_t depth);
[[noreturn]] void run(const intptr_t* arguments);
void signal_entry(int number);  // libc/signal_entry.S
void on_signal(int number, void* info, uintptr_t* context);
}

namespace {

using weft::weft_context_prepare;
using weft::weft_context_switch;

constexpr uint32_t kContexts = 6;
constexpr uint32_t kWords = 2048;
constexpr uint32_t kDeepest = 32;  // a power of 2

alignas(16) uintptr_t stack[kWords];
uintptr_t* const top = stack + kWords;
uintptr_t images[kContexts][kWords];
uint32_t used[kContexts];  // words of the image
void* saved[kContexts];
void* hub = nullptr;
uint32_t running = 0;
uint32_t dives = 0;
uint32_t seed = 2463534242u;

uint32_t random_bits() {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed;
}

enum SystemCall { kExitGroup = 119, kSetitimer = 134, kSigaction = 226 };

[[gnu::noinline]] intptr_t call(SystemCall number, intptr_t a, intptr_t b = 0, intptr_t c = 0,
                                intptr_t d = 0) {
  register intptr_t a2 asm("a2") = number;
  register intptr_t a6 asm("a6") = a;
  register intptr_t a3 asm("a3") = b;
  register intptr_t a4 asm("a4") = c;
  register intptr_t a5 asm("a5") = d;
  asm volatile("syscall" : "+r"(a2) : "r"(a6), "r"(a3), "r"(a4), "r"(a5) : "memory");
  return a2;
}

[[noreturn]] void end(int status) {
  call(kExitGroup, status);
  __builtin_trap();
}

// --- signals ---

constexpr uint32_t kInSignal = 1u << 31;
constexpr intptr_t kAlarm = 14;
uint32_t wanted_signals = 0;
volatile uint32_t signals = 0;

// In so many microseconds.
void start_timer(int32_t us) {
  int32_t words[4] = {0, 0, 0, us};
  if (call(kSetitimer, 0, reinterpret_cast<intptr_t>(words)) != 0) end(7);
}

void start_signals(uint32_t wanted) {
  wanted_signals = wanted;
  constexpr uintptr_t kWithContext = 4;
  static uintptr_t words[5] = {reinterpret_cast<uintptr_t>(&signal_entry), kWithContext, 0, 0, 0};
  if (call(kSigaction, kAlarm, reinterpret_cast<intptr_t>(words), 0, 8) != 0) end(8);
  start_timer(20);
}

void check_hits() {
  bool all = true;
  if (!hits::for_each([&all](uint32_t count) { all = all && count != 0; })) end(9);
  if (!all) end(10);
}

void work(void* argument) {
  if (argument != &seed) end(2);
  for (;;) {
    uint32_t depth = random_bits() & (kDeepest - 1);
    if (dive(depth) != depth) end(3);
    dives++;
  }
}

[[gnu::noinline]] uint32_t dive_in_c(uint32_t depth) {
  volatile uint32_t words[8];
  for (uint32_t i = 0; i < 8; i++) words[i] = depth * 8 + i;
  uint32_t result = dive(depth - 1) + 1;
  for (uint32_t i = 0; i < 8; i++) {
    if (words[i] != depth * 8 + i) end(4);
  }
  return result;
}

}  // namespace

// weft_context_prepare() clears its frame.
extern "C" void* memset(void* to, int value, size_t bytes) {
  auto* at = static_cast<volatile char*>(to);
  for (size_t i = 0; i < bytes; i++) at[i] = static_cast<char>(value);
  return to;
}

// On the stack that it finds.
extern "C" void on_signal(int, void*, uintptr_t* context) {
  hits::note(context[5]);
  if (dive12(kInSignal + 1) != kInSignal + 1) end(11);
  signals = signals + 1;
  if (signals < wanted_signals) start_timer(20 + (signals & 63));
}

extern "C" uint32_t dive(uint32_t depth) {
  if (depth == kInSignal) return depth;
  if (depth == 0) {
    weft_context_switch(&saved[running], hub);
    return 0;
  }
  switch (random_bits() >> 30) {
    case 0:
      return dive4(depth);
    case 1:
      return dive8(depth);
    case 2:
      return dive12(depth);
    default:
      return dive_in_c(depth);
  }
}

// From _start: the number of arguments, and the arguments, of which the first is the program.
extern "C" [[noreturn]] void run(const intptr_t* arguments) {
  char form = arguments[0] > 1 ? *reinterpret_cast<const char*>(arguments[2]) : 0;
  uint32_t switches = form == 'l' ? 10000000 : 100000;
  if (form == 's' || form == 'm') start_signals(form == 'm' ? 1000000 : 20000);
  for (uint32_t i = 0; i < switches || signals < wanted_signals; i++) {
    running = random_bits() >> 29;
    if (running >= kContexts) running -= 4;
    volatile uintptr_t* slot = stack;
    if (used[running] == 0 || (random_bits() & 63) == 0) {
      saved[running] = weft_context_prepare(top, &work, &seed);
    } else {
      for (uint32_t n = kWords - used[running]; n < kWords; n++) slot[n] = images[running][n];
    }
    weft_context_switch(&hub, saved[running]);
    used[running] = static_cast<uint32_t>(top - static_cast<uintptr_t*>(saved[running]));
    if (used[running] > kWords) end(5);
    for (uint32_t n = kWords - used[running]; n < kWords; n++) images[running][n] = slot[n];
    // What is not the context's is nobody's.
    for (uint32_t n = 0; n < kWords; n++) slot[n] = 0xdead0000 + n;
  }
  if (wanted_signals != 0) check_hits();
  end(dives > switches / 64 ? 0 : 6);
}

asm(".globl _start\n"
    ".p2align 2\n"
    "_start:\n"
    "movi a0, 0\n"
    "mov a6, a1\n"
    "movi a4, run\n"
    "callx4 a4\n"
    "ill\n");
