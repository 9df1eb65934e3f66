// SPDX-License-Identifier: MIT
// Every WEFT_* switch of the core, what it means and where it is on. A switch is set on the
// compiler's command line, or by the VM's binding in its weft_port_config.h; else it has the
// default below.
//
// Switches of the binding alone stand in src/micropython/weft_port_config.h.
#ifndef WEFT_CONFIG_H_
#define WEFT_CONFIG_H_

#if __has_include("weft_port_config.h")
#include "weft_port_config.h"
#endif

// WEFT_NATIVE_THREADS is 0 where the hub's is the only OS thread.
#ifndef WEFT_NATIVE_THREADS
#define WEFT_NATIVE_THREADS 1
#endif

// WEFT_LOCKOUT is 1 where foreign code can run between two instructions of the core: OS threads
// without a GIL, or interrupts. With a GIL, whoever touches the core holds it, and lock-out is
// free.
#ifndef WEFT_LOCKOUT
#define WEFT_LOCKOUT 0
#endif

// WEFT_VM_LOCK is 1 where there is a lock that whoever touches the VM, or the core, holds: a GIL.
#ifndef WEFT_VM_LOCK
#define WEFT_VM_LOCK 0
#endif

// WEFT_PUSH_TASKS is 1 where the port puts a task that another has woken on asyncio's queue at
// once: see push_task().
#ifndef WEFT_PUSH_TASKS
#define WEFT_PUSH_TASKS 0
#endif

// WEFT_PARALLEL is 1 where OS threads run the VM at one time, so that one may start a fiber while
// the hub switches between others. Then WEFT_LOCKOUT is 1 too.
#ifndef WEFT_PARALLEL
#define WEFT_PARALLEL 0
#endif

// WEFT_POLLER is 1 where descriptors of the operating system can wake fibers.
#ifndef WEFT_POLLER
#define WEFT_POLLER 0
#endif

// An Xtensa's own figures, where its SDK has them: the number of its registers, XCHAL_NUM_AREGS,
// and for each that a coprocessor or an extension adds who keeps it over a call: 0 the caller, 1
// who is called, 2 nobody, as it is the OS thread's. The switch keeps none of them, so there must
// be no 1.
#if defined(__XTENSA__) && __has_include(<xtensa/config/core-isa.h>)
#include <xtensa/config/core-isa.h>
#endif
#if defined(__XTENSA__) && __has_include(<xtensa/config/tie.h>)
#include <xtensa/config/tie.h>
#define XCHAL_SA_REG(s, ccused, abikind, ...) +(abikind == 1)
#if 0 XCHAL_NCP_SA_LIST(0) XCHAL_CP0_SA_LIST(0) XCHAL_CP1_SA_LIST(0) XCHAL_CP2_SA_LIST(0) \
    XCHAL_CP3_SA_LIST(0) XCHAL_CP4_SA_LIST(0) XCHAL_CP5_SA_LIST(0) XCHAL_CP6_SA_LIST(0)   \
        XCHAL_CP7_SA_LIST(0)
#define WEFT_UNKNOWN_REGISTERS 1
#endif
#undef XCHAL_SA_REG
#endif

// WEFT_CARRIER is 1 where OS threads carry the fibers: by choice, or where no switch is written for
// the processor, such as an Xtensa with registers that the switch would have to keep.
#ifndef WEFT_CARRIER
#if defined(WEFT_UNKNOWN_REGISTERS)
#define WEFT_CARRIER 1
#else
#define WEFT_CARRIER 0
#endif
#endif

// WEFT_FREERTOS is 1 on FreeRTOS as ESP-IDF has it, WEFT_OS_THREADS where there is a system at all.
// Not to be set: they follow from the compiler's target.
#if defined(ESP_PLATFORM)
#define WEFT_FREERTOS 1
#else
#define WEFT_FREERTOS 0
#endif
#if defined(__unix__) || WEFT_FREERTOS
#define WEFT_OS_THREADS 1
#else
#define WEFT_OS_THREADS 0
#endif

// WEFT_TELL_ASAN is 1 where the address sanitizer must be told of each switch between stacks.
#if defined(__SANITIZE_ADDRESS__) && !WEFT_CARRIER
#define WEFT_TELL_ASAN 1
#else
#define WEFT_TELL_ASAN 0
#endif

// WEFT_TELL_TSAN is 1 where the thread sanitizer must be.
#if defined(__SANITIZE_THREAD__) && !WEFT_CARRIER
#define WEFT_TELL_TSAN 1
#else
#define WEFT_TELL_TSAN 0
#endif

// WEFT_CHECKS is 1 in builds that check the rules of the core and its binding: see weft/checks.h.
#ifndef WEFT_CHECKS
#define WEFT_CHECKS 0
#endif

#if WEFT_CARRIER && !WEFT_OS_THREADS
#error "carriers need an operating system"
#endif

#endif  // WEFT_CONFIG_H_
