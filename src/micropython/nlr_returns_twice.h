// SPDX-License-Identifier: MIT
// GCC is not told that nlr_push() returns twice, and so may give the place of what only the handler
// needs to something else: an argument's on the stack of an i386, say. All of Weft says so, and
// under AddressSanitizer, with its larger frames, MicroPython's own files do: there this is
// included before all else.
#ifndef WEFT_MICROPYTHON_NLR_RETURNS_TWICE_H_
#define WEFT_MICROPYTHON_NLR_RETURNS_TWICE_H_

#ifdef __cplusplus
extern "C" {
#endif

#include "py/nlr.h"
#pragma push_macro("nlr_push")
#undef nlr_push
__attribute__((returns_twice)) unsigned int nlr_push(nlr_buf_t *);
#pragma pop_macro("nlr_push")

#ifdef __cplusplus
}
#endif

#endif  // WEFT_MICROPYTHON_NLR_RETURNS_TWICE_H_
