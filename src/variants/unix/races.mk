# SPDX-License-Identifier: MIT
# The interpreter without a GIL under ThreadSanitizer: make … WEFT_SANITIZE=thread. Weft's own code is
# instrumented; MicroPython's, whose data threads share unguarded by design, is not.
COPT = -O1 -fno-omit-frame-pointer
STRIP =
VARIANT := $(VARIANT)-races
# The sanitizer follows setjmp() and longjmp(), not MicroPython's own.
CFLAGS_EXTRA += -UNDEBUG -DMICROPY_NLR_SETJMP=1 -Wno-maybe-uninitialized -Wno-clobbered
LDFLAGS_EXTRA += -fsanitize=thread

$(BUILD)/src/%.o: CFLAGS += -fsanitize=thread

# The collector waits until each other thread has shown its stack, in a signal's handler. The sanitizer
# would hold that back as long as the thread waits for a mutex: see vm/sanitizers.cpp.
$(BUILD)/mpthreadport.o: CFLAGS += -Dsigaction=weft_sigaction -Dsem_post=weft_sem_post
