// SPDX-License-Identifier: MIT
// Functions of MicroPython's that Weft wraps as the program is linked: wrapped.txt names them, for
// make and CMake.
#ifndef WEFT_MICROPYTHON_WRAPPED_H_
#define WEFT_MICROPYTHON_WRAPPED_H_

// WEFT_WRAPS(function); beside the definition of __wrap_<function>. The linker leaves a wrapper
// aside without a word if the function is inline, static or gone in some version of MicroPython.
// This is a reference to it, in a section that stays and is not loaded: such a build fails, with
// "undefined reference to `<function>'" in the section of this name. cmake/wrapped.py sees that it
// is called.
#define WEFT_WRAPS(function) WEFT_WRAPS_EXPANDED(function)
#define WEFT_WRAPS_EXPANDED(function)                                               \
  __asm__(                                                                          \
      ".pushsection .weft.wrapped_but_no_function_of_its_own, \"R\", %progbits\n\t" \
      ".dc.a __real_" #function "\n\t.popsection")

#endif  // WEFT_MICROPYTHON_WRAPPED_H_
