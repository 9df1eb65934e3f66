// SPDX-License-Identifier: MIT
// What each port of the binding defines (unix.cpp, bare.cpp, esp32.cpp), besides its part of
// weft/port.h: the clock, the ticks, and how the hub's two ways of waiting, the core's port::idle()
// and asyncio's poller, are entered and ended.
#ifndef WEFT_MICROPYTHON_PORT_PORT_H_
#define WEFT_MICROPYTHON_PORT_PORT_H_

#include "binding.h"

// weft_block_hub() announces that the hub is about to block, so that port::request_run() wakes it.
// False: something is ready already, do not block. Every true is followed by weft_unblock_hub(),
// which does nothing if it does not block.
bool weft_block_hub();
void weft_unblock_hub();

// weft_collect_running_carrier() marks what the running fiber's stack refers to, where a native
// thread collects and the collector does not know the fiber's OS thread.
void weft_collect_running_carrier();

// weft_clock_us() is the system's monotonic clock, also while time is virtual. Thread-safe.
weft::Micros weft_clock_us();
#if !WEFT_NATIVE_THREADS
inline void weft_collect_running_carrier() {}
#endif

// weft_set_ticks() has the port call weft_tick() every `interval` microseconds while the VM is
// busy, from another OS thread or a timer's interrupt; 0 stops it. A port without a timer has no
// slices.
#if !WEFT_NATIVE_THREADS
extern "C" [[gnu::weak]] void weft_set_ticks(weft::Micros interval);  // nullptr: there is none
#else
extern "C" void weft_set_ticks(weft::Micros interval);
#endif
extern "C" void weft_tick(void);  // control/preempt.cpp

#endif  // WEFT_MICROPYTHON_PORT_PORT_H_
