// SPDX-License-Identifier: MIT
#include "weft/sched/timer_queue.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace weft {
namespace {

TEST(TimerQueueTest, IsEmptyAtFirst) {
  TimerQueue queue;
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.next_deadline(), kForever);
  EXPECT_EQ(queue.pop_due(kForever - 1), nullptr);
}

TEST(TimerQueueTest, PopsOnlyWhatIsDue) {
  TimerQueue queue;
  Timer timer;
  queue.add(timer, 100);
  EXPECT_TRUE(timer.armed());
  EXPECT_EQ(queue.pop_due(99), nullptr);
  EXPECT_EQ(queue.pop_due(100), &timer);
  EXPECT_FALSE(timer.armed());
  EXPECT_TRUE(queue.empty());
}

TEST(TimerQueueTest, EqualDeadlinesComeOutInTheOrderAdded) {
  TimerQueue queue;
  Timer timers[50];
  for (Timer& timer : timers) queue.add(timer, 7);
  for (Timer& timer : timers) EXPECT_EQ(queue.pop_due(7), &timer);
}

TEST(TimerQueueTest, CancelsTheRootTheOnlyOneAndOneInTheMiddle) {
  TimerQueue queue;
  Timer a, b, c;
  queue.add(a, 1);
  queue.cancel(a);
  EXPECT_TRUE(queue.empty());
  queue.add(a, 1);
  queue.add(b, 2);
  queue.add(c, 3);
  queue.cancel(b);
  EXPECT_FALSE(b.armed());
  queue.cancel(a);
  EXPECT_EQ(queue.next_deadline(), 3u);
  EXPECT_EQ(queue.pop_due(3), &c);
}

// Plan: random adds, cancels and pops, each checked against a multimap ordered by (deadline, order
// of adding).
TEST(TimerQueueTest, AgreesWithAModelOnRandomOperations) {
  unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TimerQueue queue;
  std::vector<Timer> timers(200);
  std::map<std::pair<Micros, uint64_t>, Timer*> model;
  std::map<Timer*, std::pair<Micros, uint64_t>> keys;
  uint64_t order = 0;
  for (int step = 0; step < 100000; step++) {
    Timer& timer = timers[random() % timers.size()];
    if (random() % 4 == 0) {
      Micros now = random() % 1000;
      Timer* popped = queue.pop_due(now);
      if (model.empty() || model.begin()->first.first > now) {
        ASSERT_EQ(popped, nullptr);
      } else {
        ASSERT_EQ(popped, model.begin()->second);
        keys.erase(popped);
        model.erase(model.begin());
      }
    } else if (timer.armed()) {
      queue.cancel(timer);
      model.erase(keys[&timer]);
      keys.erase(&timer);
    } else {
      keys[&timer] = {random() % 1000, order++};
      model[keys[&timer]] = &timer;
      queue.add(timer, keys[&timer].first);
    }
    ASSERT_EQ(queue.next_deadline(), model.empty() ? kForever : model.begin()->first.first);
  }
}

}  // namespace
}  // namespace weft
