# SPDX-License-Identifier: MIT
# WEFT_WRAP, before a function's name, has it wrapped. Some of MicroPython's ports have the compiler
# link; some call the linker itself, which takes its options as they are.
WEFT_WRAP := --wrap=
ifeq ($(shell grep '[(]LD[)] .*[(]LDFLAGS[)]' $(firstword $(MAKEFILE_LIST))),)
WEFT_WRAP := -Wl,--wrap=
endif
