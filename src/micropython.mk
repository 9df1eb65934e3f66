# SPDX-License-Identifier: MIT
# Weft as a MicroPython user module, for ports built with make:
#   make -C ports/… USER_C_MODULES=<weft>
# This file is here, and not beside the binding, so that the objects lie in $(BUILD)/src: the unix
# port's program is called $(BUILD)/micropython.
WEFT_DIR := $(USERMOD_DIR)

SRC_USERMOD_C += $(wildcard $(WEFT_DIR)/micropython/*/*.c)
SRC_USERMOD_CXX += $(wildcard $(WEFT_DIR)/micropython/*/*.cpp)
SRC_USERMOD_LIB_CXX += $(wildcard $(WEFT_DIR)/weft/*/*.cpp)

# The examples' service in C++, for service.get(): see examples/services.
ifeq ($(WEFT_EXAMPLES),1)
SRC_USERMOD_CXX += $(wildcard $(WEFT_DIR)/../examples/services/firmware/*.cpp)
endif

WEFT_INCLUDES := -I$(WEFT_DIR) -I$(WEFT_DIR)/micropython
CFLAGS_USERMOD += $(WEFT_INCLUDES)
# A fiber is found from its heap object and back: plain inheritance, which GCC lays out as expected.
CXXFLAGS_USERMOD += $(WEFT_INCLUDES) -std=c++20 -fno-exceptions -fno-rtti \
    -fno-threadsafe-statics -fno-use-cxa-atexit -Wno-invalid-offsetof

# make's MICROPY_PY_THREAD means threads without a GIL: the core must lock foreign code out.
ifeq ($(MICROPY_PY_THREAD),1)
CXXFLAGS_USERMOD += -DWEFT_LOCKOUT=1 -DWEFT_PARALLEL=1
endif

# OS threads carry the fibers: see weft/config.h, which chooses if this is not set.
ifneq ($(WEFT_CARRIER),)
CXXFLAGS_USERMOD += -DWEFT_CARRIER=$(WEFT_CARRIER)
endif

# What checks the rules of the binding: see weft/checks.h.
ifeq ($(WEFT_CHECKS),1)
CFLAGS_USERMOD += -DWEFT_CHECKS=1
CXXFLAGS_USERMOD += -DWEFT_CHECKS=1
LDFLAGS_USERMOD += -Wl,--wrap=gc_collect -Wl,--wrap=mp_execute_bytecode -Wl,--wrap=nlr_jump \
    -Wl,--wrap=m_malloc -Wl,--wrap=m_malloc_maybe -Wl,--wrap=m_malloc0 \
    -Wl,--wrap=m_malloc_with_finaliser -Wl,--wrap=m_realloc -Wl,--wrap=m_realloc_maybe
endif

# main() asks us whether there is a function to call as the program ends. What C code hands to Python
# must outlive its frames (vm/stack_objects.cpp), and a list that is sorted may change (vm/sort.cpp).
# __import__() takes the lock that `import` takes (fibers/import_lock.cpp).
$(BUILD)/main.o: CFLAGS += -Dmp_obj_is_callable=weft_at_exit
$(BUILD)/extmod/modre.o: CFLAGS += -Dmp_call_function_1=weft_call_with_match \
    -Dmp_obj_malloc_helper=weft_allocate_pattern
$(BUILD)/py/modio.o $(BUILD)/extmod/vfs_blockdev.o: CFLAGS += \
    -Dmp_call_method_n_kw=weft_call_with_buffer
$(BUILD)/py/modbuiltins.o: CFLAGS += -Dmp_builtin___import___obj=weft_import_obj
$(BUILD)/py/objlist.o: CFLAGS += -Dmp_arg_parse_all=weft_parse_sort_arguments \
    -Dmp_call_function_1=weft_call_sort_key

# What is wrapped: see micropython/wrapped.txt.
include $(WEFT_DIR)/micropython/wrap.mk
LDFLAGS_USERMOD += $(shell sed -n 's/^\([a-z]\w*\).*/$(WEFT_WRAP)\1/p' \
    $(WEFT_DIR)/micropython/wrapped.txt)

# Options. The OSError family: vm/os_errors.c. Files that park who reads or writes them, on unix:
# io/descriptors.cpp.
ifeq ($(WEFT_OSERROR_FAMILY),1)
CFLAGS_USERMOD += -DWEFT_OSERROR_FAMILY=1
CXXFLAGS_USERMOD += -DWEFT_OSERROR_FAMILY=1
LDFLAGS_USERMOD += $(WEFT_WRAP)mp_raise_OSError $(WEFT_WRAP)mp_make_raise_obj
$(BUILD)/py/objexcept.o: CFLAGS += -Dmp_type_OSError=weft_plain_OSError
endif
ifeq ($(WEFT_PARK_FILES),1)
CXXFLAGS_USERMOD += -DWEFT_PARK_FILES=1
LDFLAGS_USERMOD += $(WEFT_WRAP)read $(WEFT_WRAP)write $(WEFT_WRAP)open $(WEFT_WRAP)open64
endif
# ssl, over the system's mbedTLS: io/tls_socket.cpp.
ifeq ($(WEFT_TLS),1)
CFLAGS_USERMOD += -DWEFT_TLS=1
CXXFLAGS_USERMOD += -DWEFT_TLS=1
LDFLAGS_USERMOD += -lmbedtls -lmbedx509 -lmbedcrypto
endif
# For a test: MicroPython's own `tls`, beside it.
ifeq ($(WEFT_MODTLS),1)
SRC_USERMOD_C += $(WEFT_DIR)/../tests/streams/modtls.c
endif
