// SPDX-License-Identifier: MIT
// What the ESP32's port calls of FreeRTOS, ESP-IDF and MicroPython's ESP32 port, on Linux: so that
// its logic runs, in an interpreter for Linux.
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <new>

#include "esp_heap_caps.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "weft/port.h"

namespace {

constexpr int64_t kTick = 1000000 / configTICK_RATE_HZ;

int64_t clock_us() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000;
}

timespec to_timespec(int64_t micros) {
  return {static_cast<time_t>(micros / 1000000), static_cast<long>(micros % 1000000) * 1000};
}

bool take(sem_t* semaphore, TickType_t ticks) {
  timespec until = to_timespec((clock_us() / kTick + ticks) * kTick);
  int result;
  do {
    result = ticks == portMAX_DELAY ? sem_wait(semaphore)
                                    : sem_clockwait(semaphore, CLOCK_MONOTONIC, &until);
  } while (result != 0 && errno == EINTR);
  return result == 0;
}

struct MainTask {
  MainTask() { sem_init(&notified, 0, 0); }
  sem_t notified;
};
MainTask main_task;

static_assert(sizeof(sem_t) <= sizeof(StaticSemaphore_t));
sem_t* semaphore_of(QueueHandle_t handle) { return reinterpret_cast<sem_t*>(handle); }

}  // namespace

// A thread for each, which sleeps until it is started.
struct esp_timer {
  esp_timer_create_args_t args;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t changed;
  bool active = false;
  int64_t due = 0;
  int64_t period = 0;
};

static void* run_timer(void* argument) {
  auto& timer = *static_cast<esp_timer*>(argument);
  pthread_mutex_lock(&timer.mutex);
  for (;;) {
    if (!timer.active) {
      pthread_cond_wait(&timer.changed, &timer.mutex);
    } else if (clock_us() < timer.due) {
      timespec until = to_timespec(timer.due);
      pthread_cond_timedwait(&timer.changed, &timer.mutex, &until);
    } else {
      timer.due += timer.period;
      timer.active = timer.period != 0;
      pthread_mutex_unlock(&timer.mutex);
      timer.args.callback(timer.args.arg);
      pthread_mutex_lock(&timer.mutex);
    }
  }
}

static esp_err_t start_timer(esp_timer* timer, uint64_t after, uint64_t period) {
  pthread_mutex_lock(&timer->mutex);
  bool refused = timer->active;
  if (!refused) {
    timer->active = true;
    timer->due = clock_us() + static_cast<int64_t>(after);
    timer->period = static_cast<int64_t>(period);
    pthread_cond_signal(&timer->changed);
  }
  pthread_mutex_unlock(&timer->mutex);
  return refused ? 1 : ESP_OK;
}

extern "C" {

esp_err_t esp_timer_create(const esp_timer_create_args_t* args, esp_timer_handle_t* handle) {
  auto* timer = new (malloc(sizeof(esp_timer))) esp_timer;
  timer->args = *args;
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&timer->changed, &monotonic);
  pthread_t id;
  pthread_create(&id, nullptr, &run_timer, timer);
  *handle = timer;
  return ESP_OK;
}

esp_err_t esp_timer_start_once(esp_timer_handle_t timer, uint64_t timeout_us) {
  return start_timer(timer, timeout_us, 0);
}

esp_err_t esp_timer_start_periodic(esp_timer_handle_t timer, uint64_t period) {
  return start_timer(timer, period, period);
}

esp_err_t esp_timer_stop(esp_timer_handle_t timer) {
  pthread_mutex_lock(&timer->mutex);
  bool stopped = timer->active;
  timer->active = false;
  pthread_mutex_unlock(&timer->mutex);
  return stopped ? ESP_OK : 1;
}

int64_t esp_timer_get_time(void) { return clock_us(); }

void* heap_caps_aligned_alloc(size_t alignment, size_t size, uint32_t) {
  return aligned_alloc(alignment, size);
}
void* heap_caps_realloc_prefer(void* ptr, size_t size, size_t, ...) { return realloc(ptr, size); }
void heap_caps_free(void* ptr) { free(ptr); }

QueueHandle_t xQueueGenericCreateStatic(UBaseType_t, UBaseType_t, uint8_t*, StaticQueue_t* queue,
                                        uint8_t) {
  sem_init(reinterpret_cast<sem_t*>(queue), 0, 0);
  return reinterpret_cast<QueueHandle_t>(queue);
}

// A binary semaphore: what is given already is not given twice.
BaseType_t xQueueGenericSend(QueueHandle_t queue, const void*, TickType_t, BaseType_t) {
  int value;
  sem_getvalue(semaphore_of(queue), &value);
  if (value > 0) return pdFALSE;
  sem_post(semaphore_of(queue));
  return pdTRUE;
}

BaseType_t xQueueGenericReceive(QueueHandle_t queue, void*, TickType_t ticks, BaseType_t) {
  return take(semaphore_of(queue), ticks) ? pdTRUE : pdFALSE;
}

void vQueueDelete(QueueHandle_t queue) { sem_destroy(semaphore_of(queue)); }

void mp_hal_wake_main_task(void) { sem_post(&main_task.notified); }

// As MICROPY_EVENT_POLL_HOOK of the ESP32 port: to the next tick at most, whatever was asked.
void mp_event_handle_nowait(void);
void __wrap_mp_event_wait_ms(size_t) {
  mp_event_handle_nowait();
  weft::port::leave_vm();
  take(&main_task.notified, 1);
  weft::port::enter_vm();
}

}  // extern "C"
