// SPDX-License-Identifier: MIT
// The emulated processors' features, as far as picolibc's assembler and weft/config.h ask for them:
// an SDK's header, which is not here. qemu's dc233c is little-endian and has 32 registers; its fsf
// is big-endian and has 64.
#ifndef XTENSA_CORE_CONFIGURATION_H
#define XTENSA_CORE_CONFIGURATION_H

#if defined(__XTENSA_EB__)
#define XCHAL_HAVE_BE 1
#ifndef XCHAL_NUM_AREGS
#define XCHAL_NUM_AREGS 64
#endif
#else
#define XCHAL_HAVE_BE 0
#ifndef XCHAL_NUM_AREGS
#define XCHAL_NUM_AREGS 32
#endif
#endif

#define XCHAL_HAVE_WINDOWED 1
#define XCHAL_HAVE_DENSITY 1
#define XCHAL_HAVE_LOOPS 1
#define XCHAL_HAVE_L32R 1
#define XCHAL_HAVE_ABSOLUTE_LITERALS 0
#define XCHAL_HAVE_NSA 1
#define XCHAL_HAVE_THREADPTR 0
#define XCHAL_MAYHAVE_ERRATUM_XEA1KWIN 0
#define XCHAL_INST_FETCH_WIDTH 4
#define XCHAL_UNALIGNED_LOAD_EXCEPTION 1

#endif  // XTENSA_CORE_CONFIGURATION_H
