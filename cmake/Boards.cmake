# SPDX-License-Identifier: MIT
# Boards without an operating system: MicroPython's ports/qemu with Weft, and the Python tests under
# qemu-system. tests/boards.txt names those that cannot run there.

# weft_board_tests(<board> [SERVICES] QEMU <command>... [MORE_SCRIPTS <script>...])
# With SERVICES a second firmware, with services in it, runs the scripts service*.py.
file(GLOB WEFT_SCRIPTS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/python/*.py)
file(STRINGS ${CMAKE_SOURCE_DIR}/tests/boards.txt WEFT_NOT_ON_BOARDS REGEX "^[a-z]")
list(TRANSFORM WEFT_NOT_ON_BOARDS REPLACE " .*" "")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/tests/boards.txt)
function(weft_board_tests board)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SERVICES" "" "QEMU;MORE_SCRIPTS")
  weft_board(${board})
  if(arg_SERVICES)
    weft_board(${board} SERVICES)
  endif()
  list(JOIN arg_QEMU " " command)
  string(APPEND command " -nographic -monitor null -semihosting -serial pty -kernel")
  foreach(script ${WEFT_SCRIPTS} ${arg_MORE_SCRIPTS})
    cmake_path(GET script STEM stem)
    if(stem IN_LIST WEFT_NOT_ON_BOARDS)
      continue()
    endif()
    set(firmware ${board})
    if(stem MATCHES "^service")
      set(firmware ${board}-services)
      if(NOT arg_SERVICES)
        continue()
      endif()
    endif()
    set(qemu "${command} ${CMAKE_BINARY_DIR}/${firmware}.elf")
    set(test board.${stem}.${board})
    add_test(NAME ${test}
      COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tests/run_board.py ${WEFT_MICROPY_DIR}
        ${qemu} ${script})
    set_tests_properties(${test} PROPERTIES TIMEOUT 150)
  endforeach()
  set(firmware ${board})
  set(services)
  if(arg_SERVICES)
    string(APPEND firmware -services)
    set(services services)
  endif()
  set(qemu "${command} ${CMAKE_BINARY_DIR}/${firmware}.elf")
  add_test(NAME board_reset.${board}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tests/board_reset.py ${WEFT_MICROPY_DIR}
      ${qemu} ${services})
  set_tests_properties(board_reset.${board} PROPERTIES TIMEOUT 150)
endfunction()
