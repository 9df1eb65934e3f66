#!/bin/sh
# SPDX-License-Identifier: MIT
# toolchain.sh FOLDER DEBIAN SOURCES: compilers for windowed Xtensa, and a C library, in FOLDER.
#
# DEBIAN holds Debian 12's packages gcc-12-source and binutils-source, unpacked; SOURCES the tarballs of
# picolibc and qemu. Makes, in this order:
#   bin, xtensa-elf    binutils and GCC, little-endian
#   eb                 assembler and linker, big-endian, for GCC's -mbig-endian
#   le                 picolibc, little-endian
#   cxx                the headers of GCC's C++ library, and the one source that they need
# Each step that has ended leaves a file FOLDER/done.*, and is not done again.
set -e
folder=$1
debian=$2
sources=$3
here=$(cd "$(dirname "$0")" && pwd)
export MAKEINFO=true CFLAGS="-O1 -g0" CXXFLAGS="-O1 -g0" PATH="$folder/bin:$PATH"
jobs=${WEFT_JOBS:-2}
work=$folder/work
mkdir -p "$work"

step() {
  if [ -e "$folder/done.$1" ]; then return; fi
  date "+%T $1"
  "$1"
  touch "$folder/done.$1"
}

# unpack NAME TARBALL: into the folder NAME.
unpack() {
  rm -rf "${work:?}/$1"
  mkdir "$work/$1"
  tar -xf "$2" -C "$work/$1" --strip-components=1
}

binutils() {
  unpack binutils "$debian"/usr/src/binutils/binutils-*.tar.xz
  # The assembler's tables are those of a little-endian core, what else is configured is not.
  sed -i 's/^\(#define XCHAL_HAVE_BE[[:space:]]*\)1/\10/' "$work/binutils/include/xtensa-config.h"
  rm -rf "$work/binutils-build"
  mkdir "$work/binutils-build"
  cd "$work/binutils-build"
  ../binutils/configure --target=xtensa-elf --prefix="$folder" --disable-nls --disable-gdb \
    --disable-sim --disable-gprofng --disable-libdecnumber --disable-readline \
    --disable-gdbserver --disable-werror
  make -j"$jobs" MAKEINFO=true all-binutils all-gas all-ld
  make MAKEINFO=true install-binutils install-gas install-ld
}

gcc() {
  unpack gcc-source "$debian"/usr/src/gcc-12/gcc-12*.tar.xz
  # The order of bytes is an option, not configured.
  printf '\nmbig-endian\nTarget RejectNegative Mask(BIG_ENDIAN)\nGenerate big-endian code.\n' \
    >> "$work/gcc-source/gcc/config/xtensa/xtensa.opt"
  sed -i '/^#define TARGET_BIG_ENDIAN/d' "$work/gcc-source/gcc/config/xtensa/xtensa.h"
  sed -i 's/^\(#define XCHAL_HAVE_BE[[:space:]]*\)1/\10/' "$work/gcc-source/include/xtensa-config.h"
  rm -rf "$work/gcc-build"
  mkdir "$work/gcc-build"
  cd "$work/gcc-build"
  ../gcc-source/configure --target=xtensa-elf --prefix="$folder" --enable-languages=c,c++ --disable-nls \
    --disable-shared --disable-threads --disable-libssp --disable-libquadmath --disable-libgomp \
    --disable-libatomic --disable-libstdcxx --disable-hosted-libstdcxx --disable-lto \
    --disable-plugin --disable-bootstrap --disable-multilib --disable-tls --without-headers \
    --with-newlib --without-isl --without-zstd --disable-werror --enable-checking=no \
    --disable-decimal-float
  make -j"$jobs" MAKEINFO=true all-gcc
  # The target install-gcc would make tm.texi, which Debian's tarball lacks.
  make -C gcc MAKEINFO=true install-common install-driver install-headers
  make -j"$jobs" MAKEINFO=true all-target-libgcc
  make MAKEINFO=true install-target-libgcc
}

# Assembler and linker again, with the tables of qemu's core fsf.
big_endian_binutils() {
  tar -xf "$sources"/qemu_*.tar.xz -C "$work" --wildcards '*/target/xtensa/core-fsf/*'
  modules=$work/binutils/bfd/xtensa-modules.c
  {
    grep '^#include' "$modules"
    grep -v '^#include' "$work"/qemu-*/target/xtensa/core-fsf/xtensa-modules.c.inc
  } > "$work/modules.c"
  mv "$work/modules.c" "$modules"
  sed -i 's/^\(#define XCHAL_HAVE_BE[[:space:]]*\)0/\11/' "$work/binutils/include/xtensa-config.h"
  cd "$work/binutils-build"
  make -j"$jobs" MAKEINFO=true all-gas all-ld
  mkdir -p "$folder/eb"
  cp gas/as-new "$folder/eb/as"
  cp ld/ld-new "$folder/eb/ld"
}

little_endian_library() {
  unpack picolibc "$sources"/picolibc_*.tar.gz
  cat > "$work/cross.txt" << END
[binaries]
c = ['xtensa-elf-gcc', '-mlongcalls', '-I$here/core', '-nostdlib']
ar = 'xtensa-elf-ar'
as = 'xtensa-elf-as'
nm = 'xtensa-elf-nm'
strip = 'xtensa-elf-strip'
[host_machine]
system = 'unknown'
cpu_family = 'xtensa'
cpu = 'xtensa'
endian = 'little'
[properties]
skip_sanity_check = true
END
  rm -rf "$work/picolibc-build"
  mkdir "$work/picolibc-build"
  cd "$work/picolibc-build"
  env -u CFLAGS -u CXXFLAGS meson setup . ../picolibc --cross-file ../cross.txt \
    --prefix="$folder/le" -Dincludedir=include -Dlibdir=lib -Dspecsdir=none -Dmultilib=false \
    -Dtests=false -Dpicocrt=false -Dsemihost=false -Dposix-console=true -Dsingle-thread=true \
    -Dthread-local-storage=false -Dnewlib-global-errno=true -Dio-long-long=true -Ddebug=false \
    -Doptimization=2
  ninja -j"$jobs" install
}

cxx_headers() {
  rm -rf "$work/cxx" "$folder/cxx"
  mkdir "$work/cxx"
  cd "$work/cxx"
  # Nothing can be linked as it is configured; what it would look for in vain is said beforehand.
  ac_cv_func_fcntl=no ac_cv_func_getexecname=no \
    CC="xtensa-elf-gcc -isystem $folder/le/include" CPP="xtensa-elf-gcc -E -isystem $folder/le/include" \
    CXX="xtensa-elf-g++ -isystem $folder/le/include" CFLAGS=-O2 CXXFLAGS=-O2 \
    ../gcc-source/libstdc++-v3/configure --host=xtensa-elf --target=xtensa-elf \
    --build="$(../gcc-source/config.guess)" --with-newlib --disable-multilib --disable-shared \
    --disable-nls --disable-libstdcxx-pch --disable-libstdcxx-verbose --disable-libstdcxx-backtrace \
    --enable-libstdcxx-threads=no
  make -C include
  cp -RL include "$folder/cxx"
  cp -RL ../gcc-source/libstdc++-v3/libsupc++ "$folder/cxx/supc++"
  cp ../gcc-source/libstdc++-v3/src/c++98/tree.cc "$folder/cxx"
}

step binutils
step big_endian_binutils
step gcc
step little_endian_library
step cxx_headers
rm -rf "$work"
date "+%T done"
