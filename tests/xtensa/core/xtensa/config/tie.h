// SPDX-License-Identifier: MIT
// The emulated processors' registers beyond the base, in the form of an SDK's header: see
// weft/config.h. WEFT_TEST_KEPT_REGISTER adds one that a called function must keep, for a test.
#ifndef XTENSA_CORE_TIE_H
#define XTENSA_CORE_TIE_H

#ifdef WEFT_TEST_KEPT_REGISTER
#define XCHAL_CP1_SA_LIST(s) XCHAL_SA_REG(s, 0, 1, 2, 0, kept, 4, 4, 4, 0x30, k, 0, 32, 0, 0, 0)
#else
#define XCHAL_CP1_SA_LIST(s)
#endif
#define XCHAL_NCP_SA_LIST(s)                                                   \
  XCHAL_SA_REG(s, 1, 2, 1, 1, threadptr, 4, 4, 4, 0x3e7, ur, 231, 32, 0, 0, 0) \
  XCHAL_SA_REG(s, 1, 0, 0, 1, acclo, 4, 4, 4, 0x210, sr, 16, 32, 0, 0, 0)      \
  XCHAL_SA_REG(s, 1, 0, 0, 1, acchi, 4, 4, 4, 0x211, sr, 17, 8, 0, 0, 0)
#define XCHAL_CP0_SA_LIST(s)
#define XCHAL_CP2_SA_LIST(s)
#define XCHAL_CP3_SA_LIST(s)
#define XCHAL_CP4_SA_LIST(s)
#define XCHAL_CP5_SA_LIST(s)
#define XCHAL_CP6_SA_LIST(s)
#define XCHAL_CP7_SA_LIST(s)

#endif  // XTENSA_CORE_TIE_H
