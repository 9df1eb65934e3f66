// SPDX-License-Identifier: MIT
#include "weft/queue/queue.h"

#include <atomic>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "host_port.h"

namespace weft::test {
namespace {

using Result = Queue::Result;

// The collector frees a queue's items in the VM; here the test does.
struct OwnedQueue : Queue {
  explicit OwnedQueue(size_t maxsize = 0, Order order = Order::kFifo) : Queue(order, maxsize) {}
  ~OwnedQueue() { dispose(); }
};

uintptr_t get_or_0(Queue& queue, Micros deadline = Queue::kNow) {
  uintptr_t item = 0;
  return queue.get(item, deadline) == Result::kDone ? item : 0;
}

TEST_F(SchedulerTest, QueueIsFirstInFirstOutOverManyGrowths) {
  OwnedQueue queue;
  for (uintptr_t i = 1; i <= 1000; i++) ASSERT_EQ(queue.put(i, Queue::kNow), Result::kDone);
  EXPECT_EQ(queue.size(), 1000u);
  for (uintptr_t i = 1; i <= 1000; i++) ASSERT_EQ(get_or_0(queue), i);
  uintptr_t item;
  EXPECT_EQ(queue.get(item, Queue::kNow), Result::kWouldBlock);
}

TEST_F(SchedulerTest, LifoQueueIsLastInFirstOut) {
  OwnedQueue queue(0, Queue::Order::kLifo);
  for (uintptr_t i = 1; i <= 20; i++) ASSERT_EQ(queue.put(i, Queue::kNow), Result::kDone);
  uintptr_t top;
  EXPECT_EQ(queue.peek(top), Result::kDone);
  EXPECT_EQ(top, 20u);
  for (uintptr_t i = 20; i >= 1; i--) ASSERT_EQ(get_or_0(queue), i);
}

TEST_F(SchedulerTest, GettersAreServedInTheOrderTheyCame) {
  OwnedQueue queue;
  std::string order;
  for (char c : {'a', 'b', 'c'}) {
    spawn([&, c] {
      uintptr_t item = get_or_0(queue, kForever);
      order += c + std::to_string(item) + " ";
    });
  }
  scheduler.run(100);
  for (uintptr_t i = 1; i <= 3; i++) EXPECT_EQ(queue.put(i, Queue::kNow), Result::kDone);
  EXPECT_EQ(queue.size(), 0u) << "each item belongs to its getter already";
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "a1 b2 c3 ");
}

TEST_F(SchedulerTest, PuttersComeInInTheOrderTheyCame) {
  OwnedQueue queue(1);
  ASSERT_EQ(queue.put(1, Queue::kNow), Result::kDone);
  EXPECT_EQ(queue.put(9, Queue::kNow), Result::kWouldBlock);
  for (uintptr_t i = 2; i <= 4; i++) {
    spawn([&queue, i] { EXPECT_EQ(queue.put(i, kForever), Result::kDone); });
  }
  scheduler.run(100);
  for (uintptr_t i = 1; i <= 4; i++) EXPECT_EQ(get_or_0(queue), i);
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, WaitsOnAQueueTimeOutAndLeaveIt) {
  OwnedQueue queue(1);
  Result put = Result::kDone;
  Result get = Result::kDone;
  spawn([&] {
    uintptr_t item;
    get = queue.get(item, port::now_us() + 10);
    EXPECT_EQ(queue.put(1, Queue::kNow), Result::kDone);
    put = queue.put(2, port::now_us() + 10);
  });
  EXPECT_TRUE(run());
  EXPECT_EQ(get, Result::kWouldBlock);
  EXPECT_EQ(put, Result::kWouldBlock);
  EXPECT_TRUE(queue.getters().empty());
  EXPECT_TRUE(queue.putters().empty());
  EXPECT_EQ(queue.size(), 1u);
}

TEST_F(SchedulerTest, JoinWaitsUntilEveryItemIsFinished) {
  OwnedQueue queue;
  bool joined = false;
  EXPECT_FALSE(queue.task_done());
  ASSERT_EQ(queue.put(1, Queue::kNow), Result::kDone);
  ASSERT_EQ(queue.put(2, Queue::kNow), Result::kDone);
  spawn([&] {
    EXPECT_EQ(queue.join(kForever), Result::kDone);
    joined = true;
  });
  scheduler.run(100);
  get_or_0(queue);
  EXPECT_TRUE(queue.task_done());
  scheduler.run(100);
  EXPECT_FALSE(joined);
  get_or_0(queue);
  EXPECT_TRUE(queue.task_done());
  EXPECT_TRUE(run());
  EXPECT_TRUE(joined);
  EXPECT_FALSE(queue.task_done());
}

TEST_F(SchedulerTest, ShutdownLetsTheQueueBeEmptiedAndThenRefuses) {
  OwnedQueue queue(1);
  ASSERT_EQ(queue.put(1, Queue::kNow), Result::kDone);
  Result put = Result::kDone;
  spawn([&] { put = queue.put(2, kForever); });
  scheduler.run(100);
  queue.shutdown(false);
  EXPECT_TRUE(run());
  EXPECT_EQ(put, Result::kShutDown);
  uintptr_t item;
  EXPECT_EQ(queue.get(item, Queue::kNow), Result::kDone);
  EXPECT_EQ(queue.get(item, Queue::kNow), Result::kShutDown);
  EXPECT_EQ(queue.put(3, Queue::kNow), Result::kShutDown);
}

TEST_F(SchedulerTest, ImmediateShutdownDropsTheItemsAndWakesEverybody) {
  OwnedQueue queue;
  ASSERT_EQ(queue.put(1, Queue::kNow), Result::kDone);
  Result get = Result::kDone;
  bool joined = false;
  spawn([&] {
    EXPECT_EQ(queue.join(kForever), Result::kDone);
    joined = true;
  });
  OwnedQueue empty;
  spawn([&] {
    uintptr_t item;
    get = empty.get(item, kForever);
  });
  scheduler.run(100);
  queue.shutdown(true);
  empty.shutdown(true);
  EXPECT_TRUE(run());
  EXPECT_TRUE(joined);
  EXPECT_EQ(get, Result::kShutDown);
  EXPECT_EQ(queue.size(), 0u);
}

TEST_F(SchedulerTest, ResizeAndClearLetPuttersIn) {
  OwnedQueue queue(1);
  ASSERT_EQ(queue.put(1, Queue::kNow), Result::kDone);
  for (uintptr_t i = 2; i <= 30; i++) {
    spawn([&queue, i] { EXPECT_EQ(queue.put(i, kForever), Result::kDone); });
  }
  scheduler.run(100);
  EXPECT_TRUE(queue.resize(10));
  EXPECT_EQ(queue.size(), 10u);
  EXPECT_EQ(queue.clear(), 10u);
  EXPECT_EQ(queue.size(), 10u);
  EXPECT_TRUE(queue.resize(0));
  EXPECT_TRUE(run());
  EXPECT_EQ(queue.size(), 20u);
  EXPECT_EQ(get_or_0(queue), 11u);
}

TEST_F(SchedulerTest, NoMemoryForAnItemIsReportedAndLosesNothing) {
  OwnedQueue queue;
  host.items_left = 1;
  uintptr_t stored = 0;
  while (queue.put(stored + 1, Queue::kNow) == Result::kDone) stored++;
  EXPECT_GT(stored, 0u);
  EXPECT_EQ(queue.put(99, kForever), Result::kNoMemory);
  for (uintptr_t i = 1; i <= stored; i++) EXPECT_EQ(get_or_0(queue), i);
}

// Plan: producers and consumers, fibers and OS threads, with random sleeps and timeouts, over a
// small bounded queue. Every item put must be got exactly once. (In what order several consumers
// come to look at what they were handed is theirs; that they are handed it in order is tested
// above.)
TEST_F(SchedulerTest, RandomProducersAndConsumersLoseNothing) {
  unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  host.real_clock = true;
  host.native_threads = 1;
  constexpr uintptr_t kItems = 500;
  constexpr uintptr_t kProducers = 6;  // the last two are OS threads
  OwnedQueue queue(3);
  std::set<uintptr_t> seen;  // used by fibers only
  uintptr_t got = 0;

  auto produce = [&queue, seed](uintptr_t producer) {
    std::mt19937 random(seed + producer);
    for (uintptr_t i = 1; i <= kItems;) {
      Micros deadline = random() % 3 == 0 ? deadline_after(random() % 200) : kForever;
      Result result = queue.put(producer << 16 | i, deadline);
      if (result == Result::kDone) i++;
    }
  };
  std::atomic<int> left = 2;
  auto native = [&](uintptr_t producer) {
    produce(producer);
    if (--left == 0) {
      LockOut lock_out;
      host.native_threads = 0;
      port::request_run();
    }
  };
  std::thread one(native, 5);
  std::thread two(native, 6);
  for (uintptr_t producer = 1; producer <= kProducers - 2; producer++) {
    spawn([&produce, producer] { produce(producer); });
  }
  for (unsigned consumer = 0; consumer < 3; consumer++) {
    spawn([&, consumer] {
      std::mt19937 random(seed * 31 + consumer);
      while (got < kProducers * kItems) {
        uintptr_t item;
        if (queue.get(item, deadline_after(500)) != Result::kDone) continue;
        got++;
        EXPECT_TRUE(seen.insert(item).second) << "got twice";
        if (random() % 50 == 0) scheduler.sleep_until(deadline_after(random() % 100));
      }
    });
  }
  run();
  one.join();
  two.join();
  EXPECT_TRUE(run());
  EXPECT_EQ(got, kProducers * kItems);
}

TEST_F(SchedulerTest, AnItemGivenBackIsTheNextToBeHad) {
  for (auto order : {Queue::Order::kFifo, Queue::Order::kLifo}) {
    OwnedQueue queue(2, order);
    EXPECT_EQ(queue.put(1, Queue::kNow), Result::kDone);
    EXPECT_EQ(queue.put(2, Queue::kNow), Result::kDone);
    uintptr_t item = get_or_0(queue);
    EXPECT_EQ(queue.put(3, Queue::kNow), Result::kDone);
    EXPECT_TRUE(queue.unget(item));  // over-full for once
    EXPECT_EQ(queue.size(), 3u);
    EXPECT_EQ(queue.put(4, Queue::kNow), Result::kWouldBlock);
    EXPECT_EQ(get_or_0(queue), item);
  }
  OwnedQueue empty;
  uintptr_t got = 0;
  spawn([&] { got = get_or_0(empty, kForever); });
  scheduler.run(100);
  EXPECT_TRUE(empty.unget(7));  // to the getter that waits
  EXPECT_TRUE(run());
  EXPECT_EQ(got, 7u);
  host.items_left = 0;
  EXPECT_FALSE(empty.unget(8));
  host.items_left = 1 << 30;
  EXPECT_TRUE(empty.unget(8));  // which takes memory
  EXPECT_EQ(get_or_0(empty), 8u);
}

}  // namespace
}  // namespace weft::test
