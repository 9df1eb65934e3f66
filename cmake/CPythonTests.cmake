# SPDX-License-Identifier: MIT
# CPython itself, for tests: the tests of 3.11 and of 3.13 for tests/conformance, and an interpreter
# of 3.13, whose behaviour is the contract, for scripts that are compared with it.
#
# CPYTHON_TESTS_DIR names a folder that holds 3.11's test_threading.py and the like (Lib/test of a
# checkout); CPYTHON_313_DIR one in which 3.13 lies as Debian's packages have it (usr/bin/python3.13,
# usr/lib/python3.13). Without them Debian's packages are unpacked into the build folder, and not
# installed: bookworm's libpython3.11-testsuite; trixie's interpreter with its C library, which the
# machine's own loader need not know.

option(WEFT_CONFORMANCE "Hold threading and queue to CPython's own tests, and to CPython 3.13" ON)
set(CPYTHON_TESTS_DIR "" CACHE PATH "CPython 3.11's Lib/test; empty: Debian's package")
set(CPYTHON_313_DIR "" CACHE PATH "Where CPython 3.13 and its tests lie; empty: Debian's packages")

if(WEFT_CONFORMANCE)
  set(WEFT_CPYTHON_TESTS_3.11 ${CPYTHON_TESTS_DIR})
  if(CPYTHON_TESTS_DIR STREQUAL "")
    set(deps ${CMAKE_SOURCE_DIR}/build/_deps/cpython-tests)
    set(WEFT_CPYTHON_TESTS_3.11 ${deps}/usr/lib/python3.11/test)
    weft_unpack_debian(bookworm ${deps} usr/lib/python3.11/test/test_threading.py
      "-DCPYTHON_TESTS_DIR=<path>, see cmake/CPythonTests.cmake, or -DWEFT_CONFORMANCE=OFF"
      libpython3.11-testsuite)
  endif()
  set(root ${CPYTHON_313_DIR})
  if(CPYTHON_313_DIR STREQUAL "")
    set(root ${CMAKE_SOURCE_DIR}/build/_deps/cpython-3.13)
    weft_unpack_debian(trixie ${root} usr/lib/python3.13/test/test_threading.py
      "-DCPYTHON_313_DIR=<path>, see cmake/CPythonTests.cmake, or -DWEFT_CONFORMANCE=OFF"
      libpython3.13-testsuite libpython3.13-stdlib libpython3.13-minimal
      python3.13-minimal libc6 libexpat1 zlib1g)
  endif()
  set(WEFT_CPYTHON_TESTS_3.13 ${root}/usr/lib/python3.13/test)
  foreach(version 3.11 3.13)
    if(NOT EXISTS ${WEFT_CPYTHON_TESTS_${version}}/test_threading.py)
      message(FATAL_ERROR "${WEFT_CPYTHON_TESTS_${version}} holds no tests of CPython ${version}")
    endif()
  endforeach()
  # How to run the interpreter: by its own C library's loader, if that was unpacked with it.
  set(WEFT_CPYTHON_313 ${root}/usr/bin/python3.13)
  file(GLOB loader ${root}/usr/lib/*/ld-linux*.so.*)
  if(loader)
    cmake_path(GET loader PARENT_PATH libraries)
    set(WEFT_CPYTHON_313 "${loader} --library-path ${libraries} ${WEFT_CPYTHON_313}")
  endif()
endif()
