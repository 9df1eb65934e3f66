# SPDX-License-Identifier: MIT
# MicroPython: how the interpreters and boards are built from it.
#
# MICROPY_DIR names a checkout (1.25 or later). Without it, Debian trixie's source package is taken
# with apt-get source. Nothing is ever written into MicroPython's tree.

include(${CMAKE_CURRENT_LIST_DIR}/MicroPythonSource.cmake)

set(MICROPY_DIR "" CACHE PATH "MicroPython checkout, 1.25 or later; empty: Debian's source package")

if(MICROPY_DIR STREQUAL "")
  weft_fetch_micropython(WEFT_MICROPY_DIR trixie micropython -DMICROPY_DIR=<path>)
else()
  set(WEFT_MICROPY_DIR ${MICROPY_DIR})
endif()
weft_micropython_version(WEFT_MICROPY_VERSION ${WEFT_MICROPY_DIR})
if(WEFT_MICROPY_VERSION STREQUAL "")
  message(FATAL_ERROR "${WEFT_MICROPY_DIR} holds no MicroPython source (-DMICROPY_DIR=<path>)")
elseif(WEFT_MICROPY_VERSION VERSION_LESS 1.25)
  message(FATAL_ERROR "${WEFT_MICROPY_DIR} is MicroPython ${WEFT_MICROPY_VERSION}. Weft needs 1.25 or "
    "later (-DMICROPY_DIR=<path>)")
endif()
message(STATUS "MicroPython ${WEFT_MICROPY_VERSION}: ${WEFT_MICROPY_DIR}")

# MicroPython's own compiler, for the frozen modules.
set(WEFT_MPY_CROSS ${CMAKE_BINARY_DIR}/mpy-cross/mpy-cross CACHE FILEPATH "mpy-cross; built if missing")
if(WEFT_MPY_CROSS STREQUAL ${CMAKE_BINARY_DIR}/mpy-cross/mpy-cross)
  add_custom_command(
    OUTPUT ${WEFT_MPY_CROSS}
    COMMAND ${WEFT_QUIETLY} ${CMAKE_BINARY_DIR}/mpy-cross.log
      make -s -j2 -C ${WEFT_MICROPY_DIR}/mpy-cross BUILD=${CMAKE_BINARY_DIR}/mpy-cross
    COMMENT "Building mpy-cross"
    VERBATIM)
endif()
add_custom_target(mpy_cross DEPENDS ${WEFT_MPY_CROSS})

# What all of MicroPython's builds are told. Our manifests take nothing from micropython-lib, which a
# checkout has as a submodule: the makefiles ask for its README, and any other will do.
set(WEFT_MICROPY_MAKE make -s -j2 MPY_LIB_DIR=${WEFT_MICROPY_DIR}
  MICROPY_MPYCROSS=${WEFT_MPY_CROSS} MICROPY_MPYCROSS_DEPENDENCY=${WEFT_MPY_CROSS})
# A wrapper that nothing calls is dead: see cmake/wrapped.py.
set(WEFT_CHECK_WRAPPED ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/cmake/wrapped.py)

# weft_interpreter(<name> VARIANT <variant> [TRIPLE <triple>] [STOCK]): a target that builds the unix
# port into <build>/<name>, for a cross toolchain's triple if there is one. STOCK leaves Weft out: no
# user module, no frozen modules of ours. CHECKS: the rules of the binding are checked, see
# src/weft/checks.h; so they are with the sanitizers. RACES: under ThreadSanitizer. A variant may have
# a manifest of its own. make decides what is to do, so the target always runs.
function(weft_interpreter name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "STOCK;CHECKS;RACES" "VARIANT;TRIPLE" "")
  set(build ${CMAKE_BINARY_DIR}/mp/${name})
  set(variants ${CMAKE_SOURCE_DIR}/src/variants/unix)
  set(manifest ${variants}/manifest.py)
  if(EXISTS ${variants}/${arg_VARIANT}/manifest.py)
    set(manifest ${variants}/${arg_VARIANT}/manifest.py)
  endif()
  set(weft USER_C_MODULES=${CMAKE_SOURCE_DIR} FROZEN_MANIFEST=${manifest})
  if(arg_TRIPLE)
    list(APPEND weft CROSS_COMPILE=${arg_TRIPLE}-)
  endif()
  if(arg_STOCK)
    set(weft FROZEN_MANIFEST=${variants}/manifest_stock.py CFLAGS_EXTRA=-DWEFT_STOCK)
  endif()
  if(arg_RACES)
    list(APPEND weft WEFT_SANITIZE=thread)
  elseif(WEFT_SANITIZE)
    list(APPEND weft WEFT_SANITIZE=1)
  endif()
  if(arg_CHECKS OR WEFT_SANITIZE)
    list(APPEND weft WEFT_CHECKS=1)
  endif()
  if(WEFT_TLS AND NOT arg_STOCK AND NOT arg_TRIPLE AND NOT arg_VARIANT STREQUAL small)
    list(APPEND weft WEFT_TLS=1)
    if(arg_CHECKS)  # MicroPython's tls as well, for a test
      list(APPEND weft WEFT_MODTLS=1)
    endif()
  endif()
  if(NOT arg_VARIANT STREQUAL small)
    # src/gdb/weft.py reads the debug information. That of 1.29 has the macros in it, which the collector of
    # names then finds in files of C++.
    list(APPEND weft STRIP= DEBUG_INFO=-g)
  endif()
  add_custom_target(${name} ALL
    COMMAND ${CMAKE_COMMAND} -E env WEFT_PAHO=${WEFT_PAHO}
      ${WEFT_QUIETLY} ${build}.log ${WEFT_MICROPY_MAKE} -C ${WEFT_MICROPY_DIR}/ports/unix
      BUILD=${build} VARIANT_DIR=${variants}/${arg_VARIANT} ${weft}
    COMMAND ${WEFT_CHECK_WRAPPED} ${build}
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${build}/micropython ${CMAKE_BINARY_DIR}/${name}
    DEPENDS ${WEFT_MPY_CROSS}
    COMMENT "Building ${name}"
    VERBATIM)
  add_dependencies(${name} mpy_cross)
endfunction()

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/mp)
if(NOT WEFT_ARCH AND NOT WEFT_XTENSA)
  weft_interpreter(micropython VARIANT gil TRIPLE ${WEFT_TRIPLE})
  if(NOT WEFT_SCRIPTS_ONLY)
    weft_interpreter(micropython-nogil VARIANT nogil TRIPLE ${WEFT_TRIPLE})
  endif()
  if(WEFT_SANITIZE AND NOT WEFT_SCRIPTS_ONLY)
    weft_interpreter(micropython-races VARIANT nogil RACES)
  endif()
  if(NOT WEFT_SANITIZE AND NOT CMAKE_CROSSCOMPILING AND NOT WEFT_SCRIPTS_ONLY)
    weft_interpreter(micropython-small VARIANT small)
    weft_interpreter(micropython-small-armv7 VARIANT small TRIPLE arm-linux-gnueabihf)
    weft_interpreter(micropython-carrier VARIANT carrier)
    weft_interpreter(micropython-checked VARIANT gil CHECKS)
    weft_interpreter(micropython-stock VARIANT gil STOCK)
    weft_interpreter(micropython-stock-nogil VARIANT nogil STOCK)
  endif()
endif()

# weft_board(<board> [STOCK]): a target that builds ports/qemu for one of our boards into
# <build>/<board>.elf, without Weft <build>/<board>-stock.elf.
function(weft_board board)
  cmake_parse_arguments(PARSE_ARGV 1 arg "STOCK;SERVICES" "" "")
  set(boards ${CMAKE_SOURCE_DIR}/src/boards/qemu)
  set(name ${board})
  set(weft USER_C_MODULES=${CMAKE_SOURCE_DIR} FROZEN_MANIFEST=${boards}/manifest.py)
  if(arg_STOCK)
    set(name ${board}-stock)
    set(weft FROZEN_MANIFEST=${boards}/manifest_stock.py CFLAGS_EXTRA=-DWEFT_STOCK)
  endif()
  if(arg_SERVICES)
    set(name ${board}-services)
    set(weft USER_C_MODULES=${CMAKE_SOURCE_DIR} FROZEN_MANIFEST=${boards}/manifest_services.py
      CFLAGS_EXTRA=-DWEFT_SERVICE=1 WEFT_EXAMPLES=1)
  endif()
  set(build ${CMAKE_BINARY_DIR}/mp/${name})
  add_custom_target(${name} ALL
    COMMAND ${WEFT_QUIETLY} ${build}.log ${WEFT_MICROPY_MAKE} -C ${WEFT_MICROPY_DIR}/ports/qemu
      BUILD=${build} BOARD=${board} BOARD_DIR=${boards}/${board} ${weft}
    COMMAND ${WEFT_CHECK_WRAPPED} ${build}
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${build}/firmware.elf
      ${CMAKE_BINARY_DIR}/${name}.elf
    DEPENDS ${WEFT_MPY_CROSS}
    COMMENT "Building ${name}"
    VERBATIM)
  add_dependencies(${name} mpy_cross)
endfunction()
