// SPDX-License-Identifier: MIT
#include "weft/sync/lock.h"

namespace weft {

Outcome Lock::acquire(Micros deadline) {
  return wait_unless([](WaitQueue& self) { return static_cast<Lock&>(self).take(); }, *this,
                     deadline);
}

}  // namespace weft
