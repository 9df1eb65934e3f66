# The preset `arch`: the same tests on the other architectures.
#  - Linux: the whole project is cross-built per architecture and its tests run under qemu-user.
#  - Boards without an operating system: MicroPython's ports/qemu with Weft, and the Python tests
#    under qemu-system; tests/boards.txt names those that cannot run there.
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

# weft_board_tests(<board> QEMU <command>... [MORE_SCRIPTS <script>...])
file(GLOB WEFT_SCRIPTS CONFIGURE_DEPENDS tests/python/*.py)
file(STRINGS tests/boards.txt WEFT_NOT_ON_BOARDS REGEX "^[a-z]")
list(TRANSFORM WEFT_NOT_ON_BOARDS REPLACE " .*" "")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS tests/boards.txt)
function(weft_board_tests board)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "QEMU;MORE_SCRIPTS")
  weft_board(${board})
  list(JOIN arg_QEMU " " qemu)
  string(APPEND qemu " -nographic -monitor null -semihosting -serial pty"
    " -kernel ${CMAKE_BINARY_DIR}/${board}.elf")
  foreach(script ${WEFT_SCRIPTS} ${arg_MORE_SCRIPTS})
    cmake_path(GET script STEM stem)
    if(stem IN_LIST WEFT_NOT_ON_BOARDS)
      continue()
    endif()
    set(test board.${stem}.${board})
    add_test(NAME ${test}
      COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tests/run_board.py ${WEFT_MICROPY_DIR}
        ${qemu} ${script})
    set_tests_properties(${test} PROPERTIES TIMEOUT 150)
  endforeach()
  add_test(NAME board_reset.${board}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tests/board_reset.py ${WEFT_MICROPY_DIR}
      ${qemu})
  set_tests_properties(board_reset.${board} PROPERTIES TIMEOUT 150)
endfunction()

weft_board_tests(MPS2_AN385 QEMU qemu-system-arm -machine mps2-an385)
weft_board_tests(MPS2_AN386 QEMU qemu-system-arm -machine mps2-an386
  MORE_SCRIPTS ${CMAKE_SOURCE_DIR}/tests/board/hard_interrupts.py)
weft_board_tests(MICROBIT QEMU qemu-system-arm -machine microbit
  -global nrf51-soc.flash-size=1048576 -global nrf51-soc.sram-size=262144)
weft_board_tests(VIRT_RV32 QEMU qemu-system-riscv32 -machine virt -bios none)

# What Weft adds to the flash of a Cortex-M3: code, constants and frozen Python.
weft_board(MPS2_AN385 STOCK)
add_test(NAME board.flash.MPS2_AN385
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tests/flash.py
    ${CMAKE_BINARY_DIR} MPS2_AN385)

include(${CMAKE_SOURCE_DIR}/tests/esp32/esp32.cmake)
