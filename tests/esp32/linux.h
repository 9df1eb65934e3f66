// SPDX-License-Identifier: MIT
// Comes before each file of Weft's when the ESP32's port is built into an interpreter for Linux.
#ifndef WEFT_TESTS_ESP32_LINUX_H_
#define WEFT_TESTS_ESP32_LINUX_H_

#undef __unix__
#undef __linux__
#define ESP_PLATFORM 1

#ifdef __cplusplus
extern "C" {
#endif
void mp_hal_wake_main_task(void);
#ifdef __cplusplus
}
#endif

#endif  // WEFT_TESTS_ESP32_LINUX_H_
