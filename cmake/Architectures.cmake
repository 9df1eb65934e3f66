# The preset `arch`: the same tests on the other architectures.
#  - Linux: the whole project is cross-built per architecture and its tests run under qemu-user.
#  - Boards without an operating system: see Boards.cmake. Cortex-M3 is in the preset `test`.
#  - ESP32: see tests/esp32/esp32.cmake.

find_package(Python3 REQUIRED COMPONENTS Interpreter)

foreach(arch i386 armhf arm64 riscv64)
  set(build ${CMAKE_BINARY_DIR}/${arch})
  add_custom_target(${arch} ALL
    COMMAND ${WEFT_QUIETLY} ${build}.configure.log
      ${CMAKE_COMMAND} -S ${CMAKE_SOURCE_DIR} -B ${build}
      --toolchain ${CMAKE_SOURCE_DIR}/cmake/toolchains/${arch}.cmake
      -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE} -DMICROPY_DIR=${WEFT_MICROPY_DIR}
      -DWEFT_MPY_CROSS=${WEFT_MPY_CROSS} -DWEFT_CONFORMANCE=OFF
    COMMAND ${WEFT_QUIETLY} ${build}.build.log ${CMAKE_COMMAND} --build ${build} -j 2
    COMMENT "Building for ${arch}"
    VERBATIM)
  add_dependencies(${arch} mpy_cross)
  add_test(NAME arch.${arch}
    COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${build} --output-on-failure --no-tests=error -j 2)
  set_tests_properties(arch.${arch} PROPERTIES TIMEOUT 3000 PROCESSORS 2)
endforeach()

include(${CMAKE_SOURCE_DIR}/cmake/Boards.cmake)
weft_board_tests(MPS2_AN386 QEMU qemu-system-arm -machine mps2-an386
  MORE_SCRIPTS ${CMAKE_SOURCE_DIR}/tests/board/hard_interrupts.py)
weft_board_tests(MICROBIT QEMU qemu-system-arm -machine microbit
  -global nrf51-soc.flash-size=1048576 -global nrf51-soc.sram-size=262144)
weft_board_tests(VIRT_RV32 QEMU qemu-system-riscv32 -machine virt -bios none)

include(${CMAKE_SOURCE_DIR}/tests/esp32/esp32.cmake)
