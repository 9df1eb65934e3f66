// SPDX-License-Identifier: MIT
#define GPIO_OUT_REG 0x60004004
