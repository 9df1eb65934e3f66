// SPDX-License-Identifier: MIT
// The checks of weft/checks.h notice what they are for.
#include "weft/checks.h"

#if WEFT_CHECKS

#include "host_port.h"

namespace weft::test {
namespace {

class ChecksTest : public SchedulerTest {};

// Frames have red zones.
__attribute__((no_sanitize("address"))) void flip(void* frames, size_t at) {
  static_cast<char*>(frames)[at] ^= 1;
}

TEST_F(ChecksTest, LockOutIsGivenBackOnce) {
  EXPECT_DEATH(port::unlock(), "given back more often");
}

TEST_F(ChecksTest, NothingIsDoneUnderTheLockOut) {
  checks::may("allocates");
  EXPECT_DEATH(
      {
        LockOut lock_out;
        checks::may("allocates");
      },
      "allocates with the lock-out held");
}

TEST_F(ChecksTest, NothingIsDoneWhileAWaiterIsQueued) {
  EXPECT_DEATH(
      {
        Waiter* self = Scheduler::prepare_wait();
        Scheduler::begin_wait(*self, nullptr, 1);
        port::unlock();
        checks::may("runs Python");
      },
      "runs Python while its waiter is queued");
}

TEST_F(ChecksTest, AParkedStackIsLeftAlone) {
  if (!StackPool::kSharesSlots) GTEST_SKIP() << "a carrier's stack is its own affair";
  auto break_it = [this] {
    configure(2);
    Fiber* parked = nullptr;
    spawn([&] {
      parked = &scheduler.current();
      (void)scheduler.yield();
    });
    spawn([&] {
      flip(parked->in_slot() ? parked->stack_pointer : parked->image, parked->live_bytes() / 2);
    });
    run();
  };
  EXPECT_DEATH(break_it(), "not what it was when it parked");
}

TEST_F(ChecksTest, ATimerThatIsGoneIsNoticed) {
  static Waiter alarm(Waiter::Kind::kAlarm);
  EXPECT_DEATH(
      {
        scheduler.arm(alarm, kForever - 1);
        scheduler.check_lists([](const void* object) { return object != &alarm; });
      },
      "freed a waiter whose timer is armed");
}

TEST_F(ChecksTest, ListsInOrderPass) {
  scheduler.check_lists([](const void*) { return true; });
}

}  // namespace
}  // namespace weft::test

#endif  // WEFT_CHECKS
