#include "weft/sched/scheduler.h"

#include <string>

#include "host_port.h"

namespace weft::test {
namespace {

TEST_F(SchedulerTest, StartsInTheOrderGiven) {
  std::string order;
  for (char c : {'a', 'b', 'c'}) spawn([&order, c] { order += c; });
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "abc");
}

TEST_F(SchedulerTest, YieldLetsTheOthersRunFirst) {
  std::string order;
  for (char c : {'a', 'b', 'c'}) {
    spawn([&order, c] {
      for (int i = 0; i < 3; i++) {
        order += c;
        EXPECT_TRUE(scheduler.yield());
      }
    });
  }
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "abcabcabc");
}

TEST_F(SchedulerTest, SleepersWakeInTheOrderOfTheirDeadlinesAndNeverEarly) {
  std::string order;
  for (int ms : {30, 10, 20}) {
    spawn([&order, ms] {
      Micros until = port::now_us() + ms * 1000;
      sleep(ms * 1000);
      EXPECT_GE(port::now_us(), until);
      order += std::to_string(ms) + " ";
    });
  }
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "10 20 30 ");
}

TEST_F(SchedulerTest, RunReturnsWhenTheBudgetIsSpent) {
  int rounds = 0;
  bool stop = false;
  spawn([&] {
    while (!stop) {
      rounds++;
      host.now += 10;
      EXPECT_TRUE(scheduler.yield());
    }
  });
  EXPECT_EQ(scheduler.run(1000), 0u);
  EXPECT_GT(rounds, 50);
  EXPECT_LT(rounds, 200);
  stop = true;
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, RunReturnsTheNextDeadline) {
  spawn([] { sleep(5000); });
  Micros start = port::now_us();
  EXPECT_EQ(scheduler.run(1000), start + 5000);
  host.now = start + 4999;
  EXPECT_EQ(scheduler.run(1000), start + 5000);
  host.now = start + 5000;
  EXPECT_EQ(scheduler.run(1000), kForever);
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, RunReturnsAtOnceWhenTheHubIsWanted) {
  int rounds = 0;
  bool stop = false;
  spawn([&] {
    while (!stop) {
      if (++rounds == 100) host.attention = true;
      host.now += 10;
      EXPECT_TRUE(scheduler.yield());
    }
  });
  EXPECT_EQ(scheduler.run(kForever / 2), 0u);
  EXPECT_LT(rounds, 120);
  host.attention = false;
  stop = true;
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, AWakeBeforeParkingIsNotLost) {
  WaitQueue queue;
  Outcome outcome = Outcome::kPending;
  spawn([&] {
    Waiter* self = scheduler.prepare_wait();
    ASSERT_NE(self, nullptr);
    scheduler.begin_wait(*self, &queue, kForever);
    scheduler.wake(*self, Outcome::kWoken);
    port::unlock();
    outcome = scheduler.complete_wait(*self);
  });
  EXPECT_TRUE(run());
  EXPECT_EQ(outcome, Outcome::kWoken);
}

TEST_F(SchedulerTest, AnInterruptedWaiterLeavesItsQueueAndItsTimer) {
  WaitQueue queue;
  Outcome outcome = Outcome::kPending;
  Thread& waiter = spawn([&] {
    Waiter* self = scheduler.prepare_wait();
    ASSERT_NE(self, nullptr);
    outcome = scheduler.wait(*self, &queue, port::now_us() + 1000);
  });
  EXPECT_EQ(scheduler.run(100), port::now_us() + 1000);
  {
    LockOut lock_out;
    scheduler.wake(waiter.fiber(), Outcome::kInterrupted);
  }
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(scheduler.timers().empty());
  EXPECT_TRUE(run());
  EXPECT_EQ(outcome, Outcome::kInterrupted);
}

TEST_F(SchedulerTest, BecomingReadyOutsideOfRunAsksForARun) {
  WaitQueue queue;
  Thread& waiter = spawn([&] {
    Waiter* self = scheduler.prepare_wait();
    ASSERT_NE(self, nullptr);
    EXPECT_EQ(scheduler.wait(*self, &queue, kForever), Outcome::kWoken);
  });
  EXPECT_FALSE(run());
  int before = host.run_requests;
  {
    LockOut lock_out;
    scheduler.wake(waiter.fiber(), Outcome::kWoken);
  }
  EXPECT_EQ(host.run_requests, before + 1);
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, TheHubWaitsLikeAFiberAndTakesItsTurn) {
  std::string order;
  WaitQueue queue;
  spawn([&] {
    order += 'a';
    {
      LockOut lock_out;
      scheduler.wake(scheduler.hub(), Outcome::kWoken);
    }
    EXPECT_TRUE(scheduler.yield());
    order += 'c';
  });
  Waiter* hub = scheduler.prepare_wait();
  ASSERT_EQ(hub, &scheduler.hub());
  EXPECT_EQ(scheduler.wait(*hub, &queue, kForever), Outcome::kWoken);
  order += 'b';
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "abc");
}

TEST_F(SchedulerTest, TheHubSleepsWhileFibersRun) {
  int rounds = 0;
  spawn([&] {
    for (int i = 0; i < 5; i++) {
      sleep(1000);
      rounds++;
    }
  });
  EXPECT_EQ(scheduler.sleep_until(port::now_us() + 3500), Outcome::kTimedOut);
  EXPECT_EQ(rounds, 3);
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, TheHubIsToldWhenNothingCanEverWakeIt) {
  WaitQueue queue;
  Waiter* hub = scheduler.prepare_wait();
  EXPECT_EQ(scheduler.wait(*hub, &queue, kForever), Outcome::kDeadlock);
  EXPECT_TRUE(queue.empty());
}

TEST_F(SchedulerTest, TheHubIsToldWhenItIsWantedForSomethingElse) {
  host.attention = true;
  WaitQueue queue;
  Waiter* hub = scheduler.prepare_wait();
  EXPECT_EQ(scheduler.wait(*hub, &queue, kForever), Outcome::kInterrupted);
  EXPECT_TRUE(queue.empty());
}

TEST_F(SchedulerTest, AResumedTaskFiberGivesControlBackToTheHub) {
  std::string order;
  Thread task([&] {
    order += 'a';
    ASSERT_TRUE(scheduler.reserve_stack());
    scheduler.suspend();
    order += 'c';
    sleep(1000);
    order += 'e';
  });
  task.fiber().kind = Waiter::Kind::kTask;
  ASSERT_TRUE(scheduler.bind(task.fiber()));
  scheduler.resume(task.fiber());
  order += 'b';
  scheduler.resume(task.fiber());
  order += 'd';
  EXPECT_EQ(scheduler.next_due(), nullptr);
  host.now += 1000;
  scheduler.run(100);
  EXPECT_EQ(scheduler.next_due(), &task.fiber());
  scheduler.resume(task.fiber());
  EXPECT_EQ(order, "abcde");
  EXPECT_TRUE(task.done());
}

TEST_F(SchedulerTest, AnInterruptedSuspendedFiberIsDueUntilItIsResumed) {
  Thread task([&] {
    ASSERT_TRUE(scheduler.reserve_stack());
    scheduler.suspend();
    scheduler.suspend();
  });
  task.fiber().kind = Waiter::Kind::kTask;
  ASSERT_TRUE(scheduler.bind(task.fiber()));
  scheduler.resume(task.fiber());
  scheduler.interrupt(task.fiber());
  EXPECT_EQ(scheduler.next_due(), &task.fiber());
  EXPECT_EQ(task.fiber().outcome, Outcome::kSuspended);
  scheduler.resume(task.fiber());
  scheduler.interrupt(task.fiber());
  scheduler.interrupt(task.fiber());  // once is enough
  scheduler.resume(task.fiber());     // before the hub has looked
  EXPECT_FALSE(scheduler.has_due());
  EXPECT_TRUE(task.done());
}

TEST_F(SchedulerTest, ACancelledTaskFiberIsNotDue) {
  Outcome outcome = Outcome::kPending;
  WaitQueue queue;
  Thread task([&] {
    Waiter* self = scheduler.prepare_wait();
    outcome = scheduler.wait(*self, &queue, kForever);
  });
  task.fiber().kind = Waiter::Kind::kTask;
  ASSERT_TRUE(scheduler.bind(task.fiber()));
  scheduler.resume(task.fiber());
  EXPECT_TRUE(scheduler.cancel_wait(task.fiber()));
  EXPECT_FALSE(scheduler.cancel_wait(task.fiber()));
  EXPECT_FALSE(scheduler.has_due());
  EXPECT_TRUE(queue.empty());
  scheduler.resume(task.fiber());
  EXPECT_EQ(outcome, Outcome::kInterrupted);
}

TEST_F(SchedulerTest, NoMemoryForAStackIsReportedAndChangesNothing) {
  host.slots_left = 0;
  Thread thread([] {});
  EXPECT_FALSE(thread.start());
  EXPECT_FALSE(scheduler.has_ready());
  host.slots_left = 1;
  EXPECT_TRUE(thread.start());
  run();
  EXPECT_TRUE(thread.done());
}

}  // namespace
}  // namespace weft::test
