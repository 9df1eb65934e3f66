# SPDX-License-Identifier: MIT
# The ESP32's port: compiled for an ESP32-C3 (compile.py), and run in an interpreter for Linux, over
# what linux.cpp has for FreeRTOS and ESP-IDF.
set(esp32_dir ${CMAKE_SOURCE_DIR}/tests/esp32)
set(esp32_build ${CMAKE_BINARY_DIR}/mp/micropython-esp32)
set(freertos_dir ${WEFT_MICROPY_DIR}/ports/cc3200/FreeRTOS)

add_library(esp32_linux OBJECT ${esp32_dir}/linux.cpp)
target_compile_features(esp32_linux PRIVATE cxx_std_20)
target_compile_definitions(esp32_linux PRIVATE ESP_PLATFORM=1)
target_compile_options(esp32_linux PRIVATE ${WEFT_CXX_FLAGS})
target_include_directories(esp32_linux PRIVATE ${esp32_dir}/include
  ${freertos_dir}/Source/include ${freertos_dir} ${CMAKE_SOURCE_DIR}/src)

# Slots as Linux needs them, and no callbacks of pins: a deadlock is one. Frozen is what boards have. Left
# out, of the files in C too, are unix's sockets and files; and the soft reset, which this program has not.
string(JOIN " " esp32_cxx ${CMAKE_CXX_COMPILER} -include ${esp32_dir}/linux.h
  -DWEFT_INTERRUPTS_WAKE=0 -DWEFT_STACK_SLOTS=16 -DWEFT_STACK_SLOT_BYTES=65536
  -I${esp32_dir}/include -I${freertos_dir}/Source/include -I${freertos_dir})
set(esp32_ld $<TARGET_OBJECTS:esp32_linux>)
string(APPEND esp32_ld " -lpthread -Wl,-z,now -Wl,--wrap=mp_event_wait_ms")
set(variants ${CMAKE_SOURCE_DIR}/src/variants/unix)
add_custom_target(micropython-esp32 ALL
  COMMAND ${WEFT_QUIETLY} ${esp32_build}.log ${WEFT_MICROPY_MAKE} -C ${WEFT_MICROPY_DIR}/ports/unix
    BUILD=${esp32_build} VARIANT_DIR=${variants}/gil USER_C_MODULES=${CMAKE_SOURCE_DIR}
    FROZEN_MANIFEST=${CMAKE_SOURCE_DIR}/src/boards/qemu/manifest.py CXX=${esp32_cxx}
    LDFLAGS_EXTRA=${esp32_ld} "CFLAGS_EXTRA=-DWEFT_POLLER=0 -DWEFT_SOFT_RESET=0" WEFT_PARK_FILES=0
  COMMAND ${WEFT_CHECK_WRAPPED} ${esp32_build}
  COMMAND ${CMAKE_COMMAND} -E copy_if_different ${esp32_build}/micropython
    ${CMAKE_BINARY_DIR}/micropython-esp32
  DEPENDS ${WEFT_MPY_CROSS}
  COMMENT "Building micropython-esp32"
  VERBATIM)
add_dependencies(micropython-esp32 mpy_cross esp32_linux)

# native_threads and the others of its kind above all: semaphores, the wait and the ticker are new.
foreach(script native_threads native_starts native_offload native_callbacks native_collects kill
    locks slices sleep_order timeouts with_asyncio bridge_matrix scheduled_callbacks explore_races
    queue_threads)
  add_test(NAME esp32.${script}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tests/run_python.py
      ${CMAKE_BINARY_DIR}/micropython-esp32 ${CMAKE_SOURCE_DIR}/tests/python/${script}.py)
  set_tests_properties(esp32.${script} PROPERTIES TIMEOUT 150)
endforeach()

add_test(NAME esp32.compile
  COMMAND ${Python3_EXECUTABLE} ${esp32_dir}/compile.py
    ${WEFT_MICROPY_DIR} ${esp32_build} ${CMAKE_BINARY_DIR}/esp32)
set_tests_properties(esp32.compile PROPERTIES TIMEOUT 300)

# As for an ESP32 or S3, where the preset `xtensa` has made its compilers.
set(WEFT_XTENSA_TOOLS ${CMAKE_SOURCE_DIR}/build/_deps/xtensa CACHE PATH
  "Where the compilers for Xtensa are, or will be")
if(EXISTS ${WEFT_XTENSA_TOOLS}/done.cxx_headers)
  add_test(NAME esp32.compile_xtensa
    COMMAND ${Python3_EXECUTABLE} ${esp32_dir}/compile.py
      ${WEFT_MICROPY_DIR} ${esp32_build} ${CMAKE_BINARY_DIR}/esp32-xtensa ${WEFT_XTENSA_TOOLS})
  set_tests_properties(esp32.compile_xtensa PROPERTIES TIMEOUT 300)
endif()
