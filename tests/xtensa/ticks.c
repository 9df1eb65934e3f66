// SPDX-License-Identifier: MIT
// Weft's ticks: a timer's signal, as a board has its interrupt.
#include <signal.h>
#include <stdint.h>

// libc/linux.c
int start_timer(unsigned first, unsigned then);

// What Weft is built with; without it there is none.
extern void weft_tick(void) __attribute__((weak));
void weft_set_ticks(uint64_t interval_us);

static void tick(int number) {
  (void)number;
  weft_tick();
}

void weft_set_ticks(uint64_t interval_us) {
  struct sigaction wanted = {.sa_handler = tick, .sa_flags = 0x10000000};  // SA_RESTART
  sigaction(SIGALRM, &wanted, 0);
  start_timer(interval_us, interval_us);
}
