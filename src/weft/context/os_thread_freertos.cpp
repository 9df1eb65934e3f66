// FreeRTOS as ESP-IDF has it. The memory of a thread's stack holds the OS's record of the task too,
// so it must be internal memory.
#include "weft/context/os_thread.h"

#if WEFT_CARRIER && !defined(__unix__)

namespace weft {

void Baton::open() { xSemaphoreCreateBinaryStatic(&native_); }
void Baton::close() { vSemaphoreDelete(reinterpret_cast<SemaphoreHandle_t>(&native_)); }
void Baton::give() { xSemaphoreGive(reinterpret_cast<SemaphoreHandle_t>(&native_)); }
void Baton::take() { xSemaphoreTake(reinterpret_cast<SemaphoreHandle_t>(&native_), portMAX_DELAY); }

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

}  // namespace weft

#endif  // WEFT_CARRIER && !__unix__
