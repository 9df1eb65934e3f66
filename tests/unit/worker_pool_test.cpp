// SPDX-License-Identifier: MIT
#include "weft/native/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "host_port.h"

namespace weft::test {
namespace {

using Submitted = WorkerPool::Submitted;

// A job that tells which OS thread ran it.
struct Call : Job {
  Call() : Job(&Call::body) {}

  static void body(Job& job) {
    auto& self = static_cast<Call&>(job);
    self.ran_on = std::this_thread::get_id();
    while (self.hold) std::this_thread::yield();
  }

  std::atomic<bool> hold = false;
  std::thread::id ran_on;
};

class WorkerPoolTest : public SchedulerTest {
 protected:
  void SetUp() override {
    SchedulerTest::SetUp();
    host.real_clock = true;
  }
  // No worker may outlive the pool.
  void TearDown() override {
    pool_.stop();
    while (pool_.workers() != 0) std::this_thread::yield();
    host.native_threads = 0;
    pool_.dispose();
    SchedulerTest::TearDown();
  }

  WorkerPool pool_{2};
};

TEST_F(WorkerPoolTest, AJobRunsOnAnotherThreadAndItsCallerWaits) {
  Call call;
  ASSERT_EQ(pool_.submit(call), Submitted::kDone);
  EXPECT_EQ(pool_.wait(call, kForever), Outcome::kWoken);
  EXPECT_TRUE(call.done);
  EXPECT_NE(call.ran_on, std::this_thread::get_id());
  EXPECT_EQ(pool_.wait(call, kForever), Outcome::kWoken);  // again: at once
}

TEST_F(WorkerPoolTest, FibersWaitForTheirJobsWhileOthersRun) {
  Call calls[3];
  calls[0].hold = true;
  int done = 0;
  for (Call& call : calls) {
    spawn([&] {
      ASSERT_EQ(pool_.submit(call), Submitted::kDone);
      EXPECT_EQ(pool_.wait(call, kForever), Outcome::kWoken);
      // The two that are not held come first, by the other worker, and let the first go.
      if (++done == 2) calls[0].hold = false;
      if (done == 3) host.native_threads = 0;  // nothing more can come: run() may return
    });
  }
  EXPECT_TRUE(run());
  EXPECT_EQ(done, 3);
  EXPECT_LE(pool_.workers(), 2u);
}

// Also while the worker, done with one job, has not come back for the next.
TEST_F(WorkerPoolTest, OneJobAfterTheOtherNeedsOneWorker) {
  std::vector<Call> calls(1000);
  for (Call& call : calls) {
    ASSERT_EQ(pool_.submit(call), Submitted::kDone);
    ASSERT_EQ(pool_.wait(call, kForever), Outcome::kWoken);
  }
  EXPECT_EQ(pool_.workers(), 1u);
}

TEST_F(WorkerPoolTest, GivingUpDoesNotStopTheJob) {
  Call call;
  call.hold = true;
  ASSERT_EQ(pool_.submit(call), Submitted::kDone);
  EXPECT_EQ(pool_.wait(call, deadline_after(1000)), Outcome::kTimedOut);
  EXPECT_FALSE(call.done);
  call.hold = false;
  EXPECT_EQ(pool_.wait(call, kForever), Outcome::kWoken);
}

TEST_F(WorkerPoolTest, AfterStopItTakesNoMoreButDoesWhatItHas) {
  Call held;
  Call queued[3];
  held.hold = true;
  ASSERT_EQ(pool_.submit(held), Submitted::kDone);
  for (Call& call : queued) ASSERT_EQ(pool_.submit(call), Submitted::kDone);
  pool_.stop();
  held.hold = false;
  for (Call& call : queued) EXPECT_EQ(pool_.wait(call, kForever), Outcome::kWoken);
  EXPECT_EQ(pool_.wait(held, kForever), Outcome::kWoken);
  Call late;
  EXPECT_EQ(pool_.submit(late), Submitted::kNoThread);
}

TEST_F(WorkerPoolTest, ASmallerLimitEndsWorkersButOne) {
  Call calls[20];
  for (Call& call : calls) ASSERT_EQ(pool_.submit(call), Submitted::kDone);
  pool_.set_limit(1);
  for (Call& call : calls) EXPECT_EQ(pool_.wait(call, kForever), Outcome::kWoken);
  EXPECT_GE(pool_.workers(), 1u);
  Call last;
  ASSERT_EQ(pool_.submit(last), Submitted::kDone);
  EXPECT_EQ(pool_.wait(last, kForever), Outcome::kWoken);
}

TEST_F(WorkerPoolTest, WithoutAThreadItSaysSo) {
  host.tasks_left = 0;
  Call call;
  EXPECT_EQ(pool_.submit(call), Submitted::kNoThread);
  EXPECT_FALSE(call.done);
  host.tasks_left = SIZE_MAX;
}

TEST_F(WorkerPoolTest, WithoutMemoryItSaysSo) {
  host.items_left = 0;
  Call call;
  EXPECT_EQ(pool_.submit(call), Submitted::kNoMemory);
  host.items_left = 1 << 30;
}

}  // namespace
}  // namespace weft::test
