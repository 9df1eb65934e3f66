// SPDX-License-Identifier: MIT
#include "weft/native/worker_pool.h"

namespace weft {

WorkerPool::Submitted WorkerPool::submit(Job& job) {
  bool needs_worker;
  {
    LockOut lock_out;
    // Those who have done their job are about to take the next.
    needs_worker = ++to_do_ > workers_ && workers_ < limit_;
    if (needs_worker) workers_++;
  }
  Queue::Result queued = jobs_.put(reinterpret_cast<uintptr_t>(&job), Queue::kNow);
  if (queued != Queue::Result::kDone) {
    LockOut lock_out;
    to_do_--;
    if (needs_worker) workers_--;
    return queued == Queue::Result::kShutDown ? Submitted::kNoThread : Submitted::kNoMemory;
  }
  auto body = [](void* self) { static_cast<WorkerPool*>(self)->work(); };
  if (!needs_worker || port::start_task(body, this, true)) return Submitted::kDone;
  LockOut lock_out;
  workers_--;
  if (workers_ != 0) return Submitted::kDone;  // it will be served in its turn
  jobs_.clear();
  to_do_ = 0;
  return Submitted::kNoThread;
}

Outcome WorkerPool::wait(Job& job, Micros deadline) {
  {
    LockOut lock_out;  // else the worker might still be at the job
    if (job.done) return Outcome::kWoken;
  }
  Waiter* self = scheduler.prepare_wait();
  if (self == nullptr) return Outcome::kNoMemory;
  if (job.done) {
    port::unlock();
    return Outcome::kWoken;
  }
  return scheduler.wait(*self, &job.callers, deadline);
}

// A worker too many goes; the others see that there are fewer. After stop() all do.
bool WorkerPool::leave() {
  LockOut lock_out;
  if (workers_ <= limit_ && !(jobs_.is_shut_down() && jobs_.size() == 0)) return false;
  workers_--;
  return true;
}

void WorkerPool::work() {
  uintptr_t word;
  while (!leave()) {
    if (jobs_.get(word, kForever) != Queue::Result::kDone) continue;
    auto& job = *reinterpret_cast<Job*>(word);
    job.run(job);
    LockOut lock_out;
    to_do_--;
    job.done = true;
    scheduler.wake_first(job.callers);
  }
}

}  // namespace weft
