// SPDX-License-Identifier: MIT
// What the ports share: time that may be virtual, scheduled callbacks, and the wait of those that
// must look again and again.
#ifndef WEFT_MICROPYTHON_PORT_COMMON_H_
#define WEFT_MICROPYTHON_PORT_COMMON_H_

#include "binding.h"

// weft_set_virtual_time(): from now on time passes only while everything waits.
// weft_skip_time() waits until the deadline in virtual time. False: time is real, or what is waited
// for has no time: then it comes from outside.
void weft_set_virtual_time(bool on);
bool weft_skip_time(weft::Micros deadline);

// weft_hub_may_block() is what weft_block_hub() looks at last: nothing is ready or due.
bool weft_hub_may_block();

// weft_run_callbacks() runs them on the hub, and weft_wait_for_event() first waits for an event,
// for `micros` at most, rounded down to milliseconds. An exception, Ctrl-C's above all, stays
// pending: the core has no place to raise it, its caller does.
void weft_run_callbacks();
void weft_wait_for_event(weft::Micros micros);

// For ports that must look. weft_look_until() calls wait(micros that are left) again and again,
// between weft_block_hub() and weft_unblock_hub(), until the deadline or until there is something
// to do. weft_poll_wake() is their weft_wake_ioctl().
void weft_look_until(weft::Micros deadline, const volatile bool& run_requested,
                     void (*wait)(weft::Micros));
mp_uint_t weft_poll_wake(bool run_requested, mp_uint_t request, uintptr_t flags, int* error);

#endif  // WEFT_MICROPYTHON_PORT_COMMON_H_
