// SPDX-License-Identifier: MIT
#include "esp_err.h"
