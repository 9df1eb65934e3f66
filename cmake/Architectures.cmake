# SPDX-License-Identifier: MIT
# The preset `arch`: the same tests on the other architectures.
#  - Linux: the whole project is cross-built per architecture and its tests run under qemu-user.
#  - Boards without an operating system, and ESP32: see MoreBoards.cmake.

foreach(arch i386 armhf arm64 riscv64)
  set(build ${CMAKE_BINARY_DIR}/${arch})
  add_custom_target(${arch} ALL
    COMMAND ${WEFT_QUIETLY} ${build}.configure.log
      ${CMAKE_COMMAND} -S ${CMAKE_SOURCE_DIR} -B ${build}
      --toolchain ${CMAKE_SOURCE_DIR}/cmake/toolchains/${arch}.cmake
      -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE} -DMICROPY_DIR=${WEFT_MICROPY_DIR}
      -DWEFT_MPY_CROSS=${WEFT_MPY_CROSS} -DWEFT_CONFORMANCE=OFF
    COMMAND ${WEFT_QUIETLY} ${build}.build.log ${CMAKE_COMMAND} --build ${build} -j 2
    COMMENT "Building for ${arch}"
    VERBATIM)
  add_dependencies(${arch} mpy_cross)
  add_test(NAME arch.${arch}
    COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${build} --output-on-failure --no-tests=error -j 2)
  set_tests_properties(arch.${arch} PROPERTIES TIMEOUT 3000 PROCESSORS 2)
endforeach()

include(${CMAKE_SOURCE_DIR}/cmake/MoreBoards.cmake)
