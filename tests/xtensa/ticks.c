// SPDX-License-Identifier: MIT
// Weft's ticks: a timer's signal, as a board has its interrupt. Its frame is twice an interrupt's,
// so that it has a stack of its own: MicroPython's margin at a stack's end is for the latter.
#include <signal.h>
#include <stddef.h>
#include <stdint.h>

// libc/linux.c
int set_signal_stack(void *stack, size_t bytes);
int start_timer(unsigned first, unsigned then);

// What Weft is built with; without it there is none.
extern void weft_tick(void) __attribute__((weak));
void weft_set_ticks(uint64_t interval_us);

static void tick(int number) {
  (void)number;
  weft_tick();
}

void weft_set_ticks(uint64_t interval_us) {
  static uint64_t stack[256];
  set_signal_stack(stack, sizeof(stack));
  struct sigaction wanted = {.sa_handler = tick, .sa_flags = 0x18000000};  // SA_ONSTACK, SA_RESTART
  sigaction(SIGALRM, &wanted, 0);
  start_timer(interval_us, interval_us);
}
