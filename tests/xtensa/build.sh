#!/bin/sh
# SPDX-License-Identifier: MIT
# build.sh TOOLS FOLDER: the test programs, with the compilers of TOOLS (see toolchain.sh), into FOLDER:
#   liblinux.a, switch_stress (with the core's checks), switch_bare (without), unit
#   windows_le, windows_eb      the switch alone, for both orders of bytes
#   windows_wrong               with windows spilled for 32 registers, for a core of 64
#   call0                       the switch without register windows
set -e
tools=$1
out=$2
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
PATH=$tools/bin:$PATH
posix="-D_GNU_SOURCE -D_POSIX_TIMERS=1 -D_POSIX_MONOTONIC_CLOCK=200112L -D_FILE_OFFSET_BITS=64"
warn="-Wall -Wextra -Werror"
core="-std=c++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit
  -Wno-invalid-offsetof -nostdinc++ -I$root/src/boards/qemu/include -I$here/core/include -I$root/src
  -DWEFT_NATIVE_THREADS=0 -Dthread_local="

mkdir -p "$out"
cd "$out"
c="-O2 $warn -mlongcalls $posix -I$here/core -I$here/libc/include
  -isystem $tools/le/include"
xtensa-elf-gcc $c -c "$here/libc/linux.c" "$here/libc/start.S" "$here/libc/signal_entry.S"
rm -f liblinux.a
xtensa-elf-ar rcs liblinux.a linux.o start.o signal_entry.o
link="-nostdlib -Wl,--wrap=longjmp,--undefined=_start -L. -L$tools/le/lib -Wl,--start-group
  -llinux -lc -lm -lgcc -Wl,--end-group"
sources="$here/switch_stress.cpp $here/dive.S $root/examples/core/port.cpp
  $root/src/weft/context/context_xtensa.cpp $root/src/weft/sched/*.cpp"
xtensa-elf-g++ $c $core -DWEFT_CHECKS=1 $sources -o switch_stress $link
xtensa-elf-g++ $c $core $sources -o switch_bare $link
# The unit tests, with the C++ library's headers. Templates are instantiated here, as the library
# itself is not built. worker_pool_test.cpp is about threads of an operating system.
tests=$(ls "$root"/tests/unit/*.cpp | grep -v worker_pool)
xtensa-elf-g++ -O2 -Wall -Wextra -Wno-invalid-offsetof -mlongcalls $posix -std=c++20 \
  -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit -Dthread_local= \
  -Dmallinfo2=mallinfo -DWEFT_LOCKOUT=1 -D_GLIBCXX_EXTERN_TEMPLATE=0 -nostdinc++ \
  -I"$here/unit" -isystem "$tools/cxx" -isystem "$tools/cxx/xtensa-elf" \
  -isystem "$tools/cxx/supc++" -I"$here/core" -I"$here/libc/include" -isystem "$tools/le/include" \
  -I"$root/src" -I"$root/tests/unit" $tests "$here/unit/runner.cpp" "$tools/cxx/tree.cc" \
  "$root"/src/weft/*/*.cpp -o unit -T "$here/libc/ctors.ld" $link

alone="-O2 $warn $core -ffreestanding -fno-tree-loop-distribute-patterns -I$here/core
  -isystem $tools/le/include -nostdlib"
windows="$here/windows.cpp $here/dive.S $here/libc/signal_entry.S $root/src/weft/context/context_xtensa.cpp"
big_endian="-mbig-endian -B$tools/eb/"
xtensa-elf-g++ $alone $windows -o windows_le
xtensa-elf-g++ $alone $big_endian $windows -o windows_eb
xtensa-elf-g++ $alone $big_endian -DXCHAL_NUM_AREGS=32 $windows -o windows_wrong
xtensa-elf-g++ -mabi=call0 $alone "$here/call0.cpp" "$root/src/weft/context/context_xtensa.cpp" -o call0

# A register that a called function must keep, and that the switch does not, makes it carriers, which
# these programs cannot have.
if xtensa-elf-g++ $core -DWEFT_TEST_KEPT_REGISTER -I$here/core -isystem "$tools/le/include" \
  -fsyntax-only "$root/src/weft/context/context_xtensa.cpp" 2> kept_register.log; then
  echo "a register that must be kept is not noticed"
  exit 1
fi
grep -q "carriers need an operating system" kept_register.log
