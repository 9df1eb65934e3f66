// SPDX-License-Identifier: MIT
// Weft's ticks, for time slices and Ctrl-C, from one of the Pico SDK's repeating timers.

#include <stdint.h>

#include "pico/time.h"

void weft_tick(void);
void weft_set_ticks(uint64_t interval_us);

static repeating_timer_t timer;
static bool started;

static bool on_timer(repeating_timer_t *unused) {
  (void)unused;
  weft_tick();
  return true;
}

void weft_set_ticks(uint64_t interval_us) {
  if (started) {
    cancel_repeating_timer(&timer);
  }
  // Negative: from one beginning to the next.
  started =
      interval_us != 0 && add_repeating_timer_us(-(int64_t)interval_us, on_timer, NULL, &timer);
}
