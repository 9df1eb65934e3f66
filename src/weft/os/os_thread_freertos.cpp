// SPDX-License-Identifier: MIT
// FreeRTOS as ESP-IDF has it. The memory of a carrier's stack holds the OS's record of the task
// too, so it must be internal memory.
#include "weft/os/os_thread.h"

#if WEFT_FREERTOS

#include "esp_timer.h"

namespace weft {

Micros os_clock_us() { return static_cast<Micros>(esp_timer_get_time()); }

namespace {

SemaphoreHandle_t handle_of(StaticSemaphore_t& semaphore) {
  return reinterpret_cast<SemaphoreHandle_t>(&semaphore);
}

}  // namespace

void Baton::open() { xSemaphoreCreateBinaryStatic(&native_); }
void Baton::close() { vSemaphoreDelete(handle_of(native_)); }
void Baton::give() { xSemaphoreGive(handle_of(native_)); }
void Baton::take() { xSemaphoreTake(handle_of(native_), portMAX_DELAY); }
bool Baton::try_take() { return xSemaphoreTake(handle_of(native_), 0) == pdTRUE; }

// A tick late at most: the first one is under way when the wait begins.
bool Baton::take_until(Micros deadline) {
  constexpr Micros kTick = 1000000 / configTICK_RATE_HZ;
  constexpr Micros kMostTicks = portMAX_DELAY / 2;
  if (deadline == kForever) {
    take();
    return true;
  }
  for (;;) {
    Micros now = os_clock_us();
    if (now >= deadline) return try_take();
    Micros ticks = (deadline - now) / kTick + 1;
    if (ticks > kMostTicks) ticks = kMostTicks;
    if (xSemaphoreTake(handle_of(native_), static_cast<TickType_t>(ticks)) == pdTRUE) return true;
  }
}

#if WEFT_CARRIER

// A task must not return.
void OsThread::run(void* argument) {
  auto& self = *static_cast<OsThread*>(argument);
  self.body_(self.argument_);
  self.ended_.give();
  vTaskSuspend(nullptr);
}

// On the core of whoever starts it, so that a task that waits or is suspended runs nowhere.
bool OsThread::start(void* base, size_t bytes, Body body, void* argument) {
  body_ = body;
  argument_ = argument;
  ended_.open();
  handle_ = xTaskCreateStaticPinnedToCore(
      &OsThread::run, "weft", bytes / sizeof(StackType_t), this, uxTaskPriorityGet(nullptr),
      static_cast<StackType_t*>(base), &task_, xPortGetCoreID());
  return handle_ != nullptr;
}

void OsThread::join() {
  ended_.take();
  vTaskDelete(handle_);
  ended_.close();
}

#endif  // WEFT_CARRIER

}  // namespace weft

#endif  // WEFT_FREERTOS
