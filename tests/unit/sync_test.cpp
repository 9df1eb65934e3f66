// SPDX-License-Identifier: MIT
#include <atomic>
#include <string>
#include <thread>

#include "host_port.h"
#include "weft/sync/condition.h"
#include "weft/sync/event.h"
#include "weft/sync/lock.h"
#include "weft/sync/rlock.h"
#include "weft/sync/semaphore.h"

namespace weft::test {
namespace {

TEST_F(SchedulerTest, LockIsHandedOverInTheOrderOfAsking) {
  Lock lock;
  std::string order;
  ASSERT_TRUE(lock.try_acquire());
  EXPECT_FALSE(lock.try_acquire());
  for (char c : {'a', 'b', 'c'}) {
    spawn([&, c] {
      EXPECT_EQ(lock.acquire(), Outcome::kWoken);
      order += c;
      EXPECT_TRUE(lock.release());
    });
  }
  scheduler.run(100);
  EXPECT_EQ(order, "");
  EXPECT_TRUE(lock.release());
  EXPECT_TRUE(lock.locked()) << "it belongs to the first waiter already";
  EXPECT_FALSE(lock.try_acquire()) << "nobody may snatch it";
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "abc");
  EXPECT_FALSE(lock.locked());
  EXPECT_FALSE(lock.release());
}

TEST_F(SchedulerTest, AWaiterThatTimedOutIsPassedOver) {
  Lock lock;
  ASSERT_TRUE(lock.try_acquire());
  Outcome first = Outcome::kPending;
  Outcome second = Outcome::kPending;
  spawn([&] { first = lock.acquire(port::now_us() + 100); });
  spawn([&] { second = lock.acquire(); });
  scheduler.run(10);
  host.now += 100;
  scheduler.run(10);
  EXPECT_EQ(first, Outcome::kTimedOut);
  EXPECT_TRUE(lock.release());
  EXPECT_TRUE(run());
  EXPECT_EQ(second, Outcome::kWoken);
  EXPECT_TRUE(lock.release());
}

TEST_F(SchedulerTest, RLockBelongsToItsOwnerUntilReleasedAsOften) {
  RLock lock;
  std::string order;
  spawn([&] {
    EXPECT_EQ(lock.acquire(), Outcome::kWoken);
    EXPECT_EQ(lock.acquire(), Outcome::kWoken);
    EXPECT_EQ(lock.depth(), 2u);
    sleep(100);
    order += 'a';
    EXPECT_TRUE(lock.release());
    sleep(100);
    order += 'b';
    EXPECT_TRUE(lock.release());
    EXPECT_FALSE(lock.release());
  });
  spawn([&] {
    EXPECT_FALSE(lock.release());
    EXPECT_EQ(lock.acquire(), Outcome::kWoken);
    order += 'c';
    EXPECT_TRUE(lock.owned());
    EXPECT_TRUE(lock.release());
  });
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "abc");
  EXPECT_FALSE(lock.locked());
}

TEST_F(SchedulerTest, RLockIsGivenUpWholeAndRestored) {
  RLock lock;
  spawn([&] {
    for (int i = 0; i < 3; i++) ASSERT_TRUE(lock.try_acquire());
    EXPECT_EQ(lock.release_all(), 3u);
    EXPECT_FALSE(lock.locked());
    EXPECT_EQ(lock.release_all(), 0u);
    EXPECT_EQ(lock.acquire(), Outcome::kWoken);
    lock.restore_depth(3);
    for (int i = 0; i < 3; i++) EXPECT_TRUE(lock.release());
    EXPECT_FALSE(lock.locked());
  });
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, ConditionWakesInOrderAndMissesNoNotifyBetweenReleaseAndPark) {
  Condition condition;
  std::string order;
  for (char c : {'a', 'b', 'c'}) {
    spawn([&, c] {
      Waiter* self = condition.begin_wait(kForever);
      ASSERT_NE(self, nullptr);
      if (c == 'c') condition.notify(1);  // wakes a, before c has parked
      EXPECT_EQ(condition.complete_wait(*self), Outcome::kWoken);
      order += c;
    });
  }
  scheduler.run(1000);
  EXPECT_EQ(order, "a");
  condition.notify(SIZE_MAX);
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "abc");
}

TEST_F(SchedulerTest, ConditionTicketHoldsAPlaceWhileItsOwnerWaitsElsewhere) {
  Condition condition;
  Ticket tickets[4];
  std::string order;
  for (char c : {'a', 'b', 'c', 'd'}) {
    spawn([&, c] {
      Ticket& ticket = tickets[c - 'a'];
      condition.enqueue(ticket);
      if (c == 'b') {
        EXPECT_FALSE(condition.leave(ticket));  // release() failed
        return;
      }
      EXPECT_EQ(scheduler.sleep_until(port::now_us() + 1000), Outcome::kTimedOut);
      Outcome outcome = condition.wait(ticket, c == 'd' ? port::now_us() + 1000 : kForever);
      order += c;
      order += outcome == Outcome::kWoken ? '+' : '-';
    });
  }
  spawn([&] { condition.notify(1); });  // while all sleep: for a
  spawn([&] {
    EXPECT_EQ(scheduler.sleep_until(port::now_us() + 5000), Outcome::kTimedOut);
    EXPECT_EQ(condition.waiters().front(), &tickets[2]);
    condition.notify(1);
    EXPECT_TRUE(condition.leave(tickets[2]));
    EXPECT_TRUE(condition.waiters().empty());
  });
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "a+d-c+");
}

TEST_F(SchedulerTest, ConditionGivesUpAWaitThatWasBegun) {
  Condition condition;
  Outcome outcome = Outcome::kPending;
  spawn([&] {
    Waiter* self = condition.begin_wait(kForever);
    ASSERT_NE(self, nullptr);
    condition.give_up(*self);
    outcome = condition.complete_wait(*self);
  });
  EXPECT_TRUE(run());
  EXPECT_EQ(outcome, Outcome::kInterrupted);
  EXPECT_TRUE(condition.waiters().empty());
}

TEST_F(SchedulerTest, SemaphoreHandsItsPermitsToTheFirstWaiters) {
  Semaphore semaphore(1);
  std::string order;
  ASSERT_TRUE(semaphore.try_acquire());
  for (char c : {'a', 'b', 'c'}) {
    spawn([&, c] {
      EXPECT_EQ(semaphore.acquire(), Outcome::kWoken);
      order += c;
    });
  }
  scheduler.run(100);
  EXPECT_TRUE(semaphore.release(2));
  EXPECT_FALSE(semaphore.try_acquire());
  scheduler.run(100);
  EXPECT_EQ(order, "ab");
  EXPECT_TRUE(semaphore.release(3));
  EXPECT_TRUE(run());
  EXPECT_EQ(semaphore.permits(), 2u);
  EXPECT_FALSE(semaphore.release(2, 3)) << "beyond its limit";
  EXPECT_EQ(semaphore.permits(), 2u);
}

TEST_F(SchedulerTest, EventWakesAllAndAWaiterKeepsTheWakeThoughItIsClearedAtOnce) {
  Event event;
  int woken = 0;
  for (int i = 0; i < 5; i++) {
    spawn([&] {
      EXPECT_EQ(event.wait(), Outcome::kWoken);
      woken++;
    });
  }
  scheduler.run(100);
  event.set();
  event.clear();
  EXPECT_TRUE(run());
  EXPECT_EQ(woken, 5);
  EXPECT_FALSE(event.is_set());
}

TEST_F(SchedulerTest, EventWaitTimesOut) {
  Event event;
  Outcome outcome = Outcome::kPending;
  spawn([&] { outcome = event.wait(port::now_us() + 50); });
  EXPECT_TRUE(run());
  EXPECT_EQ(outcome, Outcome::kTimedOut);
}

// OS threads and fibers take turns on one lock; nothing may be lost.
TEST_F(SchedulerTest, OneLockServesFibersAndOsThreads) {
  host.real_clock = true;
  host.native_threads = 1;
  constexpr int kRounds = 2000;
  Lock lock;
  int counter = 0;  // guarded by lock
  auto work = [&] {
    for (int i = 0; i < kRounds; i++) {
      ASSERT_EQ(lock.acquire(), Outcome::kWoken);
      int seen = counter;
      counter = seen + 1;
      ASSERT_TRUE(lock.release());
    }
  };
  std::atomic<int> left = 2;
  auto native = [&] {
    work();
    if (--left == 0) {
      LockOut lock_out;
      host.native_threads = 0;
      port::request_run();
    }
  };
  std::thread one(native);
  std::thread two(native);
  for (int i = 0; i < 3; i++) spawn(work);
  bool all_done = run();
  one.join();
  two.join();
  EXPECT_TRUE(all_done || run());
  EXPECT_EQ(counter, 5 * kRounds);
  EXPECT_FALSE(lock.locked());
}

TEST_F(SchedulerTest, AnOsThreadTimesOutOnItsOwn) {
  host.real_clock = true;
  Lock lock;
  ASSERT_TRUE(lock.try_acquire());
  Outcome outcome = Outcome::kPending;
  std::thread native([&] { outcome = lock.acquire(deadline_after(2000)); });
  native.join();
  EXPECT_EQ(outcome, Outcome::kTimedOut);
  EXPECT_TRUE(lock.waiters().empty());
  EXPECT_TRUE(lock.release());
}

}  // namespace
}  // namespace weft::test
