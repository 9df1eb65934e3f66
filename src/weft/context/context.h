// SPDX-License-Identifier: MIT
// Context switch: one small file per architecture (context_<arch>.cpp) defines the two functions
// below. A suspended context is nothing but its stack pointer: the callee-saved registers lie on
// the stack above it, where a conservative collector finds them.
//
// Or, with WEFT_CARRIER, context_carrier.cpp does, on any architecture: each stack is that of an OS
// thread, its carrier, which waits until it is handed the baton. One runs at a time, so all
// carriers together count as the hub's OS thread wherever the core speaks of it.
//
// The floating-point control words are not switched: all fibers of a VM share one rounding mode.
#ifndef WEFT_CONTEXT_CONTEXT_H_
#define WEFT_CONTEXT_CONTEXT_H_

#include <cstddef>

#include "weft/config.h"

namespace weft {

using ContextEntry = void (*)(void* argument);

// kContextFrameBytes is an upper bound of what weft_context_switch() pushes below its caller.
#if WEFT_CARRIER
inline constexpr size_t kContextFrameBytes = 0;  // the OS's affair, and nobody's who copies stacks
#elif defined(__x86_64__)
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
#elif defined(__XTENSA_WINDOWED_ABI__)
inline constexpr size_t kContextFrameBytes = 64;
#elif defined(__XTENSA__)
inline constexpr size_t kContextFrameBytes = 32;
#else
#error "no context switch for this architecture"
#endif

// weft_context_switch() saves the running context on its own stack, stores its stack pointer in
// *save, and resumes the context whose stack pointer is `resume`. Returns when something resumes
// the saved context. Not thread-safe: both contexts belong to the calling OS thread.
extern "C" void weft_context_switch(void** save, void* resume);

// weft_context_prepare() lays out a new context on the stack that ends (grows down from) `top`,
// and returns its stack pointer. Its first resume calls entry(argument), which must not return.
// `top` must be 16-byte aligned. With a carrier `top` is what open_stack() returned, and whatever
// was suspended on the stack is dropped.
extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument);

// open_stack() makes a stack of the `bytes` at `base` and returns its top; nullptr: there is no OS
// thread left to carry it. close_stack() ends that, when nothing runs on the stack any more; what
// was suspended there is dropped. kStackOverheadBytes is what a stack has beyond a slot's size, as
// the carrier, or the address sanitizer, takes that much of it.
#if WEFT_CARRIER
class OsThread;

void* open_stack(void* base, size_t bytes);
void close_stack(void* top);
// carrier_of() is the OS thread of an open stack.
OsThread& carrier_of(void* top);

// The OS's record of the thread, thread-local variables, and the frames below the fiber's first. On
// AArch64 Linux that is also the least a thread's stack may have.
#if defined(__SANITIZE_THREAD__)
inline constexpr size_t kStackOverheadBytes = size_t{1024} * 1024;
#elif defined(__unix__) && defined(__aarch64__)
inline constexpr size_t kStackOverheadBytes = size_t{128} * 1024;
#elif defined(__unix__)
inline constexpr size_t kStackOverheadBytes = size_t{16} * 1024;
#else
inline constexpr size_t kStackOverheadBytes = 2048;
#endif
#else
inline void* open_stack(void* base, size_t bytes) { return static_cast<char*>(base) + bytes; }
inline void close_stack(void*) {}
// Frames are larger under the address sanitizer, and its interceptors' come on top.
inline constexpr size_t kStackOverheadBytes = WEFT_TELL_ASAN ? 64 * 1024 : 0;
#endif

}  // namespace weft

#endif  // WEFT_CONTEXT_CONTEXT_H_
