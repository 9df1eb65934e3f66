// SPDX-License-Identifier: MIT
// A signal's handler: keeps what a program that is interrupted anywhere needs and the emulator does not
// keep (qemu 7.2: SAR), and calls on_signal(number, info, context).
  .text
  .align 4
  .globl signal_entry
  .type signal_entry, @function
signal_entry:
  entry a1, 48
  rsr.sar a7
  s32i a7, a1, 0
  mov a10, a2
  mov a11, a3
  mov a12, a4
  movi a8, on_signal
  callx8 a8
  l32i a7, a1, 0
  wsr.sar a7
  retw
  .size signal_entry, . - signal_entry
