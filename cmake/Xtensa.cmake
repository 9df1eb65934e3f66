# SPDX-License-Identifier: MIT
# The preset `xtensa`: windowed Xtensa (ESP32, S2, S3) under qemu-user. See tests/xtensa/README.md.
#
# Debian has no compiler for it: one is made of Debian's source packages, once, in WEFT_XTENSA_TOOLS.

set(WEFT_XTENSA_TOOLS ${CMAKE_SOURCE_DIR}/build/_deps/xtensa CACHE PATH
  "Where the compilers for Xtensa are, or will be")
set(xtensa_dir ${CMAKE_SOURCE_DIR}/tests/xtensa)
set(remedy "name a folder that has been built elsewhere with -DWEFT_XTENSA_TOOLS=<path>")
if(NOT EXISTS ${WEFT_XTENSA_TOOLS}/done.cxx_headers)
  message(STATUS "The first build makes compilers for Xtensa in ${WEFT_XTENSA_TOOLS}: half an hour of "
    "two processors' time, 3 GB meanwhile and some 150 MB afterwards. Its steps are listed in "
    "${WEFT_XTENSA_TOOLS}/build.log")
  weft_unpack_debian(bookworm ${WEFT_XTENSA_TOOLS}/debian usr/src/gcc-12 ${remedy}
    gcc-12-source binutils-source)
  weft_debian_tarball(trixie ${WEFT_XTENSA_TOOLS}/sources picolibc ${remedy})
  weft_debian_tarball(bookworm ${WEFT_XTENSA_TOOLS}/sources qemu ${remedy})
endif()

add_custom_command(
  OUTPUT ${WEFT_XTENSA_TOOLS}/done.cxx_headers
  COMMAND ${WEFT_QUIETLY} ${WEFT_XTENSA_TOOLS}/build.log
    sh ${xtensa_dir}/toolchain.sh ${WEFT_XTENSA_TOOLS} ${WEFT_XTENSA_TOOLS}/debian
    ${WEFT_XTENSA_TOOLS}/sources
  COMMENT "Making compilers for Xtensa: half an hour of two processors' time"
  VERBATIM)
add_custom_target(xtensa_tools DEPENDS ${WEFT_XTENSA_TOOLS}/done.cxx_headers)

# The test programs in C++ and assembler: see build.sh.
set(xtensa_build ${CMAKE_BINARY_DIR}/programs)
add_custom_target(xtensa_programs ALL
  COMMAND ${WEFT_QUIETLY} ${xtensa_build}.log
    sh ${xtensa_dir}/build.sh ${WEFT_XTENSA_TOOLS} ${xtensa_build}
  COMMENT "Building the test programs for Xtensa"
  VERBATIM)
add_dependencies(xtensa_programs xtensa_tools)

# MicroPython, with Weft and without.
foreach(name micropython-xtensa micropython-xtensa-stock)
  set(weft USER_C_MODULES=${CMAKE_SOURCE_DIR} FROZEN_MANIFEST=${xtensa_dir}/manifest.py)
  if(name MATCHES stock)
    set(weft FROZEN_MANIFEST=${CMAKE_SOURCE_DIR}/src/variants/unix/manifest_stock.py
      CFLAGS_EXTRA=-DWEFT_STOCK)
  endif()
  set(build ${CMAKE_BINARY_DIR}/mp/${name})
  add_custom_target(${name} ALL
    COMMAND ${CMAKE_COMMAND} -E env PATH=${WEFT_XTENSA_TOOLS}/bin:$ENV{PATH}
      ${WEFT_QUIETLY} ${build}.log ${WEFT_MICROPY_MAKE} -C ${WEFT_MICROPY_DIR}/ports/unix
      BUILD=${build} VARIANT_DIR=${xtensa_dir}/variant CROSS_COMPILE=xtensa-elf- STRIP=
      WEFT_XTENSA_LIBC=${WEFT_XTENSA_TOOLS}/le WEFT_XTENSA_PROGRAMS=${xtensa_build} ${weft}
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${build}/micropython ${CMAKE_BINARY_DIR}/${name}
    COMMENT "Building ${name}"
    VERBATIM)
  add_dependencies(${name} mpy_cross xtensa_programs)
endforeach()

# The switch, and the core's unit tests: short forms, and with WEFT_SOAK=1 in the environment ten million
# switches and a million signals.
foreach(test windows.fsf signals.fsf windows.dc233c switches.dc233c signals.dc233c call0.dc233c
    unit.dc233c)
  string(REPLACE "." ";" words ${test})
  list(GET words 0 form)
  list(GET words 1 core)
  add_test(NAME xtensa.${test} COMMAND Python3::Interpreter ${xtensa_dir}/stress.py ${xtensa_build}
    ${core} ${form})
  set_tests_properties(xtensa.${test} PROPERTIES LABELS soak TIMEOUT 3600)
endforeach()
# Figures that the README and the core's margins rest on.
add_test(NAME xtensa.margins COMMAND Python3::Interpreter ${xtensa_dir}/margins.py
  ${WEFT_XTENSA_TOOLS})

# Python's scripts; tests/xtensa/scripts.txt names those that cannot run there.
set(xtensa_run "qemu-xtensa-static -cpu dc233c ${CMAKE_BINARY_DIR}/micropython-xtensa")
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/python/*.py)
file(STRINGS ${xtensa_dir}/scripts.txt excluded REGEX "^[a-z]")
list(TRANSFORM excluded REPLACE " .*" "")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${xtensa_dir}/scripts.txt)
foreach(script ${scripts} ${xtensa_dir}/slot_depth.py ${xtensa_dir}/threads_in_512k.py)
  cmake_path(GET script STEM stem)
  if(stem IN_LIST excluded)
    continue()
  endif()
  add_test(NAME xtensa.python.${stem}
    COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tests/run_python.py ${xtensa_run} ${script})
  set_tests_properties(xtensa.python.${stem} PROPERTIES TIMEOUT 150)
endforeach()

# CPython's tests of queues and locks.
if(WEFT_CONFORMANCE)
  set(locks LockTests CRLockTests EventTests ConditionTests ConditionAsRLockTests SemaphoreTests
    BoundedSemaphoreTests BarrierTests)
  list(TRANSFORM locks APPEND .*)
  foreach(version 3.11 3.13)
    set(xtensa_cases ${CMAKE_SOURCE_DIR}/tests/conformance/run.py ${xtensa_run} ${version}
      ${WEFT_CPYTHON_TESTS_${version}})
    add_test(NAME xtensa.conformance.${version}.queues
      COMMAND Python3::Interpreter ${xtensa_cases} test_queue)
    add_test(NAME xtensa.conformance.${version}.locks
      COMMAND Python3::Interpreter ${xtensa_cases} test_threading ${locks})
    set_tests_properties(xtensa.conformance.${version}.queues xtensa.conformance.${version}.locks
      PROPERTIES TIMEOUT 1800)
  endforeach()
endif()

# MicroPython's own tests of the language.
add_test(NAME xtensa.basics
  COMMAND Python3::Interpreter ${xtensa_dir}/basics.py ${WEFT_MICROPY_DIR}/tests/basics
    ${xtensa_run} "${xtensa_run}-stock")
set_tests_properties(xtensa.basics PROPERTIES TIMEOUT 3600)

# Random programs.
add_test(NAME xtensa.fuzz
  COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz.py ${xtensa_run} --test
    --no-natives --bound 60)
set_tests_properties(xtensa.fuzz PROPERTIES LABELS soak TIMEOUT 3600)
