// SPDX-License-Identifier: MIT
#ifndef WEFT_TESTS_ESP_ERR_H_
#define WEFT_TESTS_ESP_ERR_H_

typedef int esp_err_t;
#define ESP_OK 0

#endif  // WEFT_TESTS_ESP_ERR_H_
