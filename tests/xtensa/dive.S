// SPDX-License-Identifier: MIT
// uint32_t dive4(uint32_t depth), dive8, dive12: fill what survives a call that moves the window by so
// much, and words of the frame; call dive(depth - 1) so; and see that all of it is as it was. What
// dive() returned, plus one. `ill` where it is not.

// A word that tells where it belongs: the depth, the stack pointer and a number.
  .macro pattern to, number
  addmi \to, a2, \number * 256
  xor \to, \to, a1
  .endm

  .text

  .align 4
  .globl dive4
dive4:
  entry a1, 32
  pattern a3, 3
  s32i a3, a1, 0
  s32i a2, a1, 4
  addi a6, a2, -1
  movi a4, dive
  callx4 a4
  pattern a4, 3
  bne a3, a4, 1f
  l32i a4, a1, 0
  bne a3, a4, 1f
  l32i a4, a1, 4
  bne a2, a4, 1f
  addi a2, a6, 1
  retw
1:
  ill

  .align 4
  .globl dive8
dive8:
  entry a1, 48
  pattern a3, 3
  pattern a4, 4
  pattern a5, 5
  pattern a6, 6
  pattern a7, 7
  s32i a3, a1, 0
  s32i a7, a1, 12
  addi a10, a2, -1
  movi a8, dive
  callx8 a8
  pattern a8, 3
  bne a8, a3, 1f
  l32i a9, a1, 0
  bne a8, a9, 1f
  pattern a8, 4
  bne a8, a4, 1f
  pattern a8, 5
  bne a8, a5, 1f
  pattern a8, 6
  bne a8, a6, 1f
  pattern a8, 7
  bne a8, a7, 1f
  l32i a9, a1, 12
  bne a8, a9, 1f
  addi a2, a10, 1
  retw
1:
  ill

  .align 4
  .globl dive12
dive12:
  entry a1, 64
  pattern a3, 3
  pattern a4, 4
  pattern a5, 5
  pattern a6, 6
  pattern a7, 7
  pattern a8, 8
  pattern a9, 9
  pattern a10, 10
  pattern a11, 11
  s32i a3, a1, 0
  s32i a11, a1, 12
  addi a14, a2, -1
  movi a12, dive
  callx12 a12
  pattern a12, 3
  bne a12, a3, 1f
  l32i a13, a1, 0
  bne a12, a13, 1f
  pattern a12, 4
  bne a12, a4, 1f
  pattern a12, 5
  bne a12, a5, 1f
  pattern a12, 6
  bne a12, a6, 1f
  pattern a12, 7
  bne a12, a7, 1f
  pattern a12, 8
  bne a12, a8, 1f
  pattern a12, 9
  bne a12, a9, 1f
  pattern a12, 10
  bne a12, a10, 1f
  pattern a12, 11
  bne a12, a11, 1f
  l32i a13, a1, 12
  bne a12, a13, 1f
  addi a2, a14, 1
  retw
1:
  ill
