# SPDX-License-Identifier: MIT
# The interpreter under AddressSanitizer, and Weft under UBSan too: make … WEFT_SANITIZE=1. See
# src/micropython/vm/sanitizers.cpp.
COPT = -O1 -fno-omit-frame-pointer
STRIP =
VARIANT := $(VARIANT)-sanitized
# MicroPython's own assertions hold too; GCC sees less of what is initialised.
CFLAGS_EXTRA += -UNDEBUG -fsanitize=address -Wno-maybe-uninitialized -Wno-clobbered \
    -include $(VARIANT_DIR)/../../../micropython/nlr_returns_twice.h
LDFLAGS_EXTRA += -fsanitize=address,undefined

# The collector reads stacks, red zones and all, and memory that is free.
$(BUILD)/py/gc.o $(BUILD)/shared/runtime/gchelper_generic.o: CFLAGS += -fno-sanitize=address \
    -Dmemcpy=weft_plain_memcpy -Dmemset=weft_plain_memset
LDFLAGS_EXTRA += -Wl,--wrap=gc_alloc -Wl,--wrap=gc_realloc -Wl,--wrap=gc_free

# UBSan is for our own objects: MicroPython's shift negative numbers and the like by design.
$(BUILD)/src/%.o: CFLAGS += -fsanitize=undefined -fno-sanitize-recover=all
