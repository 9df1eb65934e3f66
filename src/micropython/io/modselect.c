// SPDX-License-Identifier: MIT
// The native modules _select and _process: their tables. select.py and subprocess.py are the
// modules that programs import.
#include "binding.h"
#include "weft_port_config.h"

#if WEFT_POLLER

#include <poll.h>
#include <sys/epoll.h>

#include "io/functions.h"
#include "types/tables.h"

// MicroPython's table style.
// clang-format off

FUN_3(wait_descriptor);
FUN_1(poll_now);
FUN_0(epoll_create);
FUN_VAR(epoll_ctl, 4, 4);
FUN_2(epoll_wait);
FUN_1(forget_descriptor);
FUN_2(read_descriptor);
FUN_2(write_descriptor);

static const mp_rom_map_elem_t select_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__select) },
    ENTRY(wait, wait_descriptor),
    ENTRY(poll, poll_now),
    ENTRY(epoll_create, epoll_create),
    ENTRY(epoll_ctl, epoll_ctl),
    ENTRY(epoll_wait, epoll_wait),
    ENTRY(forget, forget_descriptor),
    ENTRY(read, read_descriptor),
    ENTRY(write, write_descriptor),
    C(POLLIN), C(POLLPRI), C(POLLOUT), C(POLLERR), C(POLLHUP), C(POLLNVAL),
    { MP_ROM_QSTR(MP_QSTR_POLLRDHUP), MP_ROM_INT(0x2000) },
    C(EPOLLIN), C(EPOLLPRI), C(EPOLLOUT), C(EPOLLERR), C(EPOLLHUP), C(EPOLLRDHUP),
    C(EPOLL_CLOEXEC),
    { MP_ROM_QSTR(MP_QSTR_EPOLLET), MP_ROM_INT((mp_int_t)0x80000000) },
    C(EPOLLONESHOT), C(EPOLL_CTL_ADD), C(EPOLL_CTL_MOD), C(EPOLL_CTL_DEL),
};
static MP_DEFINE_CONST_DICT(select_dict, select_table);

const mp_obj_module_t weft_module_select = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&select_dict,
};
MP_REGISTER_MODULE(MP_QSTR__select, weft_module_select);

FUN_VAR(spawn, 6, 6);
FUN_0(pipe);
FUN_0(open_null);
FUN_1(open_process);
FUN_1(wait_process);
FUN_2(kill_process);

static const mp_rom_map_elem_t process_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR__process) },
    ENTRY(spawn, spawn),
    ENTRY(pipe, pipe),
    ENTRY(open_null, open_null),
    ENTRY(open_process, open_process),
    ENTRY(wait, wait_process),
    ENTRY(kill, kill_process),
};
static MP_DEFINE_CONST_DICT(process_dict, process_table);

const mp_obj_module_t weft_module_process = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&process_dict,
};
MP_REGISTER_MODULE(MP_QSTR__process, weft_module_process);

#endif  // WEFT_POLLER
