// SPDX-License-Identifier: MIT
// WorkerPool: a few OS threads, made when they are first needed and then kept, that make the calls
// which truly block: hardware, foreign C. The caller of a job parks until it is done.
//
// Every function: any OS thread; none from interrupts.
#ifndef WEFT_NATIVE_WORKER_POOL_H_
#define WEFT_NATIVE_WORKER_POOL_H_

#include "weft/queue/queue.h"
#include "weft/sched/scheduler.h"

namespace weft {

// Job is one call. It must outlive the call, also when nobody waits for it any more, so it lives in
// memory that the worker keeps alive: a heap object reached by its head, or static.
struct Job {
  // Runs on a worker, which holds the VM's lock (GIL) if there is one: a function that does not
  // touch the VM gives it up around its work, with port::leave_vm() and port::enter_vm().
  using Run = void (*)(Job& self);

  constexpr explicit Job(Run run) : run(run) {}

  Run run;
  WaitQueue callers;
  bool done = false;
};

class WorkerPool {
 public:
  enum class Submitted : uint8_t { kDone, kNoMemory, kNoThread };

  constexpr explicit WorkerPool(size_t limit) : limit_(limit) {}

  size_t limit() const { return limit_; }
  size_t workers() const {
    LockOut lock_out;
    return workers_;
  }
  // set_limit() bounds the number of workers from now on; those beyond it end as they get free.
  void set_limit(size_t limit) {
    LockOut lock_out;
    limit_ = limit;
  }

  // submit() has a worker make the call, in the order of submission. kNoThread: there is no worker
  // and none could be started.
  [[nodiscard]] Submitted submit(Job& job);
  // wait() waits until the job is done (kWoken) or `deadline`. Giving up does not stop the job.
  [[nodiscard]] Outcome wait(Job& job, Micros deadline);

  // stop() takes no more jobs (kNoThread), and ends the workers when they have done those there
  // are.
  void stop() { jobs_.shutdown(false); }
  // dispose() gives the memory back, where no collector does. Nobody may work or wait.
  void dispose() { jobs_.dispose(); }

  // work() is the life of a worker: an OS thread calls it.
  void work();

 private:
  bool leave();

  Queue jobs_{Queue::Order::kFifo, 0};
  size_t to_do_ = 0;  // jobs that are queued or being done
  size_t workers_ = 0;
  size_t limit_;
};

}  // namespace weft

#endif  // WEFT_NATIVE_WORKER_POOL_H_
