// SPDX-License-Identifier: MIT
// Signals counted by the instruction of the switch that they found.
#ifndef WEFT_TESTS_XTENSA_HITS_H_
#define WEFT_TESTS_XTENSA_HITS_H_

#include <stddef.h>
#include <stdint.h>

#include "weft/context/context.h"

extern "C" void weft_context_begin();

namespace hits {

constexpr size_t kLongestSwitch = 64;  // bytes
inline volatile uint32_t count[kLongestSwitch];

inline uintptr_t switch_begin() { return reinterpret_cast<uintptr_t>(&weft::weft_context_switch); }

// A signal found the program at `address`.
inline void note(uintptr_t address) {
  uintptr_t at = address - switch_begin();
  if (at < kLongestSwitch) count[at] = count[at] + 1;
}

// Calls look(count) for each instruction of the switch; false if it has grown. An instruction has 2
// bytes or 3, as its lowest four bits say; `retw`, and what fills up after it, ends each part.
template <typename Look>
bool for_each(Look look) {
  auto* code = reinterpret_cast<const uint32_t*>(switch_begin());
  // Memory for code may be read by words only.
  auto byte = [code](size_t i) {
#if defined(__XTENSA_EB__)
    return code[i / 4] >> (24 - i % 4 * 8) & 0xff;
#else
    return code[i / 4] >> (i % 4 * 8) & 0xff;
#endif
  };
#if defined(__XTENSA_EB__)
  auto low_bits = [byte](size_t i) { return byte(i) >> 4; };
  constexpr uint32_t kReturn[] = {0xd1, 0x0f};  // retw.n
#else
  auto low_bits = [byte](size_t i) { return byte(i) & 0xf; };
  constexpr uint32_t kReturn[] = {0x1d, 0xf0};
#endif
  size_t bytes = reinterpret_cast<uintptr_t>(&weft_context_begin) - switch_begin();
  if (bytes > kLongestSwitch) return false;
  for (size_t at = 0; at < bytes;) {
    look(count[at]);
    bool ends = byte(at) == kReturn[0] && byte(at + 1) == kReturn[1];
    at += low_bits(at) >= 8 ? 2 : 3;
    if (ends) at = (at + 3) & ~size_t{3};
  }
  return true;
}

}  // namespace hits

#endif  // WEFT_TESTS_XTENSA_HITS_H_
