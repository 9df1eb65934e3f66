#include "esp_err.h"
