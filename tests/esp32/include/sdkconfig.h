// SPDX-License-Identifier: MIT
// An ESP32-C3 as ESP-IDF describes it.
#include "esp_idf_version.h"
#define CONFIG_IDF_TARGET_ARCH_RISCV 1
#define CONFIG_IDF_TARGET_ESP32C3 1
#define CONFIG_FREERTOS_UNICORE 1
