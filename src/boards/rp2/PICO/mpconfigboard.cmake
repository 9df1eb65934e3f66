# SPDX-License-Identifier: MIT
# Raspberry Pi Pico with Weft, on MicroPython's ports/rp2 as it is:
#   cmake -S <micropython>/ports/rp2 -B <build> -DMICROPY_BOARD=RPI_PICO
#         -DMICROPY_BOARD_DIR=<weft>/src/boards/rp2/PICO -DUSER_C_MODULES=<weft>/src/micropython.cmake
include(${MICROPY_PORT_DIR}/boards/RPI_PICO/mpconfigboard.cmake)
set(MICROPY_BOARD_PINS ${MICROPY_PORT_DIR}/boards/RPI_PICO/pins.csv)
set(MICROPY_SOURCE_BOARD ${CMAKE_CURRENT_LIST_DIR}/../ticks.c)
set(MICROPY_FROZEN_MANIFEST ${CMAKE_CURRENT_LIST_DIR}/../manifest.py)
