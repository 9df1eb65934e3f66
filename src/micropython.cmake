# SPDX-License-Identifier: MIT
# Weft as a MicroPython user module, for ports built with CMake (ESP-IDF among them):
#   USER_C_MODULES=<weft>/src/micropython.cmake
add_library(usermod_weft INTERFACE)

file(GLOB WEFT_SOURCES CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_LIST_DIR}/micropython/*/*.c
  ${CMAKE_CURRENT_LIST_DIR}/micropython/*/*.cpp
  ${CMAKE_CURRENT_LIST_DIR}/weft/*/*.cpp)
target_sources(usermod_weft INTERFACE ${WEFT_SOURCES})

target_include_directories(usermod_weft INTERFACE
  ${CMAKE_CURRENT_LIST_DIR}/micropython
  ${CMAKE_CURRENT_LIST_DIR})

target_compile_options(usermod_weft INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-std=gnu++20;-fno-exceptions;-fno-rtti;-fno-threadsafe-statics;-fno-use-cxa-atexit;-Wno-invalid-offsetof>)

# weft_define(<definition>): for the compiler, and for MicroPython's collector of names and roots, which is
# not told of a user module's definitions by itself. (The port includes this file where it includes that.)
macro(weft_define definition)
  target_compile_definitions(usermod_weft INTERFACE ${definition})
  list(APPEND MICROPY_CPP_DEF_EXTRA ${definition})
endmacro()

# Without this it is so only where no context switch is written for the processor: see weft/config.h.
option(WEFT_CARRIER "Let an OS thread carry each of Weft's threads" OFF)
if(WEFT_CARRIER)
  weft_define(WEFT_CARRIER=1)
endif()

option(WEFT_OSERROR_FAMILY "ConnectionError, TimeoutError and the like" ON)
if(WEFT_OSERROR_FAMILY)
  weft_define(WEFT_OSERROR_FAMILY=1)
  target_link_options(usermod_weft INTERFACE
    -Wl,--wrap=mp_raise_OSError -Wl,--wrap=mp_make_raise_obj)
endif()

# What is wrapped: see micropython/wrapped.txt.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/micropython/wrapped.txt WEFT_WRAPPED REGEX "^[a-z]")
list(TRANSFORM WEFT_WRAPPED REPLACE "^([a-z0-9_]+).*" "-Wl,--wrap=\\1")
target_link_options(usermod_weft INTERFACE ${WEFT_WRAPPED})

# What C code hands to Python must outlive its frames (vm/stack_objects.cpp), and a list that is sorted
# may change (vm/sort.cpp). __import__() takes the lock that `import` takes (fibers/import_lock.cpp).
# (The port includes this file in the folder that compiles MicroPython.)
function(weft_replace file)
  set_property(SOURCE ${MICROPY_DIR}/${file} APPEND PROPERTY COMPILE_DEFINITIONS ${ARGN})
endfunction()
weft_replace(extmod/modre.c mp_call_function_1=weft_call_with_match
  mp_obj_malloc_helper=weft_allocate_pattern)
weft_replace(py/modio.c mp_call_method_n_kw=weft_call_with_buffer)
weft_replace(extmod/vfs_blockdev.c mp_call_method_n_kw=weft_call_with_buffer)
weft_replace(py/modbuiltins.c mp_builtin___import___obj=weft_import_obj)
weft_replace(py/objlist.c mp_arg_parse_all=weft_parse_sort_arguments
  mp_call_function_1=weft_call_sort_key)
if(WEFT_OSERROR_FAMILY)
  weft_replace(py/objexcept.c mp_type_OSError=weft_plain_OSError)
endif()

target_link_libraries(usermod INTERFACE usermod_weft)
