// SPDX-License-Identifier: MIT
// What the core asks of the world around it (weft/port.h), where that is one OS thread on a POSIX
// system, without a VM and without an event loop of its own.
#include "weft/port.h"

#include <stdlib.h>
#include <time.h>

namespace weft::port {

Micros now_us() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Micros>(now.tv_sec) * 1000000 + now.tv_nsec / 1000;
}

// Nothing but time ends it.
void idle(Micros deadline) {
  Micros now = now_us();
  if (deadline <= now) return;
  timespec left = {static_cast<time_t>((deadline - now) / 1000000),
                   static_cast<long>((deadline - now) % 1000000 * 1000)};
  nanosleep(&left, nullptr);
}

void* allocate_slot(size_t bytes) { return aligned_alloc(4096, bytes); }
void release_slot(void* base, size_t) { free(base); }

void* resize_image(void* image, size_t bytes) {
  if (bytes != 0) return realloc(image, bytes);
  free(image);
  return nullptr;
}

uintptr_t* allocate_items(size_t count) {
  return static_cast<uintptr_t*>(calloc(count, sizeof(uintptr_t)));
}
void release_items(uintptr_t* items, size_t) { free(items); }

// No other thread wakes anybody, and nobody interrupts.
void request_run() {}
bool hub_needs_attention() { return false; }
bool interrupt_pending() { return false; }
bool outside_wake_possible() { return false; }
bool start_task(void (*)(void*), void*, bool) { return false; }

// There is no event loop.
Micros loop_due() { return kForever; }
bool run_loop() { return false; }
bool alarm(Waiter&) { return true; }
void task_parked(Fiber&) {}
void nobody_waits(Micros) {}

// There is no VM.
void activate(Fiber&) {}
void enter_carrier() {}
void leave_vm() {}
void enter_vm() {}

}  // namespace weft::port
