// SPDX-License-Identifier: MIT
// The switch of the ABI without register windows (ESP8266), on a core that has them: with no
// library, as that is for the other ABI. Two contexts count in turns; the process ends with status
// 0.
#include "weft/context/context.h"

namespace {

using weft::weft_context_switch;

alignas(16) char stack[4096];
void* main_context = nullptr;
void* other = nullptr;
volatile int count = 0;

[[noreturn]] void end(int status) {
  register int number asm("a2") = 119;  // exit_group
  register int argument asm("a6") = status;
  asm volatile("syscall" : : "r"(number), "r"(argument));
  __builtin_trap();
}

int dive(int depth) {
  volatile int kept = depth;
  if (depth == 0) {
    weft_context_switch(&other, main_context);
  } else if (dive(depth - 1) != depth - 1) {
    end(2);
  }
  return kept;
}

void entry(void* argument) {
  if (argument != &count) end(3);
  for (int i = 1;; i++) {
    count = count + 1;
    if (dive(i & 15) != (i & 15)) end(4);
  }
}

}  // namespace

// weft_context_prepare() clears its frame.
extern "C" void* memset(void* to, int value, size_t bytes) {
  auto* at = static_cast<volatile char*>(to);
  for (size_t i = 0; i < bytes; i++) at[i] = static_cast<char>(value);
  return to;
}

extern "C" [[noreturn]] void _start() {
  other = weft::weft_context_prepare(stack + sizeof(stack), &entry, const_cast<int*>(&count));
  for (int i = 0; i < 100000; i++) {
    if (count != i) end(1);
    weft_context_switch(&main_context, other);
  }
  end(count == 100000 ? 0 : 5);
}
