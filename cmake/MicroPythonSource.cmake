# SPDX-License-Identifier: MIT
# MicroPython: where its source comes from. Nothing is ever written into its tree.

# weft_fetch_micropython(<result> <suite> <folder>): the folder in build/_deps that has the source
# package of a Debian release. The remedy, should that fail, is an option that names a checkout.
function(weft_fetch_micropython result suite folder remedy)
  set(deps ${CMAKE_SOURCE_DIR}/build/_deps)
  set(tree ${deps}/${folder})
  set(${result} ${tree} PARENT_SCOPE)
  if(EXISTS ${tree}/py/mpconfig.h)
    return()
  endif()
  message(STATUS "Fetching MicroPython's source from Debian ${suite}")
  set(apt ${deps}/apt)
  weft_debian_apt(apt_get deb-src ${suite} ${apt})
  file(MAKE_DIRECTORY ${apt}/source)
  set(failed TRUE)
  if(apt_get)
    execute_process(
      COMMAND ${apt_get} source -q --only-source micropython
      WORKING_DIRECTORY ${apt}/source
      RESULT_VARIABLE failed OUTPUT_VARIABLE apt_get_LOG ERROR_VARIABLE apt_get_LOG)
  endif()
  file(GLOB unpacked ${apt}/source/micropython-*/py/mpconfig.h)
  if(failed OR NOT unpacked)
    message(FATAL_ERROR "${apt_get_LOG}\n"
      "MicroPython's source could not be fetched (no network, or no Debian mirror configured).\n"
      "Remedy: name a checkout of MicroPython 1.25 or later with ${remedy}.")
  endif()
  list(GET unpacked 0 header)
  cmake_path(GET header PARENT_PATH py)
  cmake_path(GET py PARENT_PATH source)
  file(RENAME ${source} ${tree})
endfunction()

# weft_micropython_version(<result> <dir>): the version of MicroPython's source, as 1.25.0.
function(weft_micropython_version result dir)
  set(version "")
  if(EXISTS ${dir}/py/mpconfig.h)
    file(STRINGS ${dir}/py/mpconfig.h lines REGEX "^#define MICROPY_VERSION_M[A-Z]+ [0-9]+")
    list(TRANSFORM lines REPLACE ".* " "")
    list(JOIN lines . version)
  endif()
  set(${result} "${version}" PARENT_SCOPE)
endfunction()
