// Context switch: one small file per architecture (context_<arch>.cpp) defines the two functions
// below. A suspended context is nothing but its stack pointer: the callee-saved registers lie on
// the stack above it, where a conservative collector finds them.
//
// The floating-point control words are not switched: all fibers of a VM share one rounding mode.
#ifndef WEFT_CONTEXT_CONTEXT_H_
#define WEFT_CONTEXT_CONTEXT_H_

#include <cstddef>

namespace weft {

using ContextEntry = void (*)(void* argument);

// kContextFrameBytes is an upper bound of what weft_context_switch() pushes below its caller.
#if defined(__x86_64__)
inline constexpr size_t kContextFrameBytes = 64;
#elif defined(__i386__)
inline constexpr size_t kContextFrameBytes = 32;
#elif defined(__aarch64__)
inline constexpr size_t kContextFrameBytes = 160;
#elif defined(__arm__) && defined(__ARM_FP)
inline constexpr size_t kContextFrameBytes = 104;
#elif defined(__arm__)
inline constexpr size_t kContextFrameBytes = 40;
#elif defined(__riscv_float_abi_soft)
inline constexpr size_t kContextFrameBytes = sizeof(void*) == 8 ? 112 : 64;
#elif defined(__riscv)
inline constexpr size_t kContextFrameBytes = sizeof(void*) == 8 ? 208 : 160;
#else
#error "no context switch for this architecture"
#endif

// weft_context_switch() saves the running context on its own stack, stores its stack pointer in
// *save, and resumes the context whose stack pointer is `resume`. Returns when something resumes
// the saved context. Not thread-safe: both contexts belong to the calling OS thread.
extern "C" void weft_context_switch(void** save, void* resume);

// weft_context_prepare() lays out a new context on the stack that ends (grows down from) `top`,
// and returns its stack pointer. Its first resume calls entry(argument), which must not return.
// `top` must be 16-byte aligned.
extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument);

}  // namespace weft

#endif  // WEFT_CONTEXT_CONTEXT_H_
