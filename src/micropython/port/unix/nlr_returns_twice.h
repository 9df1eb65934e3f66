// Included before all else under AddressSanitizer. GCC is not told that nlr_push() returns twice,
// and so may give the place of what the handler needs to something else; with the sanitizer's
// larger frames it does, in MicroPython's own vm.c.
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
