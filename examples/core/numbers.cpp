// SPDX-License-Identifier: MIT
// The core in a program of one's own, without any VM: a fiber gives numbers to main() by a queue.
#include <cstdio>

#include "weft/queue/queue.h"

static weft::Queue numbers(weft::Queue::Order::kFifo, 1);

static weft::Fiber counts([](weft::Fiber&) {
  for (uintptr_t n = 1; n <= 3; n++) (void)numbers.put(n, weft::kForever);
  numbers.shutdown(false);
});

int main() {
  if (!weft::scheduler.stacks().configure(1, 64 * 1024) || !weft::scheduler.bind(counts)) return 1;
  weft::scheduler.start(counts);
  uintptr_t n = 0;
  while (numbers.get(n, weft::kForever) == weft::Queue::Result::kDone) {
    std::printf("number %u\n", static_cast<unsigned>(n));
  }
}
