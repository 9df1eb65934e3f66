// SPDX-License-Identifier: MIT
#include "weft/sched/stack_pool.h"

#include <signal.h>

#include <random>

#include "host_port.h"

namespace weft::test {
namespace {

// Fills frames at a random depth, parks in the middle of them, and checks them after.
uint32_t descend(std::mt19937& random, int depth) {
  volatile uint32_t words[16];
  uint32_t expected = 0;
  for (volatile uint32_t& word : words) {
    word = random();
    expected ^= word;
  }
  uint32_t below = 0;
  if (depth > 0) {
    below = descend(random, depth - 1);
  } else {
    EXPECT_TRUE(scheduler.yield());
  }
  uint32_t found = 0;
  for (volatile uint32_t& word : words) found ^= word;
  EXPECT_EQ(found, expected) << "a frame was changed";
  return below ^ found;
}

#define WEFT_NEEDS_SHARED_SLOTS() \
  if (!StackPool::kSharesSlots) GTEST_SKIP() << "the stack of an OS thread cannot be copied away"

class StackPoolTest : public SchedulerTest, public testing::WithParamInterface<size_t> {};

TEST_P(StackPoolTest, FramesSurviveAtAnyDepthHoweverFewSlotsThereAre) {
  unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  configure(GetParam());
  std::mt19937 random(seed);
  for (int i = 0; i < 60; i++) {
    spawn([&random] {
      for (int round = 0; round < 30; round++) descend(random, random() % 40);
    });
  }
  EXPECT_TRUE(run());
  EXPECT_LE(scheduler.stacks().slots(), GetParam());
}

TEST_P(StackPoolTest, ManyFibersLiveAndDieOnTheSameSlots) {
  configure(GetParam());
  int ended = 0;
  for (int i = 0; i < 300; i++) {
    spawn([&ended, i] {
      sleep(i % 7 * 100);
      ended++;
    });
    if (i % 3 == 0) scheduler.run(10);
  }
  EXPECT_TRUE(run());
  EXPECT_EQ(ended, 300);
}

// Carriers are not shared: one for each fiber that is alive.
const std::vector<size_t> kSlotCounts =
    StackPool::kSharesSlots
        ? std::vector<size_t>{1, 2, 4, 8, StackPool::kMaxSlots < 64 ? StackPool::kMaxSlots : 64}
        : std::vector<size_t>{300};
INSTANTIATE_TEST_SUITE_P(Slots, StackPoolTest, testing::ValuesIn(kSlotCounts));

TEST_F(SchedulerTest, FibersWithSlotsOfTheirOwnNeverCopy) {
  uint64_t before = scheduler.stacks().copies();
  for (int i = 0; i < 8; i++) {
    spawn([] {
      for (int round = 0; round < 100; round++) EXPECT_TRUE(scheduler.yield());
    });
  }
  EXPECT_TRUE(run());
  EXPECT_EQ(scheduler.stacks().copies(), before);
  EXPECT_EQ(host.images_left, 1 << 30);
}

TEST_F(SchedulerTest, AnImageIsAboutAsBigAsTheStackInUse) {
  WEFT_NEEDS_SHARED_SLOTS();
  configure(1);
  Thread& a = spawn([] { sleep(1000); });
  Thread& b = spawn([] { sleep(1000); });
  scheduler.run(10);
  EXPECT_TRUE(b.fiber().in_slot());
  EXPECT_FALSE(a.fiber().in_slot());
  EXPECT_GE(a.fiber().image_bytes, a.fiber().live_bytes());
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
  EXPECT_LE(a.fiber().image_bytes, a.fiber().live_bytes() + 512);
#endif
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, AFiberThatCannotBeCopiedOutMayNotPark) {
  WEFT_NEEDS_SHARED_SLOTS();
  configure(1);
  Outcome outcome = Outcome::kPending;
  spawn([&] {
    host.images_left = 0;
    outcome = scheduler.sleep_until(port::now_us() + 10);
    host.images_left = 100;
  });
  spawn([] {});
  EXPECT_TRUE(run());
  EXPECT_EQ(outcome, Outcome::kNoMemory);
}

TEST_F(SchedulerTest, SharingASlotWithAFiberThatCannotLeaveItIsRefused) {
  WEFT_NEEDS_SHARED_SLOTS();
  configure(1);
  spawn([] { sleep(1000); });
  scheduler.run(10);
  host.images_left = 0;
  Thread second([] {});
  EXPECT_FALSE(second.start());
  host.images_left = 100;
  EXPECT_TRUE(second.start());
  EXPECT_TRUE(run());
  EXPECT_TRUE(second.done());
}

TEST_F(SchedulerTest, ASlotServesOneFiberAfterAnother) {
  configure(1);
  int ended = 0;
  for (int i = 0; i < 100; i++) {
    spawn([&] {
      sleep(10);
      ended++;
    });
    EXPECT_TRUE(run());
  }
  EXPECT_EQ(ended, 100);
  EXPECT_EQ(host.slots_allocated, 1u);
}

TEST_F(SchedulerTest, ASlotServesAgainAfterItsFiberWasAbandoned) {
  configure(1);
  for (int i = 0; i < 10; i++) {
    Thread& parked = spawn([] {
      (void)scheduler.sleep_until(kForever);
      ADD_FAILURE() << "went on";
    });
    scheduler.run(100);
    scheduler.abandon(parked.fiber());
    parked.forget();
    bool ran = false;
    spawn([&ran] { ran = true; });
    scheduler.run(100);
    EXPECT_TRUE(ran);
  }
  EXPECT_EQ(host.slots_allocated, 1u);
}

#if WEFT_CARRIER
TEST_F(SchedulerTest, MoreFibersThanCarriersAreRefusedUntilOneEnds) {
  configure(2);
  spawn([] { sleep(1000); });
  spawn([] { sleep(1000); });
  Thread third([] {});
  EXPECT_FALSE(third.start());
  EXPECT_TRUE(run());
  EXPECT_TRUE(third.start());
  EXPECT_TRUE(run());
  EXPECT_TRUE(third.done());
}

TEST_F(SchedulerTest, NoOsThreadForAStackIsReportedAndLeavesNothing) {
  host.carriers_left = 1;
  spawn([] { sleep(1000); });
  Thread second([] {});
  EXPECT_FALSE(second.start());
  EXPECT_EQ(host.slots_allocated, 1u);
  host.carriers_left = 1;
  EXPECT_TRUE(second.start());
  EXPECT_TRUE(run());
  EXPECT_TRUE(second.done());
}

TEST_F(SchedulerTest, ACarrierTakesNoSignalThatTheProgramHandles) {
  bool blocked = false;
  spawn([&] {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked = sigismember(&mask, SIGINT) == 1 && sigismember(&mask, SIGTERM) == 1;
  });
  EXPECT_TRUE(run());
  EXPECT_TRUE(blocked);
}
#endif

TEST_F(SchedulerTest, SlotsCannotBeChangedWhileAFiberIsBound) {
  spawn([] { sleep(10); });
  EXPECT_FALSE(scheduler.stacks().configure(2, 32768));
  EXPECT_TRUE(run());
  EXPECT_TRUE(scheduler.stacks().configure(2, 32768));
  EXPECT_FALSE(scheduler.stacks().configure(0, 32768));
  EXPECT_FALSE(scheduler.stacks().configure(StackPool::kMaxSlots + 1, 32768));
  EXPECT_FALSE(scheduler.stacks().configure(2, 1001));
}

}  // namespace
}  // namespace weft::test
