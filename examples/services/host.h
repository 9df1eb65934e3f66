// SPDX-License-Identifier: MIT
// Services on the host's own threads: the port is the one of the unit tests.
#ifndef WEFT_EXAMPLES_SERVICES_HOST_H_
#define WEFT_EXAMPLES_SERVICES_HOST_H_

#include "host_port.h"
#include "weft/service/service.h"

inline void set_up_host() {
  weft::test::host.real_clock = true;
  (void)weft::scheduler.stacks().configure(4, 64 * 1024);
}

// Starts a service on a native thread, and waits until it runs.
inline void start(weft::Service& service) {
  weft::Future started;
  service.start(started, true);
  (void)started.wait();
}

inline void stop(weft::Service& service) {
  weft::Future stopped;
  service.stop(stopped);
  (void)stopped.wait();
}

#endif  // WEFT_EXAMPLES_SERVICES_HOST_H_
