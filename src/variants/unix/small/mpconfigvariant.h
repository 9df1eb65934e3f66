// SPDX-License-Identifier: MIT
// The small agent: threads, asyncio and sockets in as little flash and memory as Linux allows.
//
// With a GIL, not without native threads: to_native(), to_thread() and NativeThread are what a
// device needs for calls that truly block (a name looked up, a serial line), and all of them
// together are some 10 KB.
#define MICROPY_PY_THREAD (1)
#define MICROPY_PY_THREAD_GIL (1)
#define MICROPY_PY_THREAD_RECURSIVE_MUTEX (MICROPY_PY_THREAD)  // the words of the port since 1.26
#define MICROPY_SCHEDULER_STATIC_NODES (1)
#define MICROPY_PY_FUNCTION_ATTRS (1)
#define MICROPY_PY_DELATTR_SETATTR (1)

// Few stacks, shared: one that was used keeps its pages.
#define WEFT_STACK_SLOTS (4)
#define WEFT_STACK_SLOT_BYTES (8192 * sizeof(void *))

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

// What a program of CPython's style uses, and the unix port needs.
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_DOUBLE)
#define MICROPY_FLOAT_USE_NATIVE_FLT16 (0)
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
#define MICROPY_STREAMS_POSIX_API (1)
#define MICROPY_ENABLE_EMERGENCY_EXCEPTION_BUF (1)
#define MICROPY_EMERGENCY_EXCEPTION_BUF_SIZE (256)
#define MICROPY_PY_SYS_ATEXIT (1)
#define MICROPY_PY_OS_INCLUDEFILE "ports/unix/modos.c"
#define MICROPY_PY_OS_ERRNO (1)
#define MICROPY_PY_OS_URANDOM (1)
#define MICROPY_PY_OS_GETENV_PUTENV_UNSETENV (1)
#define MICROPY_PY_TIME (1)
#define MICROPY_PY_TIME_TIME_TIME_NS (1)
#define MICROPY_PY_TIME_CUSTOM_SLEEP (1)
#define MICROPY_PY_TIME_INCLUDEFILE "ports/unix/modtime.c"
#define MICROPY_PY_SELECT_POSIX_OPTIMISATIONS (1)
#define MICROPY_PY_SELECT_SELECT (0)
#define MICROPY_PY_RANDOM_SEED_INIT_FUNC (mp_random_seed_init())

// What an agent in the field does without: native code, the prompt's comforts, messages at length.
#define MICROPY_ERROR_REPORTING (MICROPY_ERROR_REPORTING_TERSE)
#define MICROPY_WARNINGS (0)
#define MICROPY_ASYNC_KBD_INTR (0)
#define MICROPY_OPT_COMPUTED_GOTO (0)
#define MICROPY_OPT_LOAD_ATTR_FAST_PATH (0)
#define MICROPY_OPT_MATH_FACTORIAL (0)
#define MICROPY_EMIT_X64 (0)
#define MICROPY_EMIT_X86 (0)
#define MICROPY_EMIT_THUMB (0)
#define MICROPY_EMIT_INLINE_THUMB (0)
#define MICROPY_EMIT_ARM (0)
#define MICROPY_HELPER_REPL (1)
#define MICROPY_REPL_AUTO_INDENT (0)
#define MICROPY_REPL_EMACS_KEYS (0)
#define MICROPY_PY_BUILTINS_HELP (0)
#define MICROPY_PY_BUILTINS_INPUT (0)
#define MICROPY_PY_MICROPYTHON_MEM_INFO (0)
#define MICROPY_VFS_ROM (0)
#define MICROPY_FSUSERMOUNT (0)
#define MICROPY_PY_CMATH (0)
#define MICROPY_PY_MATH_SPECIAL_FUNCTIONS (0)
#define MICROPY_PY_MACHINE (0)
#define MICROPY_PY_FRAMEBUF (0)
#define MICROPY_PY_UCTYPES (0)
#define MICROPY_PY_DEFLATE (0)
#define MICROPY_PY_CRYPTOLIB (0)
#define MICROPY_PY_WEBSOCKET (0)
#define MICROPY_PY_WEBREPL (0)
#define MICROPY_PY_ONEWIRE (0)
#define MICROPY_PY_PLATFORM (0)
#define MICROPY_PY_VFS (0)
#define MICROPY_PY_OS_DUPTERM (0)
#define MICROPY_PY_LWIP (0)

#include "../../../micropython/mpconfig_weft.h"
