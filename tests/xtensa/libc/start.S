// SPDX-License-Identifier: MIT
// Where Linux starts a program, and the half of setjmp() that the C library has with privileged
// instructions only.

  .text
  .align 4
  .globl _start
  .type _start, @function
_start:
  movi a0, 0  // nobody calls this
  l32i a6, a1, 0
  addi a7, a1, 4
  movi a5, -16
  and a1, a1, a5
  movi a4, start_program
  callx4 a4
  ill
  .size _start, . - _start

// longjmp() over picolibc's jmp_buf: 12 registers of the window of who called setjmp(), its save area,
// and the return address. All other windows must be spilled: by calls, where picolibc writes WINDOWSTART.
  .align 4
  .globl __wrap_longjmp
  .type __wrap_longjmp, @function
__wrap_longjmp:
  entry a1, 16
  movi a4, __xtensa_libgcc_window_spill
  callx4 a4
  l32i a0, a2, 64
  // What `retw` reloads: a0 to a3 from below our own stack pointer.
  addi a7, a1, -16
  l32i a4, a2, 0
  l32i a5, a2, 4
  l32i a6, a2, 8
  l32i a8, a2, 12
  s32i a4, a7, 0
  s32i a5, a7, 4
  s32i a6, a7, 8
  s32i a8, a7, 12
  // And a4 to a7 or a11, by the increment of the call, from the end of its frame.
  extui a7, a0, 30, 2
  blti a7, 2, 2f
  l32i a8, a2, 52
  slli a4, a7, 4
  sub a6, a8, a4
  addi a5, a2, 16
  addi a8, a8, -16
1:
  l32i a4, a5, 0
  s32i a4, a6, 0
  addi a5, a5, 4
  addi a6, a6, 4
  blt a6, a8, 1b
2:
  movi a2, 1
  movnez a2, a3, a3
  retw
  .size __wrap_longjmp, . - __wrap_longjmp
