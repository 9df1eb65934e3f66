// SPDX-License-Identifier: MIT
// MicroPython's own module `tls`, by the system's mbedTLS, for the test of the boards' ssl: see
// tls.py.
#define MICROPY_PY_SSL (1)
#define MICROPY_SSL_MBEDTLS (1)
#include "extmod/modtls_mbedtls.c"
