// SPDX-License-Identifier: MIT
typedef int spi_host_device_t;
