# Installs the Debian packages that the build needs and that are missing, when it may (root, or sudo
# without a password). Otherwise it stops and prints the one line to run.
#
# Included before project(): make itself may be what is missing.

# weft_need(<package> <program or file>...): the package is there if all of these are.
set(WEFT_MISSING_PACKAGES "")
macro(weft_need package)
  foreach(thing ${ARGN})
    if(IS_ABSOLUTE "${thing}")
      if(NOT EXISTS "${thing}")
        list(APPEND WEFT_MISSING_PACKAGES ${package})
      endif()
    else()
      unset(WEFT_FOUND_PROGRAM)
      unset(WEFT_FOUND_PROGRAM CACHE)
      find_program(WEFT_FOUND_PROGRAM ${thing} NO_CACHE)
      if(NOT WEFT_FOUND_PROGRAM)
        list(APPEND WEFT_MISSING_PACKAGES ${package})
      endif()
    endif()
  endforeach()
endmacro()

# weft_install_missing(): installs what weft_need() found missing.
function(weft_install_missing)
  list(REMOVE_DUPLICATES WEFT_MISSING_PACKAGES)
  if(NOT WEFT_MISSING_PACKAGES)
    return()
  endif()
  list(JOIN WEFT_MISSING_PACKAGES " " packages)
  execute_process(COMMAND id -u OUTPUT_VARIABLE uid OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(as_root "")
  if(NOT uid STREQUAL "0")
    set(as_root sudo -n)
    execute_process(COMMAND sudo -n true RESULT_VARIABLE no_sudo OUTPUT_QUIET ERROR_QUIET)
  endif()
  find_program(WEFT_APT_GET apt-get NO_CACHE)
  if(no_sudo OR NOT WEFT_APT_GET)
    message(FATAL_ERROR "Packages are missing. Run:\n"
      "  sudo apt-get update && sudo apt-get install --no-install-recommends ${packages}\n")
  endif()
  message(STATUS "Installing: ${packages}")
  execute_process(COMMAND ${as_root} apt-get update -q RESULT_VARIABLE failed OUTPUT_QUIET)
  execute_process(
    COMMAND ${as_root} env DEBIAN_FRONTEND=noninteractive
      apt-get install -y -q --no-install-recommends ${WEFT_MISSING_PACKAGES}
    RESULT_VARIABLE failed OUTPUT_VARIABLE log ERROR_VARIABLE log)
  if(failed)
    message(FATAL_ERROR "${log}\nCould not install: ${packages}. Is there a network? Otherwise "
      "install them by hand and run again.")
  endif()
endfunction()

weft_need(make make)
weft_need(gcc gcc)
weft_need(g++ g++)
weft_need(python3 python3)
weft_need(libgtest-dev /usr/include/gtest/gtest.h)
if(NOT WEFT_CORE_ONLY)
  weft_need(dpkg-dev dpkg-source)
  weft_need(xz-utils xz)
  weft_need(debian-archive-keyring /usr/share/keyrings/debian-archive-keyring.gpg)
endif()
if(WEFT_BENCH)
  weft_need(libbenchmark-dev /usr/include/benchmark/benchmark.h)
  weft_need(libboost-context-dev /usr/include/boost/context/detail/fcontext.hpp)
  weft_need(python3-gevent /usr/lib/python3/dist-packages/gevent/__init__.py)
endif()
weft_install_missing()
