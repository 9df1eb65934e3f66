# SPDX-License-Identifier: MIT
# Other versions of MicroPython: the project is built and tested once more with each.
#  - In the preset `test`: the newest that Debian has, with the scripts alone, on unix and one board.
#  - The preset `versions`: each checkout of a list, whole: all variants, boards and the ESP32.

include(${CMAKE_CURRENT_LIST_DIR}/MicroPythonSource.cmake)

# weft_version(<name> <dir> [<option>...]): a target and a test that build and test in <build>/<name>
# with the MicroPython in <dir>.
function(weft_version name dir)
  set(build ${CMAKE_BINARY_DIR}/${name})
  add_custom_target(${name} ALL
    COMMAND ${WEFT_QUIETLY} ${build}.configure.log
      ${CMAKE_COMMAND} -S ${CMAKE_SOURCE_DIR} -B ${build}
      -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE} -DMICROPY_DIR=${dir} ${ARGN}
    COMMAND ${WEFT_QUIETLY} ${build}.build.log ${CMAKE_COMMAND} --build ${build} -j 2
    COMMENT "Building with MicroPython of ${dir}"
    VERBATIM)
  add_test(NAME version.${name}
    COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${build} --output-on-failure --no-tests=error -j 2)
  set_tests_properties(version.${name} PROPERTIES TIMEOUT 3600 PROCESSORS 2 COST 200)
endfunction()

# weft_newest_version(): the newest that Debian has, if it is newer than the one in use.
set(WEFT_NEWEST_DIR "" CACHE PATH "The newest MicroPython to test with; empty: Debian unstable's")
function(weft_newest_version)
  set(dir "${WEFT_NEWEST_DIR}")
  if(dir STREQUAL "")
    weft_fetch_micropython(dir unstable micropython-unstable
      "-DWEFT_NEWEST_DIR=<path>, or do without: -DWEFT_NEWEST=OFF")
  endif()
  weft_micropython_version(version ${dir})
  message(STATUS "MicroPython ${version} too: ${dir}")
  if(version VERSION_GREATER WEFT_MICROPY_VERSION)
    weft_version(newest ${dir} -DWEFT_SCRIPTS_ONLY=ON -DWEFT_CONFORMANCE=OFF -DWEFT_TLS=${WEFT_TLS})
  endif()
endfunction()

# weft_versions(<dir>...): every checkout of the list.
function(weft_versions)
  if(NOT ARGN)
    message(FATAL_ERROR "No checkouts of MicroPython are named. Remedy:\n"
      "  WEFT_VERSIONS='<checkout>;<checkout>' cmake --workflow --preset versions")
  endif()
  foreach(dir ${ARGN})
    cmake_path(ABSOLUTE_PATH dir NORMALIZE)
    weft_micropython_version(version ${dir})
    if(version STREQUAL "")
      message(FATAL_ERROR "${dir} holds no MicroPython source (WEFT_VERSIONS)")
    endif()
    cmake_path(GET dir FILENAME folder)
    string(MAKE_C_IDENTIFIER ${folder} folder)
    if(TARGET ${version}-${folder})
      message(FATAL_ERROR "Two checkouts called ${folder} are MicroPython ${version} (WEFT_VERSIONS)")
    endif()
    weft_version(${version}-${folder} ${dir} -DWEFT_MORE_BOARDS=ON -DWEFT_TLS=${WEFT_TLS})
  endforeach()
endfunction()
