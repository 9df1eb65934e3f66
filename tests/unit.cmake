# SPDX-License-Identifier: MIT
# The core's unit tests, plain and under the sanitizers. With WEFT_SANITIZE all that follows is, too.
if(CMAKE_CROSSCOMPILING)
  # Debian has GoogleTest built for itself only; its source is in a package too.
  enable_language(C)
  add_subdirectory(/usr/src/googletest ${CMAKE_BINARY_DIR}/googletest EXCLUDE_FROM_ALL)
else()
  find_package(GTest REQUIRED)
endif()
file(GLOB WEFT_UNIT_SOURCES CONFIGURE_DEPENDS unit/*.cpp)

# weft_unit_tests(<name> [CARRIER] [<option>...]): the tests on carriers, if so asked, compiled with
# the options.
function(weft_unit_tests name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "CARRIER" "" "")
  weft_core(${name}_core)
  add_executable(${name} ${WEFT_UNIT_SOURCES})
  target_link_libraries(${name} PRIVATE ${name}_core GTest::gtest_main)
  target_precompile_headers(${name} PRIVATE <gtest/gtest.h>)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Werror -Wno-invalid-offsetof)
  # The tests wake fibers from other OS threads, so the core must lock them out.
  target_compile_definitions(${name}_core PUBLIC WEFT_LOCKOUT=1 WEFT_PUSH_TASKS=1)
  if(arg_CARRIER)
    target_compile_definitions(${name}_core PUBLIC WEFT_CARRIER=1)
    # For the test that runs out of them.
    target_link_options(${name} PRIVATE -Wl,--wrap=pthread_create)
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    target_compile_options(${name}_core PUBLIC ${arg_UNPARSED_ARGUMENTS})
    target_link_options(${name}_core PUBLIC ${arg_UNPARSED_ARGUMENTS})
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()

set(WEFT_SANITIZERS -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
  -O1 -DWEFT_CHECKS=1)
if(WEFT_SANITIZE)
  weft_unit_tests(unit ${WEFT_SANITIZERS})
  weft_unit_tests(unit_carrier CARRIER ${WEFT_SANITIZERS})
  weft_unit_tests(unit_carrier_races CARRIER -fsanitize=thread -O1)
  set_tests_properties(unit_carrier_races PROPERTIES ENVIRONMENT
    TSAN_OPTIONS=suppressions=${CMAKE_CURRENT_SOURCE_DIR}/unit/races.txt)
else()
  weft_unit_tests(unit)
  weft_unit_tests(unit_carrier CARRIER)
  if(NOT CMAKE_CROSSCOMPILING)  # the sanitizers do not run under qemu-user
    weft_unit_tests(unit_sanitized ${WEFT_SANITIZERS})
  endif()
endif()

# The core in another project, which is configured, built and run.
if(NOT CMAKE_CROSSCOMPILING AND NOT WEFT_SANITIZE)
  add_test(NAME core_example
    COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${CMAKE_SOURCE_DIR}/examples/core
      ${CMAKE_BINARY_DIR}/core_example --build-generator ${CMAKE_GENERATOR} --test-command numbers)
  set_tests_properties(core_example PROPERTIES TIMEOUT 300
    PASS_REGULAR_EXPRESSION "number 1\nnumber 2\nnumber 3\n")
endif()
