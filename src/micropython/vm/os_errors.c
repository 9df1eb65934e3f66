// SPDX-License-Identifier: MIT
// The OSError family: CPython 3.13's subclasses of OSError, as built-in exceptions, and OSErrors
// that arrive as the one that their errno stands for, whether C code raises them or Python code.
// That is decided as they are raised, as MicroPython has no place for it where they are made: an
// OSError that nobody has raised is of the class that was called.
//
// An option (WEFT_OSERROR_FAMILY), as a small board may not want to pay for it.
#include "py/mpconfig.h"

#if WEFT_OSERROR_FAMILY

#include "py/mperrno.h"
#include "py/objexcept.h"
#include "py/objstr.h"
#include "py/runtime.h"

#if defined(__unix__)
#include <errno.h>
#include <string.h>
#define ERRNO(name) name
#else
#define ERRNO(name) MP_##name
#endif

// MicroPython's own OSError, of which it knows how to print it. Python's OSError is ours:
// objexcept.c is compiled with another name for that, see micropython.mk.
extern const mp_obj_type_t weft_plain_OSError;

static void os_error_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
  mp_obj_exception_t copy = *(mp_obj_exception_t *)MP_OBJ_TO_PTR(self_in);
  mp_print_kind_t plain = kind & ~PRINT_EXC_SUBCLASS;
  if (plain != PRINT_EXC && plain != PRINT_STR) {
    mp_obj_exception_print(print, self_in, kind);
    return;
  }
  if (plain == PRINT_EXC) {
    if (!(kind & PRINT_EXC_SUBCLASS)) {
      mp_printf(print, "%q", (qstr)copy.base.type->name);
    }
    mp_print_str(print, ": ");
  }
  if (copy.args->len == 2 && mp_obj_is_small_int(copy.args->items[0])) {
    // MicroPython puts its own name of the error between the two.
    mp_printf(print, "[Errno %d] ", (int)MP_OBJ_SMALL_INT_VALUE(copy.args->items[0]));
    mp_obj_print_helper(print, copy.args->items[1], PRINT_STR);
    return;
  }
  copy.base.type = &weft_plain_OSError;
  mp_obj_exception_print(print, MP_OBJ_FROM_PTR(&copy), PRINT_STR);
}

static void os_error_attr(mp_obj_t self_in, qstr attribute, mp_obj_t *destination) {
  mp_obj_exception_t *self = MP_OBJ_TO_PTR(self_in);
  if (destination[0] == MP_OBJ_NULL) {
    if (attribute == MP_QSTR_errno) {
      bool has =
          self->args->len > 1 || (self->args->len == 1 && mp_obj_is_int(self->args->items[0]));
      destination[0] = has ? self->args->items[0] : mp_const_none;
      return;
    }
    if (attribute == MP_QSTR_strerror) {
      destination[0] = self->args->len > 1 ? self->args->items[1] : mp_const_none;
#if defined(__unix__)
      if (self->args->len == 1 && mp_obj_is_small_int(self->args->items[0])) {
        const char *text = strerror(MP_OBJ_SMALL_INT_VALUE(self->args->items[0]));
        destination[0] = mp_obj_new_str(text, strlen(text));
      }
#endif
      return;
    }
    if (attribute == MP_QSTR_filename) {
      destination[0] = self->args->len > 2 ? self->args->items[2] : mp_const_none;
      return;
    }
  }
  mp_obj_exception_attr(self_in, attribute, destination);
}

// MicroPython's table style.
// clang-format off

#define DEFINE(type, name, base) \
    MP_DEFINE_CONST_OBJ_TYPE(type, name, MP_TYPE_FLAG_NONE, \
        make_new, mp_obj_exception_make_new, print, os_error_print, attr, os_error_attr, \
        parent, &base)
#define CLASS(name, base) \
    extern const mp_obj_type_t weft_type_##name; \
    DEFINE(weft_type_##name, MP_QSTR_##name, base)

DEFINE(mp_type_OSError, MP_QSTR_OSError, mp_type_Exception);
CLASS(BlockingIOError, mp_type_OSError);
CLASS(ChildProcessError, mp_type_OSError);
CLASS(ConnectionError, mp_type_OSError);
CLASS(BrokenPipeError, weft_type_ConnectionError);
CLASS(ConnectionAbortedError, weft_type_ConnectionError);
CLASS(ConnectionRefusedError, weft_type_ConnectionError);
CLASS(ConnectionResetError, weft_type_ConnectionError);
CLASS(FileExistsError, mp_type_OSError);
CLASS(FileNotFoundError, mp_type_OSError);
CLASS(InterruptedError, mp_type_OSError);
CLASS(IsADirectoryError, mp_type_OSError);
CLASS(NotADirectoryError, mp_type_OSError);
CLASS(PermissionError, mp_type_OSError);
CLASS(ProcessLookupError, mp_type_OSError);
CLASS(TimeoutError, mp_type_OSError);

static const struct {
    uint8_t error;
    const mp_obj_type_t *type;
} classes[] = {
    { ERRNO(EAGAIN), &weft_type_BlockingIOError },
    { ERRNO(EALREADY), &weft_type_BlockingIOError },
    { ERRNO(EINPROGRESS), &weft_type_BlockingIOError },
    { ERRNO(EPIPE), &weft_type_BrokenPipeError },
    { ERRNO(ECONNABORTED), &weft_type_ConnectionAbortedError },
    { ERRNO(ECONNREFUSED), &weft_type_ConnectionRefusedError },
    { ERRNO(ECONNRESET), &weft_type_ConnectionResetError },
    { ERRNO(EEXIST), &weft_type_FileExistsError },
    { ERRNO(ENOENT), &weft_type_FileNotFoundError },
    { ERRNO(EISDIR), &weft_type_IsADirectoryError },
    { ERRNO(EACCES), &weft_type_PermissionError },
    { ERRNO(EPERM), &weft_type_PermissionError },
    { ERRNO(ETIMEDOUT), &weft_type_TimeoutError },
    { ERRNO(ECHILD), &weft_type_ChildProcessError },
    { ERRNO(EINTR), &weft_type_InterruptedError },
    { ERRNO(ENOTDIR), &weft_type_NotADirectoryError },
    { ERRNO(ESRCH), &weft_type_ProcessLookupError },
    #if defined(__unix__)
    { ESHUTDOWN, &weft_type_BrokenPipeError },
    #endif
};

// clang-format on

static const mp_obj_type_t *class_of(mp_int_t error) {
  for (size_t i = 0; i < MP_ARRAY_SIZE(classes); i++) {
    if (classes[i].error == error) {
      return classes[i].type;
    }
  }
  return &mp_type_OSError;
}

static void classify(mp_obj_t exception) {
  if (!mp_obj_is_exact_type(exception, &mp_type_OSError)) {
    return;
  }
  mp_obj_exception_t *self = MP_OBJ_TO_PTR(exception);
  if (self->args->len > 0 && mp_obj_is_small_int(self->args->items[0])) {
    self->base.type = class_of(MP_OBJ_SMALL_INT_VALUE(self->args->items[0]));
  }
}

__attribute__((noreturn)) void __wrap_mp_raise_OSError(int error) {
  mp_raise_type_arg(class_of(error), MP_OBJ_NEW_SMALL_INT(error));
}

// What the VM raises, and what is thrown into a generator.
mp_obj_t __real_mp_make_raise_obj(mp_obj_t object);
mp_obj_t __wrap_mp_make_raise_obj(mp_obj_t object) {
  mp_obj_t exception = __real_mp_make_raise_obj(object);
  classify(exception);
  return exception;
}

#endif  // WEFT_OSERROR_FAMILY
