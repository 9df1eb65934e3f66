// SPDX-License-Identifier: MIT
// Timeout: a limit of time over any code, in a green thread, in a task, in the main thread
// (gevent.Timeout).
#ifndef WEFT_MICROPYTHON_ASYNCIO_TIMEOUT_H_
#define WEFT_MICROPYTHON_ASYNCIO_TIMEOUT_H_

#include "binding.h"

// weft_throw_alarm() throws the exception of a Timeout that needs the hub into its task.
void weft_throw_alarm(weft::Waiter& alarm);

#endif  // WEFT_MICROPYTHON_ASYNCIO_TIMEOUT_H_
