// SPDX-License-Identifier: MIT
// The port (weft/port.h) on a board without an operating system and without `_thread`: one stack of
// the system's own, and interrupts for all that is foreign.
//
// Stack slots lie in a static arena, so that the collector scans only the live part of each. Images
// are blocks of MicroPython's heap, which does not move them; each is kept alive by its fiber, as
// that hangs on the list of live ones.
#include "mpconfig_weft.h"
#include "port/common.h"
#include "port/port.h"
#include "vm/callbacks.h"

#if !WEFT_NATIVE_THREADS

// WEFT_SLOT_ARENA_BYTES is what all stack slots may take together.
#ifndef WEFT_SLOT_ARENA_BYTES
#define WEFT_SLOT_ARENA_BYTES (16 * 1024)
#endif

namespace {

using weft::Micros;

alignas(16) char arena[WEFT_SLOT_ARENA_BYTES];
size_t arena_used = 0;
size_t slots_allocated = 0;

// Set by request_run(), so also from interrupts: the hub must not wait.
volatile bool run_requested = false;

}  // namespace

// The board's ticks wrap after 71 minutes: somebody must look more often, as the wait does. The
// interrupt of a timer asks too: see weft_tick().
Micros weft_clock_us() {
  static Micros last = 0;
  mp_uint_t state = MICROPY_BEGIN_ATOMIC_SECTION();
  last += static_cast<uint32_t>(mp_hal_ticks_us() - static_cast<uint32_t>(last));
  Micros now = last;
  MICROPY_END_ATOMIC_SECTION(state);
  return now;
}

namespace weft::port {

void request_run() { run_requested = true; }

void idle(Micros deadline) {
  if (weft_skip_time(deadline)) return;
  if (!weft_block_hub()) {
    weft_wait_for_event(0);
    return;
  }
  // The last millisecond is spent looking at the clock, so as not to be late.
  weft_look_until(deadline, run_requested, &weft_wait_for_event);
  weft_unblock_hub();
}

bool outside_wake_possible() { return WEFT_INTERRUPTS_WAKE || weft_callback_pending(); }

void* allocate_slot(size_t bytes) {
  if (sizeof(arena) - arena_used < bytes) return nullptr;
  void* slot = arena + arena_used;
  arena_used += bytes;
  slots_allocated++;
  return slot;
}

// All are released together: see StackPool::configure().
void release_slot(void*, size_t) {
  if (--slots_allocated == 0) arena_used = 0;
}

void* resize_image(void* image, size_t bytes) {
  if (bytes != 0) return gc_realloc(image, bytes, true);
  gc_free(image);
  return nullptr;
}

#if WEFT_LOCKOUT
// Interrupts are held off. The lock-out nests; the outermost one remembers whether they were.
static size_t depth = 0;
static mp_uint_t outermost;

void lock() {
  mp_uint_t state = MICROPY_BEGIN_ATOMIC_SECTION();
  if (depth++ == 0) outermost = state;
}

void unlock() {
  if (--depth == 0) MICROPY_END_ATOMIC_SECTION(outermost);
}

// An interrupt must find the VM's state and the stack of one fiber, and never the exchange stack.
void begin_switch() { lock(); }
void end_switch() { unlock(); }
#endif

}  // namespace weft::port

#if defined(__ARM_ARCH_6M__)
// A processor without atomic read-modify-write: the compiler calls these. Weak, as a board may have
// its own.
// Of the old word, which is returned, the bits in `keep` stay; `bits` are set.
static unsigned int exchange(volatile void* word, unsigned int keep, unsigned int bits) {
  auto* value = static_cast<volatile unsigned int*>(word);
  mp_uint_t state = MICROPY_BEGIN_ATOMIC_SECTION();
  unsigned int old = *value;
  *value = (old & keep) | bits;
  MICROPY_END_ATOMIC_SECTION(state);
  return old;
}

extern "C" [[gnu::weak]] unsigned int __atomic_fetch_or_4(volatile void* word, unsigned int bits,
                                                          int) {
  return exchange(word, ~0u, bits);
}

extern "C" [[gnu::weak]] unsigned int __atomic_fetch_and_4(volatile void* word, unsigned int bits,
                                                           int) {
  return exchange(word, bits, 0);
}

extern "C" [[gnu::weak]] unsigned int __atomic_exchange_4(volatile void* word, unsigned int next,
                                                          int) {
  return exchange(word, 0, next);
}
#endif

bool weft_block_hub() {
  weft::LockOut lock_out;
  run_requested = false;
  return weft_hub_may_block();
}

void weft_unblock_hub() {}

// A board that has a timer to spare defines this: its handler calls weft_tick(). Without it there
// are no time slices and no block detector.
// (Declared weak: see port.h.)

extern "C" void weft_wake_hub(void) { run_requested = true; }

// asyncio's poller asks now and then whether a thread has become ready.
extern "C" mp_uint_t weft_wake_ioctl(mp_obj_t, mp_uint_t request, uintptr_t flags, int* error) {
  return weft_poll_wake(run_requested, request, flags, error);
}

#endif  // !WEFT_NATIVE_THREADS
