// SPDX-License-Identifier: MIT
// The native module _errno: the system's error numbers, of which MicroPython's own has a few.
#include "binding.h"
#include "weft_port_config.h"

#if WEFT_POLLER

#include <errno.h>

#include "types/tables.h"

// MicroPython's table style.
// clang-format off

static const mp_rom_map_elem_t errno_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__errno) },
    C(EPERM), C(ENOENT), C(ESRCH), C(EINTR), C(EIO), C(ENXIO), C(E2BIG), C(ENOEXEC), C(EBADF),
    C(ECHILD), C(EAGAIN), C(ENOMEM), C(EACCES), C(EFAULT), C(EBUSY), C(EEXIST), C(EXDEV),
    C(ENODEV), C(ENOTDIR), C(EISDIR), C(EINVAL), C(ENFILE), C(EMFILE), C(ENOTTY), C(ETXTBSY),
    C(EFBIG), C(ENOSPC), C(ESPIPE), C(EROFS), C(EMLINK), C(EPIPE), C(EDOM), C(ERANGE), C(EDEADLK),
    C(ENAMETOOLONG), C(ENOLCK), C(ENOSYS), C(ENOTEMPTY), C(ELOOP), C(EPROTO), C(EOVERFLOW),
    C(ENOTSOCK), C(EDESTADDRREQ), C(EMSGSIZE), C(EPROTOTYPE), C(ENOPROTOOPT), C(EPROTONOSUPPORT),
    C(ESOCKTNOSUPPORT), C(EOPNOTSUPP), C(EPFNOSUPPORT), C(EAFNOSUPPORT), C(EADDRINUSE),
    C(EADDRNOTAVAIL), C(ENETDOWN), C(ENETUNREACH), C(ENETRESET), C(ECONNABORTED), C(ECONNRESET),
    C(ENOBUFS), C(EISCONN), C(ENOTCONN), C(ESHUTDOWN), C(ETIMEDOUT), C(ECONNREFUSED),
    C(EHOSTDOWN), C(EHOSTUNREACH), C(EALREADY), C(EINPROGRESS), C(ESTALE), C(ECANCELED),
    C(EWOULDBLOCK),
};
static MP_DEFINE_CONST_DICT(errno_dict, errno_table);

const mp_obj_module_t weft_module_errno = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&errno_dict,
};
MP_REGISTER_MODULE(MP_QSTR__errno, weft_module_errno);

#endif  // WEFT_POLLER
