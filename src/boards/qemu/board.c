// SPDX-License-Identifier: MIT
// What MicroPython's ports/qemu lacks and Weft needs: a clock, a timer's interrupt, and on cores
// that have one the FPU.

#include <stdint.h>

#include "py/mphal.h"
#include "py/runtime.h"
#include "shared/runtime/interrupt_char.h"
#include "uart.h"

#if defined(__riscv)

// The machine timer of qemu's `virt` counts at 10 MHz.
static uint64_t ticks_us(void) {
  volatile uint32_t *mtime = (uint32_t *)0x0200bff8;
  uint32_t low, high;
  do {
    high = mtime[1];
    low = mtime[0];
  } while (high != mtime[1]);
  return ((uint64_t)high << 32 | low) / 10;
}

#else

// Semihosting's SYS_ELAPSED, which qemu counts in nanoseconds.
static uint64_t ticks_us(void) {
  uint64_t elapsed = 0;
  register uint32_t operation __asm("r0") = 0x30;
  register uint64_t *block __asm("r1") = &elapsed;
  __asm volatile("bkpt 0xab" : "+r"(operation) : "r"(block) : "memory");
  return elapsed / 1000;
}

#endif

// MicroPython's port has these since 1.27, by timers that are ours here; the linker takes ours.
mp_uint_t __wrap_mp_hal_ticks_us(void);
mp_uint_t __wrap_mp_hal_ticks_ms(void);
mp_uint_t __wrap_mp_hal_ticks_cpu(void);
void __wrap_mp_hal_delay_us(mp_uint_t);
void __wrap_mp_hal_delay_ms(mp_uint_t);

mp_uint_t __wrap_mp_hal_ticks_us(void) { return ticks_us(); }

mp_uint_t __wrap_mp_hal_ticks_ms(void) { return ticks_us() / 1000; }

mp_uint_t __wrap_mp_hal_ticks_cpu(void) { return ticks_us(); }

void __wrap_mp_hal_delay_us(mp_uint_t us) {
  uint64_t start = ticks_us();
  while (ticks_us() - start < us) {
  }
}

void __wrap_mp_hal_delay_ms(mp_uint_t ms) {
  uint64_t start = ticks_us();
  while (ticks_us() - start < (uint64_t)ms * 1000) {
    mp_event_wait_ms(1);
  }
}

// --- the timer's interrupt, every millisecond: Weft's ticks, and Ctrl-C ---

#define TIMER_US (1000)

// What Weft is built with; without it there is none.
extern void weft_tick(void) __attribute__((weak));
void weft_set_ticks(uint64_t interval_us);

static volatile uint32_t tick_period;  // in interrupts; 0: no ticks
static volatile uint32_t until_tick;

void weft_set_ticks(uint64_t interval_us) {
  tick_period = (interval_us + TIMER_US - 1) / TIMER_US;
  until_tick = tick_period;
}

// What has been typed and not been read yet.
static char typed[64];
static volatile uint32_t typed_in, typed_out;

extern int __real_uart_rx_chr(void);

// Ctrl-C must get through while a program runs, so the input is looked at here too.
static void read_input(void) {
  while (typed_in - typed_out < sizeof(typed)) {
    int c = __real_uart_rx_chr();
    if (c == UART_RX_NO_CHAR) {
      break;
    }
    if (c == mp_interrupt_char) {
      mp_sched_keyboard_interrupt();
    } else {
      typed[typed_in++ % sizeof(typed)] = c;
    }
  }
}

int __wrap_uart_rx_chr(void);
int __wrap_uart_rx_chr(void) {
  unsigned int state = board_interrupts_off();
  read_input();
  int c = typed_in != typed_out ? typed[typed_out++ % sizeof(typed)] : UART_RX_NO_CHAR;
  board_interrupts_restore(state);
  return c;
}

// Of hard_timer.c, where it is built in.
extern void board_timer_callback(void) __attribute__((weak));

static void timer_interrupt(void) {
  read_input();
  if (board_timer_callback != NULL) {
    board_timer_callback();
  }
  if (tick_period != 0 && --until_tick == 0) {
    until_tick = tick_period;
    weft_tick();
  }
}

#if defined(__riscv)

static void set_timer(void) {
  volatile uint32_t *mtimecmp = (uint32_t *)0x02004000;
  uint64_t next = (ticks_us() + TIMER_US) * 10;
  mtimecmp[1] = UINT32_MAX;
  mtimecmp[0] = next;
  mtimecmp[1] = next >> 32;
}

extern void mtvec_exception(void);

__attribute__((interrupt("machine"), aligned(4))) static void on_trap(void) {
  uint32_t cause;
  __asm volatile("csrr %0, mcause" : "=r"(cause));
  if (cause != 0x80000007) {
    mtvec_exception();  // reports it and ends
  }
  set_timer();
  timer_interrupt();
}

static void start_timer(void) {
  __asm volatile("csrw mtvec, %0" : : "r"(on_trap));
  set_timer();
  __asm volatile("csrs mie, %0" : : "r"(1 << 7));
  board_interrupts_restore(8);  // the port's start-up code means to, but leaves them off
}

unsigned int board_interrupts_off(void) {
  unsigned int state;
  __asm volatile("csrrci %0, mstatus, 8" : "=r"(state) : : "memory");
  return state & 8;
}

void board_interrupts_restore(unsigned int state) {
  __asm volatile("csrs mstatus, %0" : : "r"(state) : "memory");
}

#else

#if defined(__ARM_ARCH_6M__)

#define PROCESSOR_MHZ (64)  // qemu's microbit

// The linker puts it into the port's table of vectors.
void __wrap_SysTick_Handler(void);
void __wrap_SysTick_Handler(void) { timer_interrupt(); }

static void use_vectors(void) {}

#else

#define PROCESSOR_MHZ (25)  // the MPS2 boards

// The port's table of vectors, with ours for the SysTick.
extern const uint32_t isr_vector[16];
static uint32_t vectors[16] __attribute__((aligned(128)));

static void use_vectors(void) {
  for (int i = 0; i < 16; i++) {
    vectors[i] = isr_vector[i];
  }
  vectors[15] = (uint32_t)&timer_interrupt;
  *(volatile uint32_t *)0xe000ed08 = (uint32_t)vectors;  // VTOR
}

#endif

static void start_timer(void) {
  use_vectors();
  volatile uint32_t *systick = (uint32_t *)0xe000e010;
  systick[1] = PROCESSOR_MHZ * TIMER_US - 1;
  systick[2] = 0;
  systick[0] = 7;  // the processor's clock, interrupt, go
}

unsigned int board_interrupts_off(void) {
  unsigned int state;
  __asm volatile("mrs %0, primask\n cpsid i" : "=r"(state) : : "memory");
  return state;
}

void board_interrupts_restore(unsigned int state) {
  __asm volatile("msr primask, %0" : : "r"(state) : "memory");
}

#endif

// The start-up code calls uart_init() before anything that could touch a float.
extern void __real_uart_init(void);
void __wrap_uart_init(void);
void __wrap_uart_init(void) {
#if defined(__ARM_FP)
  volatile uint32_t *cpacr = (uint32_t *)0xe000ed88;
  *cpacr |= 0xf << 20;  // coprocessors 10 and 11: full access
  __asm volatile("dsb\n isb" : : : "memory");
#endif
  __real_uart_init();
  start_timer();
}
