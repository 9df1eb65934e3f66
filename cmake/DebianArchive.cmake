# SPDX-License-Identifier: MIT
# Packages of a Debian release that need not be this machine's, through an apt configuration of our
# own: nothing is installed, and no host is named here. The mirror is the one that the machine takes
# Debian itself from; apt verifies the signature.

# weft_debian_apt(<result> <kind> <suite> <folder>): sets up apt in <folder> for the suite's packages
# of a kind, deb or deb-src. <result> is how to run apt-get with it, "" if that failed, and
# <result>_LOG is what apt said.
function(weft_debian_apt result kind suite apt)
  file(REMOVE_RECURSE ${apt})
  file(MAKE_DIRECTORY ${apt}/lists/partial ${apt}/cache/archives/partial)
  set(mirror "")
  foreach(origin "Origin: Debian" "")
    execute_process(
      COMMAND apt-get indextargets --format "$(SITE)" "Created-By: Packages" ${origin}
      OUTPUT_VARIABLE sites OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    string(REGEX REPLACE "[\r\n].*" "" mirror "${sites}")
    if(NOT mirror STREQUAL "")
      break()
    endif()
  endforeach()
  file(WRITE ${apt}/sources.list
    "${kind} [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} ${suite} main\n")
  file(WRITE ${apt}/apt.conf
    "Dir::Etc::sourcelist \"${apt}/sources.list\";\n"
    "Dir::Etc::sourceparts \"-\";\n"
    "Dir::State::Lists \"${apt}/lists\";\n"
    "Dir::Cache \"${apt}/cache\";\n"
    "APT::Sandbox::User \"root\";\n")
  set(apt_get ${CMAKE_COMMAND} -E env APT_CONFIG=${apt}/apt.conf apt-get)
  execute_process(
    COMMAND ${apt_get} update -q
    RESULT_VARIABLE failed OUTPUT_VARIABLE log ERROR_VARIABLE log)
  if(failed)
    set(apt_get "")
  endif()
  set(${result} "${apt_get}" PARENT_SCOPE)
  set(${result}_LOG "${log}" PARENT_SCOPE)
endfunction()

# weft_unpack_debian(<suite> <folder> <file> <remedy> <package>...): unpacks packages of a Debian
# release into the folder, and installs nothing, unless it holds <file> already. <remedy> is what to do
# without them.
function(weft_unpack_debian suite folder file remedy)
  if(EXISTS ${folder}/${file})
    return()
  endif()
  message(STATUS "Fetching from Debian ${suite}: ${ARGN}")
  weft_debian_apt(apt_get deb ${suite} ${folder}/apt)
  if(apt_get)
    execute_process(
      COMMAND ${apt_get} download -q ${ARGN}
      WORKING_DIRECTORY ${folder}
      RESULT_VARIABLE failed OUTPUT_VARIABLE apt_get_LOG ERROR_VARIABLE apt_get_LOG)
    file(GLOB debs ${folder}/*.deb)
    foreach(deb ${debs})
      execute_process(COMMAND dpkg-deb -x ${deb} ${folder})
      file(REMOVE ${deb})
    endforeach()
  endif()
  if(NOT EXISTS ${folder}/${file})
    message(FATAL_ERROR "${apt_get_LOG}\n"
      "${ARGN} could not be fetched (no network, or no Debian mirror configured). Remedy: ${remedy}.")
  endif()
  file(REMOVE_RECURSE ${folder}/apt)
endfunction()

# weft_debian_tarball(<suite> <folder> <package> <remedy>): the tarball of a source package, unless the
# folder has one.
function(weft_debian_tarball suite folder package remedy)
  file(GLOB there ${folder}/${package}_*.tar.*)
  if(there)
    return()
  endif()
  message(STATUS "Fetching from Debian ${suite}: the source of ${package}")
  weft_debian_apt(apt_get deb-src ${suite} ${folder}/apt)
  if(apt_get)
    execute_process(
      COMMAND ${apt_get} source -q --tar-only --download-only --only-source ${package}
      WORKING_DIRECTORY ${folder}
      OUTPUT_VARIABLE apt_get_LOG ERROR_VARIABLE apt_get_LOG)
  endif()
  file(GLOB there ${folder}/${package}_*.tar.*)
  if(NOT there)
    message(FATAL_ERROR "${apt_get_LOG}\nThe source of ${package} could not be fetched (no network, or "
      "no Debian mirror configured). Remedy: ${remedy}.")
  endif()
  file(REMOVE_RECURSE ${folder}/apt)
endfunction()
