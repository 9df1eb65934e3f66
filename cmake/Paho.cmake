# SPDX-License-Identifier: MIT
# paho-mqtt, for tests and for the agent of examples/agent: as Debian has it, unmodified. PAHO_DIR names a
# folder in which the package `paho` lies. Without it Debian's packages are unpacked into the build
# folder, and not installed: bookworm's, which the agent uses, and for a test trixie's.
#
# WEFT_PAHO is where bookworm's `paho` lies, WEFT_PAHO_NEWER where trixie's does.

set(PAHO_DIR "" CACHE PATH "Where paho-mqtt 1.6 lies; empty: Debian's package")

function(weft_paho result suite)
  set(folder ${CMAKE_SOURCE_DIR}/build/_deps/paho-${suite})
  set(packages usr/lib/python3/dist-packages)
  weft_unpack_debian(${suite} ${folder} ${packages}/paho/mqtt/client.py "-DPAHO_DIR=<path>"
    python3-paho-mqtt)
  set(${result} ${folder}/${packages} PARENT_SCOPE)
endfunction()

set(WEFT_PAHO ${PAHO_DIR})
if(PAHO_DIR STREQUAL "")
  weft_paho(WEFT_PAHO bookworm)
endif()
if(WEFT_TESTS)
  weft_paho(WEFT_PAHO_NEWER trixie)
endif()
