# The boards that are not in the preset `test`, which has Cortex-M3: see Boards.cmake. ESP32: see
# tests/esp32/esp32.cmake.
include(${CMAKE_SOURCE_DIR}/cmake/Boards.cmake)
weft_board_tests(MPS2_AN386 QEMU qemu-system-arm -machine mps2-an386
  MORE_SCRIPTS ${CMAKE_SOURCE_DIR}/tests/board/hard_interrupts.py)
weft_board_tests(MICROBIT QEMU qemu-system-arm -machine microbit
  -global nrf51-soc.flash-size=1048576 -global nrf51-soc.sram-size=262144)
weft_board_tests(VIRT_RV32 QEMU qemu-system-riscv32 -machine virt -bios none)

include(${CMAKE_SOURCE_DIR}/tests/esp32/esp32.cmake)
