# SPDX-License-Identifier: MIT
# The boards that are not in the preset `test`, which has Cortex-M3: see Boards.cmake. ESP32: see
# tests/esp32/esp32.cmake.
include(${CMAKE_SOURCE_DIR}/cmake/Boards.cmake)
weft_board_tests(MPS2_AN386 QEMU qemu-system-arm -machine mps2-an386
  MORE_SCRIPTS ${CMAKE_SOURCE_DIR}/tests/board/hard_interrupts.py)
weft_board_tests(MICROBIT QEMU qemu-system-arm -machine microbit
  -global nrf51-soc.flash-size=1048576 -global nrf51-soc.sram-size=262144)
weft_board_tests(VIRT_RV32 QEMU qemu-system-riscv32 -machine virt -bios none)

# Raspberry Pi Pico, compiled and linked, if MicroPython's checkout has the port's submodules, the Pico
# SDK among them (make -C ports/rp2 submodules); Debian's source package has none.
set(pico_build ${CMAKE_BINARY_DIR}/mp/PICO)
set(pico_port ${WEFT_MICROPY_DIR}/ports/rp2)
if(EXISTS ${WEFT_MICROPY_DIR}/lib/pico-sdk/pico_sdk_init.cmake
    AND EXISTS ${WEFT_MICROPY_DIR}/lib/tinyusb/src/tusb.h)
  add_custom_target(PICO ALL
    COMMAND ${WEFT_QUIETLY} ${pico_build}.configure.log
      ${CMAKE_COMMAND} -E env MICROPY_MPYCROSS=${WEFT_MPY_CROSS}
      ${CMAKE_COMMAND} -S ${pico_port} -B ${pico_build} -DMICROPY_BOARD=RPI_PICO
      -DMICROPY_BOARD_DIR=${CMAKE_SOURCE_DIR}/src/boards/rp2/PICO
      -DUSER_C_MODULES=${CMAKE_SOURCE_DIR}/src/micropython.cmake -DPICO_NO_PICOTOOL=1
    COMMAND ${WEFT_QUIETLY} ${pico_build}.log
      ${CMAKE_COMMAND} -E env MICROPY_MPYCROSS=${WEFT_MPY_CROSS}
      ${CMAKE_COMMAND} --build ${pico_build} -j 2
    COMMAND ${WEFT_CHECK_WRAPPED} ${pico_build} ${CMAKE_SOURCE_DIR}/src
    COMMENT "Building PICO"
    VERBATIM)
  add_dependencies(PICO mpy_cross)
else()
  message(STATUS "No Pico: ${WEFT_MICROPY_DIR} lacks the submodules of ports/rp2")
endif()

include(${CMAKE_SOURCE_DIR}/tests/esp32/esp32.cmake)
