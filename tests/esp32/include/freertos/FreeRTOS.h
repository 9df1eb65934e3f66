// SPDX-License-Identifier: MIT
#include "sdkconfig.h"

#include "esp_attr.h"

#include <FreeRTOS.h>
