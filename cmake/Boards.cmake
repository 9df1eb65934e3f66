# Boards without an operating system: MicroPython's ports/qemu with Weft, and the Python tests under
# qemu-system. tests/boards.txt names those that cannot run there.

# weft_board_tests(<board> QEMU <command>... [MORE_SCRIPTS <script>...])
file(GLOB WEFT_SCRIPTS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/python/*.py)
file(STRINGS ${CMAKE_SOURCE_DIR}/tests/boards.txt WEFT_NOT_ON_BOARDS REGEX "^[a-z]")
list(TRANSFORM WEFT_NOT_ON_BOARDS REPLACE " .*" "")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/tests/boards.txt)
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
