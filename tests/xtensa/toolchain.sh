#!/bin/sh
# SPDX-License-Identifier: MIT
# toolchain.sh FOLDER SOURCES: a little-endian compiler for windowed Xtensa, xtensa-elf, in FOLDER, of
# the tarballs in SOURCES/usr/src: Debian 12's packages gcc-12-source and binutils-source. Takes some
# ten minutes on two processors, 1.5 GB while it builds and some 100 MB afterwards.
set -e
folder=$1
sources=$2
export MAKEINFO=true CFLAGS="-O1 -g0" CXXFLAGS="-O1 -g0" PATH="$folder/bin:$PATH"
jobs=${WEFT_JOBS:-2}
work=$folder/work
mkdir -p "$work/binutils" "$work/gcc"

step() { echo "$(date +%T) $*"; }

step "unpacking"
tar -xf "$sources"/usr/src/binutils/binutils-*.tar.xz -C "$work"
tar -xf "$sources"/usr/src/gcc-12/gcc-12*.tar.xz -C "$work"
# The one edit: the default core of the assembler's tables is little-endian, that of these is not.
sed -i 's/^\(#define XCHAL_HAVE_BE[[:space:]]*\)1/\10/' \
  "$work"/binutils-*/include/xtensa-config.h "$work"/gcc-*/include/xtensa-config.h

step "binutils"
cd "$work/binutils"
../binutils-*/configure --target=xtensa-elf --prefix="$folder" --disable-nls --disable-gdb \
  --disable-sim --disable-gprofng --disable-libdecnumber --disable-readline --disable-gdbserver \
  --disable-werror
make -j"$jobs" MAKEINFO=true all-binutils all-gas all-ld
make MAKEINFO=true install-binutils install-gas install-ld

step "gcc"
cd "$work/gcc"
../gcc-*/configure --target=xtensa-elf --prefix="$folder" --enable-languages=c,c++ --disable-nls \
  --disable-shared --disable-threads --disable-libssp --disable-libquadmath --disable-libgomp \
  --disable-libatomic --disable-libstdcxx --disable-hosted-libstdcxx --disable-lto --disable-plugin \
  --disable-bootstrap --disable-multilib --disable-tls --without-headers --with-newlib \
  --without-isl --without-zstd --disable-werror --enable-checking=no --disable-decimal-float
make -j"$jobs" MAKEINFO=true all-gcc
# The target install-gcc would make tm.texi, which Debian's tarball lacks.
make -C gcc MAKEINFO=true install-common install-driver install-headers
make -j"$jobs" MAKEINFO=true all-target-libgcc
make MAKEINFO=true install-target-libgcc

cd "$folder"
rm -rf "$work"
step "done"
