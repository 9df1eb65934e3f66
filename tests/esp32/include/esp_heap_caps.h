// SPDX-License-Identifier: MIT
#ifndef WEFT_TESTS_ESP_HEAP_CAPS_H_
#define WEFT_TESTS_ESP_HEAP_CAPS_H_

#ifdef __cplusplus
extern "C" {
#endif

#include <stddef.h>
#include <stdint.h>

#define MALLOC_CAP_8BIT (1 << 2)
#define MALLOC_CAP_SPIRAM (1 << 10)
#define MALLOC_CAP_INTERNAL (1 << 11)
#define MALLOC_CAP_DEFAULT (1 << 12)

void* heap_caps_aligned_alloc(size_t alignment, size_t size, uint32_t caps);
void* heap_caps_realloc_prefer(void* ptr, size_t size, size_t num, ...);
void heap_caps_free(void* ptr);

#ifdef __cplusplus
}
#endif

#endif  // WEFT_TESTS_ESP_HEAP_CAPS_H_
