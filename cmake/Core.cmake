# SPDX-License-Identifier: MIT
# The core, which knows no VM.

file(GLOB WEFT_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/../src/weft/*/*.cpp)
set(WEFT_CXX_FLAGS -fno-exceptions -fno-rtti -Wno-invalid-offsetof)
if(PROJECT_IS_TOP_LEVEL)  # what compilers warn of differs
  list(APPEND WEFT_CXX_FLAGS -Wall -Wextra -Werror)
endif()
find_package(Threads)

# weft_core(<name>): the core as a library. Its switches, those of src/weft/config.h, are for
# target_compile_definitions(<name> PUBLIC ...).
function(weft_core name)
  add_library(${name} STATIC ${WEFT_SOURCES})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(${name} PRIVATE ${WEFT_CXX_FLAGS})
  if(Threads_FOUND)
    target_link_libraries(${name} PUBLIC Threads::Threads)
  endif()
endfunction()
