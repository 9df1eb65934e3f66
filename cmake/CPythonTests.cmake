# CPython's own tests, for tests/conformance: where they come from.
#
# CPYTHON_TESTS_DIR names a folder that holds CPython 3.11's test_threading.py and the like (Lib/test
# of a checkout). Without it, Debian bookworm's package libpython3.11-testsuite is unpacked into the
# build folder, and not installed.

option(WEFT_CONFORMANCE "Hold threading and queue to CPython's own tests" ON)
set(CPYTHON_TESTS_DIR "" CACHE PATH "CPython 3.11's Lib/test; empty: Debian's package")

function(weft_fetch_cpython_tests result)
  set(deps ${CMAKE_SOURCE_DIR}/build/_deps/cpython-tests)
  set(tree ${deps}/usr/lib/python3.11/test)
  set(${result} ${tree} PARENT_SCOPE)
  if(EXISTS ${tree}/test_threading.py)
    return()
  endif()
  message(STATUS "Fetching CPython's tests from Debian")
  set(package libpython3.11-testsuite)
  weft_debian_apt(apt_get deb bookworm ${deps}/apt)
  if(apt_get)
    execute_process(
      COMMAND ${apt_get} download -q ${package}
      WORKING_DIRECTORY ${deps}
      RESULT_VARIABLE failed OUTPUT_VARIABLE apt_get_LOG ERROR_VARIABLE apt_get_LOG)
    file(GLOB deb ${deps}/${package}_*.deb)
    if(deb)
      execute_process(COMMAND dpkg-deb -x ${deb} ${deps})
      file(REMOVE ${deb})
    endif()
  endif()
  if(NOT EXISTS ${tree}/test_threading.py)
    message(FATAL_ERROR "${apt_get_LOG}\n"
      "CPython's tests could not be fetched (no network, or no Debian mirror configured).\n"
      "Remedy: name Lib/test of a checkout of CPython 3.11 with -DCPYTHON_TESTS_DIR=<path>, or do "
      "without them: -DWEFT_CONFORMANCE=OFF.")
  endif()
  file(REMOVE_RECURSE ${deps}/apt)
endfunction()

if(WEFT_CONFORMANCE)
  if(CPYTHON_TESTS_DIR STREQUAL "")
    weft_fetch_cpython_tests(WEFT_CPYTHON_TESTS)
  else()
    set(WEFT_CPYTHON_TESTS ${CPYTHON_TESTS_DIR})
  endif()
  if(NOT EXISTS ${WEFT_CPYTHON_TESTS}/test_threading.py)
    message(FATAL_ERROR "${WEFT_CPYTHON_TESTS} holds no tests (-DCPYTHON_TESTS_DIR=<path>)")
  endif()
endif()
