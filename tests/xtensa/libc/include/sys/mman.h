// SPDX-License-Identifier: MIT
// MicroPython's unix port includes it, for machine code, which is not made here.
#pragma once
