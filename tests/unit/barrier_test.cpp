// SPDX-License-Identifier: MIT
#include "weft/sync/barrier.h"

#include <string>

#include "host_port.h"

namespace weft::test {
namespace {

using State = Barrier::State;

TEST_F(SchedulerTest, BarrierLetsAllPassWhenTheLastIsHereRoundByRound) {
  Barrier barrier(3);
  std::string passed;
  for (char c : {'a', 'b', 'c'}) {
    spawn([&, c] {
      for (int round = 0; round < 3; round++) {
        if (c == 'c') {
          sleep(100);
          EXPECT_EQ(passed.size(), 3u * round) << "somebody passed before the last came";
          EXPECT_EQ(barrier.waiting(), 2u);
        }
        Barrier::Place place = barrier.arrive(false, kForever);
        EXPECT_EQ(place.state, State::kPassed);
        if (round == 0) {
          EXPECT_EQ(place.index, static_cast<size_t>(c - 'a'));
        }
        passed += c;
        sleep(10);
      }
    });
  }
  EXPECT_TRUE(run());
  EXPECT_EQ(passed.size(), 9u);
  EXPECT_EQ(barrier.waiting(), 0u);
  EXPECT_FALSE(barrier.broken());
}

TEST_F(SchedulerTest, BarrierHoldsTheNextRoundAtTheDoorWhileTheActionRuns) {
  Barrier barrier(2);
  std::string order;
  auto arrive = [&](char c) {
    Barrier::Place place = barrier.arrive(true, kForever);
    if (place.state == State::kAct) {
      order += '(';
      sleep(1000);
      order += ')';
      barrier.pass();
    } else {
      EXPECT_EQ(place.state, State::kPassed);
    }
    order += c;
  };
  spawn([&] { arrive('a'); });
  spawn([&] { arrive('b'); });
  for (char c : {'c', 'd'}) {
    spawn([&, c] {
      sleep(100);
      arrive(c);
    });
  }
  scheduler.run(1000);
  host.now += 500;
  scheduler.run(100);
  EXPECT_EQ(order, "(") << "c and d are of the next round";
  EXPECT_EQ(barrier.waiting(), 2u);
  EXPECT_TRUE(run());
  EXPECT_EQ(order.substr(0, 2), "()");
  EXPECT_LT(order.find('a'), order.find_last_of('('));
  EXPECT_LT(order.find('b'), order.find_last_of('('));
  EXPECT_LT(order.find_last_of(')'), order.find('c'));
  EXPECT_LT(order.find_last_of(')'), order.find('d'));
}

TEST_F(SchedulerTest, BarrierBreaksForAllWhenOneTimesOut) {
  Barrier barrier(3);
  Barrier::Place patient;
  Barrier::Place impatient;
  spawn([&] { patient = barrier.arrive(false, kForever); });
  spawn([&] { impatient = barrier.arrive(false, port::now_us() + 100); });
  EXPECT_TRUE(run());
  EXPECT_EQ(patient.state, State::kBroken);
  EXPECT_EQ(patient.outcome, Outcome::kWoken);
  EXPECT_EQ(impatient.state, State::kBroken);
  EXPECT_EQ(impatient.outcome, Outcome::kTimedOut);
  EXPECT_TRUE(barrier.broken());
  EXPECT_EQ(barrier.waiting(), 0u);
  EXPECT_EQ(barrier.arrive(false, kForever).state, State::kBroken) << "at once, until reset()";
  barrier.reset();
  EXPECT_FALSE(barrier.broken());
  int passed = 0;
  for (int i = 0; i < 3; i++) {
    spawn([&] { passed += barrier.arrive(false, kForever).state == State::kPassed; });
  }
  EXPECT_TRUE(run());
  EXPECT_EQ(passed, 3);
}

TEST_F(SchedulerTest, BarrierThatIsResetOrAbortedFailsWhoWaits) {
  for (bool reset : {true, false}) {
    Barrier barrier(2);
    Barrier::Place place;
    spawn([&] { place = barrier.arrive(false, kForever); });
    scheduler.run(100);
    EXPECT_EQ(barrier.waiting(), 1u);
    reset ? barrier.reset() : barrier.abort();
    EXPECT_TRUE(run());
    EXPECT_EQ(place.state, State::kBroken);
    EXPECT_EQ(barrier.waiting(), 0u);
    EXPECT_EQ(barrier.broken(), !reset);
  }
}

// An action that fails aborts: at the door as well as inside.
TEST_F(SchedulerTest, BarrierThatBreaksInItsActionFailsWhoIsAtTheDoor) {
  Barrier barrier(2);
  Barrier::Place inside;
  Barrier::Place at_door;
  spawn([&] { inside = barrier.arrive(true, kForever); });
  spawn([&] {
    EXPECT_EQ(barrier.arrive(true, kForever).state, State::kAct);
    sleep(1000);
    barrier.abort();
  });
  spawn([&] {
    sleep(100);
    at_door = barrier.arrive(true, kForever);
  });
  EXPECT_TRUE(run());
  EXPECT_EQ(inside.state, State::kBroken);
  EXPECT_EQ(at_door.state, State::kBroken);
}

TEST_F(SchedulerTest, BarrierDoesNotCountWhoGaveUp) {
  Barrier barrier(2);
  Barrier::Place gave_up;
  Thread& interrupted = spawn([&] { gave_up = barrier.arrive(false, kForever); });
  scheduler.run(100);
  {
    LockOut lock_out;
    scheduler.interrupt(interrupted.fiber());
  }
  EXPECT_TRUE(run());
  EXPECT_EQ(gave_up.state, State::kGaveUp);
  EXPECT_EQ(gave_up.outcome, Outcome::kInterrupted);
  EXPECT_EQ(barrier.waiting(), 0u);
  EXPECT_FALSE(barrier.broken());
  int passed = 0;
  spawn([&] { passed += barrier.arrive(false, kForever).state == State::kPassed; });
  scheduler.run(100);
  EXPECT_EQ(passed, 0) << "one alone";
  spawn([&] { passed += barrier.arrive(false, kForever).state == State::kPassed; });
  EXPECT_TRUE(run());
  EXPECT_EQ(passed, 2);
}

}  // namespace
}  // namespace weft::test
