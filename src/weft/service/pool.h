// SPDX-License-Identifier: MIT
// Pool: a few futures for those who do not want to keep one: forgettable requests.
//
//   static weft::Pool<Log, 4> logs;
//   if (Log* log = logs.take()) { log->level = 3; logger.request(*log); }   // and that is all
//
// Each comes back when it is answered, resolved or rejected.
//
// Every function: any OS thread or, where interrupts are locked out, interrupt.
#ifndef WEFT_SERVICE_POOL_H_
#define WEFT_SERVICE_POOL_H_

#include "weft/service/future.h"

namespace weft {

template <typename C, size_t count>
class Pool {
 public:
  constexpr Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // take() is a future to be sent, nullptr if all are on their way.
  [[nodiscard]] C* take() {
    InVm in_vm;
    LockOut lock_out;
    for (Entry& entry : entries_) {
      if (entry.taken) continue;
      entry.taken = true;
      entry.then(&Pool::give_back);
      return &entry;
    }
    return nullptr;
  }
  // free() counts those that are here.
  size_t free() const {
    InVm in_vm;
    LockOut lock_out;
    size_t free = 0;
    for (const Entry& entry : entries_) free += !entry.taken;
    return free;
  }

 private:
  struct Entry : C {
    bool taken = false;
  };

  static void give_back(Future& future) {
    LockOut lock_out;
    static_cast<Entry&>(future).taken = false;
  }

  Entry entries_[count];
};

}  // namespace weft

#endif  // WEFT_SERVICE_POOL_H_
