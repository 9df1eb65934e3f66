// SPDX-License-Identifier: MIT
// The port (weft/port.h) on MicroPython's ESP32 port: ESP-IDF's clock, timers and memory, FreeRTOS,
// and the GIL. Native threads are in vm/native_threads.cpp.
//
// The hub's OS thread is MicroPython's main task. Whatever touches the core holds the GIL, so there
// is no lock-out: interrupts reach Python as scheduled callbacks. All tasks that run Python are
// pinned to one core.
#include "mpconfig_weft.h"
#include "port/common.h"
#include "port/port.h"
#include "vm/native_threads.h"
#include "wrapped.h"

#if WEFT_FREERTOS && MICROPY_PY_THREAD

#include "esp_attr.h"
#include "esp_heap_caps.h"
#include "esp_timer.h"

static_assert(!WEFT_LOCKOUT && !WEFT_PARALLEL, "this port relies on the GIL");

// Threads that share the main task's stack pointer leave the task's own stack: these take that for
// an overflow.
#if !WEFT_CARRIER && CONFIG_ESP_SYSTEM_HW_STACK_GUARD
#error "CONFIG_ESP_SYSTEM_HW_STACK_GUARD must be off (or WEFT_CARRIER on)"
#endif
#if !WEFT_CARRIER && CONFIG_FREERTOS_CHECK_STACKOVERFLOW_PTRVAL
#error "CONFIG_FREERTOS_CHECK_STACKOVERFLOW_PTRVAL must be off (or WEFT_CARRIER on)"
#endif

namespace {

using weft::Micros;
using weft::scheduler;

// Written by the ticker's task, by other tasks and by interrupts too, each for itself.
volatile bool run_requested = false;  // the hub must not wait
volatile bool hub_blocked = false;    // it waits, in idle() or in asyncio's poller
volatile Micros quiet_until = 0;      // no ticks till then

constexpr Micros kSystemTick = 1000000 / configTICK_RATE_HZ;
// Shorter intervals would keep the timers' task busy.
constexpr Micros kShortestTick = 200;

esp_timer_handle_t new_timer(const char* name, esp_timer_cb_t callback) {
  esp_timer_create_args_t args = {};
  args.callback = callback;
  args.name = name;
  args.skip_unhandled_events = true;
  esp_timer_handle_t timer = nullptr;
  return esp_timer_create(&args, &timer) == ESP_OK ? timer : nullptr;
}

// The ticker runs on the timers' task and never touches the VM.
void tick(void*) {
  if (!hub_blocked && weft_clock_us() >= quiet_until) weft_tick();
}

void wake_hub_task(void*) { mp_hal_wake_main_task(); }

// MicroPython's wait goes on to the next tick of FreeRTOS, 10 ms by default. A timer of its own
// ends it before.
void wait_for_event(Micros left) {
  static esp_timer_handle_t alarm_clock = nullptr;
  if (left < kSystemTick) {
    if (alarm_clock == nullptr) alarm_clock = new_timer("weft_wake", &wake_hub_task);
    if (alarm_clock != nullptr) {
      esp_timer_stop(alarm_clock);  // if it still runs
      esp_timer_start_once(alarm_clock, left);
    }
  }
  weft_wait_for_event(left);
}

}  // namespace

Micros weft_clock_us() { return weft::os_clock_us(); }

namespace weft::port {

void request_run() {
  quiet_until = 0;
  run_requested = true;
  if (hub_blocked) mp_hal_wake_main_task();
}

void nobody_waits(Micros until) { quiet_until = until; }

void idle(Micros deadline) {
  if (weft_skip_time(deadline)) return;
  if (!weft_block_hub()) {
    weft_run_callbacks();
    return;
  }
  weft_look_until(deadline, run_requested, &wait_for_event);
  weft_unblock_hub();
}

bool outside_wake_possible() { return WEFT_INTERRUPTS_WAKE || weft_native_wake_possible(); }

// Internal memory: while the flash is written a stack must not lie in external memory, and FreeRTOS
// takes no other for a task's stack.
void* allocate_slot(size_t bytes) {
  return heap_caps_aligned_alloc(16, bytes, MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
}

void release_slot(void* base, size_t) { heap_caps_free(base); }

// Nothing runs on an image: external memory, if there is some.
void* resize_image(void* image, size_t bytes) {
  if (bytes == 0) {
    heap_caps_free(image);
    return nullptr;
  }
  return heap_caps_realloc_prefer(image, bytes, 2, MALLOC_CAP_SPIRAM | MALLOC_CAP_8BIT,
                                  MALLOC_CAP_DEFAULT | MALLOC_CAP_8BIT);
}

}  // namespace weft::port

bool weft_block_hub() {
  run_requested = false;
  hub_blocked = true;  // first, so that whatever comes from here on wakes it
  if (weft_hub_may_block()) return true;
  hub_blocked = false;
  return false;
}

void weft_unblock_hub() {
  if (!hub_blocked) return;
  hub_blocked = false;
  quiet_until = 0;
}

void weft_set_ticks(Micros interval) {
  static esp_timer_handle_t ticker = nullptr;
  quiet_until = 0;
  if (ticker != nullptr) esp_timer_stop(ticker);  // if it runs
  if (interval == 0) return;
  if (ticker == nullptr) ticker = new_timer("weft_tick", &tick);
  if (ticker == nullptr) return;
  esp_timer_start_periodic(ticker, interval < kShortestTick ? kShortestTick : interval);
}

// The main task, or the carrier, waits: its registers are on its stack. MicroPython marks the
// stacks of the tasks that it has made, so that of a slot is not among them.
void weft_collect_running_carrier() {
  if (scheduler.on_hub() || weft::port::native_caller() == nullptr) return;
  const weft::StackSlot* slot = scheduler.current().slot;
  if (slot == nullptr) return;
  gc_collect_root(reinterpret_cast<void**>(slot->base), (slot->top - slot->base) / sizeof(void*));
}

extern "C" {

// Also from the console's interrupt, which may come while flash cannot be read. The hub looks at
// each tick of FreeRTOS by itself.
void IRAM_ATTR weft_wake_hub(void) { run_requested = true; }

// asyncio's poller asks at each tick whether a thread has become ready.
mp_uint_t weft_wake_ioctl(mp_obj_t, mp_uint_t request, uintptr_t flags, int* error) {
  return weft_poll_wake(run_requested, request, flags, error);
}

// A soft reset deletes native threads where they are. The main task keeps the GIL meanwhile.
WEFT_WRAPS(mp_thread_deinit);
void __real_mp_thread_deinit(void);
void __wrap_mp_thread_deinit(void) {
  weft_drop_native_threads();
  __real_mp_thread_deinit();
}

}  // extern "C"

#endif  // WEFT_FREERTOS && MICROPY_PY_THREAD
