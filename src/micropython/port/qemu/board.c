// What MicroPython's ports/qemu lacks and Weft needs: a clock, and on cores that have one the FPU.

#include <stdint.h>

#include "py/mphal.h"
#include "py/runtime.h"

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
    __asm volatile ("bkpt 0xab" : "+r" (operation) : "r" (block) : "memory");
    return elapsed / 1000;
}

#endif

mp_uint_t mp_hal_ticks_us(void) {
    return ticks_us();
}

mp_uint_t mp_hal_ticks_ms(void) {
    return ticks_us() / 1000;
}

mp_uint_t mp_hal_ticks_cpu(void) {
    return ticks_us();
}

void mp_hal_delay_us(mp_uint_t us) {
    uint64_t start = ticks_us();
    while (ticks_us() - start < us) {
    }
}

void mp_hal_delay_ms(mp_uint_t ms) {
    uint64_t start = ticks_us();
    while (ticks_us() - start < (uint64_t)ms * 1000) {
        mp_event_wait_ms(1);
    }
}

// The start-up code calls uart_init() before anything that could touch a float.
extern void __real_uart_init(void);
void __wrap_uart_init(void);
void __wrap_uart_init(void) {
    #if defined(__ARM_FP)
    volatile uint32_t *cpacr = (uint32_t *)0xe000ed88;
    *cpacr |= 0xf << 20;  // coprocessors 10 and 11: full access
    __asm volatile ("dsb\n isb" : : : "memory");
    #endif
    __real_uart_init();
}
