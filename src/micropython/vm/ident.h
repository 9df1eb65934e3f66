// SPDX-License-Identifier: MIT
// The numbers of threads, green and native: threading.get_ident().
#ifndef WEFT_MICROPYTHON_VM_IDENT_H_
#define WEFT_MICROPYTHON_VM_IDENT_H_

#include "binding.h"

inline constexpr mp_uint_t kMainIdent = 1;
inline mp_uint_t weft_next_ident = kMainIdent + 1;

// weft_new_ident() is a number that no thread has had.
inline mp_uint_t weft_new_ident() {
  weft::LockOut lock_out;
  return weft_next_ident++;
}

#endif  // WEFT_MICROPYTHON_VM_IDENT_H_
