// SPDX-License-Identifier: MIT
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

// A conservative collector would take what lies there later for reachable.
TEST_F(SchedulerTest, NobodyRefersToThoseThatWaitedBesideIt) {
  WaitQueue queue;
  Fiber* fibers[3];
  for (Fiber*& fiber : fibers) {
    fiber = &spawn([&] { scheduler.wait(*scheduler.prepare_wait(), &queue, kForever); }).fiber();
  }
  scheduler.run(100);
  {
    LockOut lock_out;
    scheduler.wake(*fibers[1], Outcome::kWoken);  // from the middle, the front and the back
    scheduler.wake(*fibers[0], Outcome::kWoken);
    scheduler.wake(*fibers[2], Outcome::kWoken);
  }
  EXPECT_TRUE(run());
  for (Fiber* fiber : fibers) {
    EXPECT_EQ(fiber->list_next, nullptr);
    EXPECT_EQ(fiber->list_prev, nullptr);
  }
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

TEST_F(SchedulerTest, WhoWasInterruptedBeforeItsWaitDoesNotPark) {
  WaitQueue queue;
  Outcome outcome = Outcome::kPending;
  spawn([&] {
    host.interrupted = true;
    Waiter* self = scheduler.prepare_wait();
    ASSERT_NE(self, nullptr);
    outcome = scheduler.wait(*self, &queue, kForever);
    host.interrupted = false;
  });
  EXPECT_TRUE(run());
  EXPECT_EQ(outcome, Outcome::kInterrupted);
  EXPECT_TRUE(queue.empty());
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

TEST_F(SchedulerTest, ATaskFiberCancelledAfterItWasWokenIsNotDueEither) {
  WaitQueue queue;
  Outcome outcome = Outcome::kPending;
  Thread task([&] {
    Waiter* self = scheduler.prepare_wait();
    outcome = scheduler.wait(*self, &queue, kForever);
  });
  task.fiber().kind = Waiter::Kind::kTask;
  ASSERT_TRUE(scheduler.bind(task.fiber()));
  scheduler.resume(task.fiber());
  {
    LockOut lock_out;
    scheduler.wake(task.fiber(), Outcome::kWoken);
  }
  EXPECT_TRUE(scheduler.has_due());
  EXPECT_FALSE(scheduler.cancel_wait(task.fiber()));
  EXPECT_FALSE(scheduler.has_due());
  scheduler.resume(task.fiber());
  EXPECT_EQ(outcome, Outcome::kWoken);
}

TEST_F(SchedulerTest, ATaskFiberThatTheLoopHasTakenIsNotDue) {
  WaitQueue queue;
  Outcome outcome = Outcome::kPending;
  Fiber* pushed = nullptr;
  host.push_task = [&](Fiber& fiber) {
    pushed = &fiber;
    return true;
  };
  Thread task([&] {
    Waiter* self = scheduler.prepare_wait();
    outcome = scheduler.wait(*self, &queue, host.now + 1000);
  });
  task.fiber().kind = Waiter::Kind::kTask;
  ASSERT_TRUE(scheduler.bind(task.fiber()));
  scheduler.resume(task.fiber());
  Thread waker([&] {
    LockOut lock_out;
    Scheduler::wake_first(queue);
    scheduler.interrupt(task.fiber());  // it is on its way already
  });
  ASSERT_TRUE(waker.start());
  scheduler.run(100);
  EXPECT_EQ(pushed, &task.fiber());
  EXPECT_FALSE(scheduler.has_due());
  EXPECT_FALSE(scheduler.cancel_wait(task.fiber()));
  scheduler.resume(task.fiber());
  EXPECT_EQ(outcome, Outcome::kWoken);
  EXPECT_TRUE(task.done());
}

TEST_F(SchedulerTest, ATaskFiberThatIsInterruptedIsNotPushed) {
  WaitQueue queue;
  int pushed = 0;
  host.push_task = [&](Fiber&) { return ++pushed != 0; };
  Thread task([&] {
    for (int i = 0; i < 2; i++) {
      Waiter* self = scheduler.prepare_wait();
      (void)scheduler.wait(*self, &queue, kForever);
    }
  });
  task.fiber().kind = Waiter::Kind::kTask;
  ASSERT_TRUE(scheduler.bind(task.fiber()));
  scheduler.resume(task.fiber());
  EXPECT_TRUE(scheduler.cancel_wait(task.fiber())) << "whose caller does";
  EXPECT_FALSE(scheduler.has_due());
  scheduler.resume(task.fiber());
  {
    LockOut lock_out;
    scheduler.interrupt(task.fiber());
  }
  EXPECT_EQ(scheduler.next_due(), &task.fiber());
  EXPECT_EQ(pushed, 0);
  scheduler.resume(task.fiber());
  EXPECT_TRUE(task.done());
}

// The waker may be the waiter: then it runs, and is on no queue.
TEST_F(SchedulerTest, AWaiterThatIsWokenBeforeItParksIsNotPushed) {
  WaitQueue queue;
  Outcome outcome = Outcome::kPending;
  int pushed = 0;
  host.push_task = [&](Fiber&) { return ++pushed != 0; };
  Thread task([&] {
    Waiter* self = scheduler.prepare_wait();
    Scheduler::begin_wait(*self, &queue, kForever);
    Scheduler::wake_first(queue);
    weft::port::unlock();
    outcome = Scheduler::complete_wait(*self);
  });
  task.fiber().kind = Waiter::Kind::kTask;
  ASSERT_TRUE(scheduler.bind(task.fiber()));
  scheduler.resume(task.fiber());
  EXPECT_EQ(outcome, Outcome::kWoken);
  EXPECT_EQ(pushed, 0);
  EXPECT_FALSE(scheduler.has_due());
  EXPECT_TRUE(task.done());
}

TEST_F(SchedulerTest, SystemGoesFirstAndUserIsNotStarved) {
  std::string order;
  auto turns = [&order](char name, int count) {
    return [&order, name, count] {
      for (int i = 0; i < count; i++) {
        order += name;
        EXPECT_TRUE(scheduler.yield());
      }
    };
  };
  spawn(turns('u', 2));
  Thread& system = spawn(turns('s', 30));
  scheduler.set_priority(system.fiber(), Fiber::Priority::kSystem);  // while it is ready
  EXPECT_TRUE(run());
  EXPECT_EQ(order.substr(0, 10), "ssssssssus");
  EXPECT_EQ(order.find_last_of('u'), 17u);
}

TEST_F(SchedulerTest, AnAlarmGoesOffOnceUnlessDisarmed) {
  Waiter due(Waiter::Kind::kAlarm);
  Waiter disarmed(Waiter::Kind::kAlarm);
  int calls = 0;
  host.on_alarm = [&](Waiter& alarm) {
    EXPECT_EQ(&alarm, &due);
    calls++;
    return true;
  };
  scheduler.arm(due, host.now + 100);
  scheduler.arm(disarmed, host.now + 50);
  scheduler.disarm(disarmed);
  spawn([] { sleep(1000); });
  EXPECT_TRUE(run());
  EXPECT_EQ(calls, 1);
  scheduler.disarm(due);  // too late: nothing
}

TEST_F(SchedulerTest, AnAlarmLeftToTheHubIsDueUntilDisarmed) {
  Waiter first(Waiter::Kind::kAlarm);
  Waiter second(Waiter::Kind::kAlarm);
  scheduler.arm(first, host.now + 10);
  scheduler.arm(second, host.now + 20);
  host.now += 100;
  scheduler.poll();
  EXPECT_TRUE(scheduler.has_due());
  scheduler.disarm(second);
  EXPECT_EQ(scheduler.next_due(), &first);
  EXPECT_EQ(scheduler.next_due(), nullptr);
}

TEST_F(SchedulerTest, APreemptedFiberMakesWayForTheOthersOnly) {
  std::string order;
  spawn([&] {
    order += 'a';
    scheduler.preempt();  // the other is ready
    order += 'c';
    scheduler.preempt();  // nobody is, and the budget is not spent
    order += 'd';
  });
  spawn([&] { order += 'b'; });
  EXPECT_TRUE(run());
  EXPECT_EQ(order, "abcd");
}

TEST_F(SchedulerTest, TheSameSeedGivesTheSameOrder) {
  auto play = [this](uint64_t seed) {
    std::string order;
    scheduler.explore(seed);
    for (char c : {'a', 'b', 'c', 'd'}) {
      spawn([&order, c] {
        for (int i = 0; i < 4; i++) {
          order += c;
          if (scheduler.chance(2)) {
            EXPECT_TRUE(scheduler.yield());
          }
        }
      });
    }
    EXPECT_TRUE(run());
    scheduler.explore(0);
    return order;
  };
  bool differs = false;
  for (uint64_t seed = 1; seed < 20; seed++) {
    std::string order = play(seed);
    EXPECT_EQ(order, play(seed)) << "seed " << seed;
    EXPECT_EQ(order.size(), 16u);
    differs |= order != play(seed + 1);
  }
  EXPECT_TRUE(differs);
}

TEST_F(SchedulerTest, AnAbandonedFiberLeavesNothingBehind) {
  WaitQueue queue;
  auto wait = [&queue](Micros deadline) {
    return [&queue, deadline] {
      Waiter* self = scheduler.prepare_wait();
      (void)scheduler.wait(*self, &queue, deadline);
      ADD_FAILURE() << "went on";
    };
  };
  Thread* parked[] = {&spawn(wait(kForever)), &spawn(wait(host.now + 1000))};
  scheduler.run(100);
  Thread& ready = spawn([] { ADD_FAILURE() << "ran"; });
  for (Thread* thread : parked) scheduler.abandon(thread->fiber());
  scheduler.abandon(ready.fiber());
  for (auto& thread : threads_) thread->forget();
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(run());  // the fixture sees that no stack, image or timer is left
}

TEST_F(SchedulerTest, WhileItWaitsTheHubRunsTheLoopThatHasSomethingToDo) {
  WaitQueue queue;
  int turns = 0;
  host.loop = [&] {
    EXPECT_TRUE(scheduler.hub_waits_in_loop());
    if (turns == 3) return false;
    if (++turns == 3) {
      LockOut lock_out;
      scheduler.wake(scheduler.hub(), Outcome::kWoken);
      EXPECT_TRUE(scheduler.has_due());  // it is a task for that time
    }
    return true;
  };
  Waiter* hub = scheduler.prepare_wait();
  EXPECT_EQ(scheduler.wait(*hub, &queue, kForever), Outcome::kWoken);
  EXPECT_EQ(turns, 3);
  EXPECT_FALSE(scheduler.hub_waits_in_loop());
  EXPECT_FALSE(scheduler.has_due());
}

// --- Turns: each gets one within a bound, counted in steps ---

// Ever ready: each of its steps takes a microsecond.
std::function<void()> ever_ready(const bool& stop, int& steps) {
  return [&stop, &steps] {
    while (!stop) {
      steps++;
      host.now++;
      EXPECT_TRUE(scheduler.yield());
    }
  };
}

TEST_F(SchedulerTest, RunLetsOneFiberRunHoweverSmallTheBudget) {
  bool stop = false;
  int steps = 0;
  spawn(ever_ready(stop, steps));
  for (int turn = 1; turn <= 3; turn++) {
    scheduler.run(0);
    EXPECT_GE(steps, turn);
    EXPECT_LE(steps, turn * 8);  // it looks at the clock that often
  }
  stop = true;
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, AHubThatWaitsLooksAfterTheLoopThoughFibersAreEverReady) {
  bool stop = false;
  int steps = 0;
  spawn(ever_ready(stop, steps));
  spawn(ever_ready(stop, steps));
  int turns = 0;
  host.loop = [&] {
    EXPECT_LE(steps, ++turns * 10010);  // kHubSlice
    if (turns == 3) {
      LockOut lock_out;
      scheduler.wake(scheduler.hub(), Outcome::kWoken);
    }
    return true;
  };
  WaitQueue queue;
  Waiter* hub = scheduler.prepare_wait();
  EXPECT_EQ(scheduler.wait(*hub, &queue, kForever), Outcome::kWoken);
  EXPECT_EQ(turns, 3);
  stop = true;
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, AHubThatIsWokenAgainAndAgainLooksAfterTheLoop) {
  WaitQueue queue;
  int steps = 0;
  int turns = 0;
  spawn([&] {
    for (; turns < 3; steps++) {
      host.now++;
      {
        LockOut lock_out;
        Scheduler::wake_first(queue);
      }
      EXPECT_TRUE(scheduler.yield());
    }
  });
  host.loop = [&] {
    EXPECT_EQ(scheduler.next_due(), &scheduler.hub());  // so that the loop ends
    EXPECT_LE(steps, ++turns * 10010);
    return true;
  };
  while (turns < 3) {
    Waiter* hub = scheduler.prepare_wait();
    EXPECT_EQ(scheduler.wait(*hub, &queue, kForever), Outcome::kWoken);
    EXPECT_EQ(scheduler.hub().state, Fiber::State::kRunning);
    ASSERT_LE(steps, 40000);
  }
  EXPECT_TRUE(run());
}

TEST_F(SchedulerTest, AHubThatYieldsLetsTheLoopRunWhatIsDue) {
  int turns = 0;
  host.loop = [&] {
    EXPECT_TRUE(scheduler.hub_waits_in_loop());
    EXPECT_EQ(scheduler.next_due(), &scheduler.hub());
    return ++turns != 0;
  };
  for (int i = 1; i <= 3; i++) {
    EXPECT_TRUE(scheduler.yield());
    EXPECT_EQ(turns, i);
    EXPECT_EQ(scheduler.hub().state, Fiber::State::kRunning);
  }
  host.loop = [] { return false; };  // it cannot: the hub is not left among the tasks
  EXPECT_TRUE(scheduler.yield());
  EXPECT_FALSE(scheduler.has_due());
  EXPECT_FALSE(scheduler.has_ready());
  host.loop = [] {
    ADD_FAILURE() << "nothing is due now";
    return false;
  };
  host.loop_due = host.now + 1;
  EXPECT_TRUE(scheduler.yield());
  EXPECT_FALSE(scheduler.has_due());
  EXPECT_FALSE(scheduler.has_ready());
}

TEST_F(SchedulerTest, ASpinningFiberMakesWayForALoopThatIsDue) {
  bool stop = false;
  int slices = 0;
  spawn([&] {
    while (!stop) {
      slices++;
      host.now += 5000;
      scheduler.preempt();
    }
  });
  host.loop_due = 0;
  for (int turn = 1; turn <= 3; turn++) {
    scheduler.run(1000);
    EXPECT_EQ(slices, turn);
  }
  stop = true;
  EXPECT_TRUE(run());
  EXPECT_EQ(host.nobody_until, 0u);
}

TEST_F(SchedulerTest, TicksMayStopUntilTheNextDeadlineOnEitherSide) {
  Waiter alarm(Waiter::Kind::kAlarm);
  spawn([&] {
    host.loop_due = kForever;
    scheduler.preempt();
    EXPECT_EQ(host.nobody_until, kForever);
    int requests = host.run_requests;
    scheduler.arm(alarm, host.now + 700);
    EXPECT_EQ(host.run_requests, requests + 1);
    scheduler.preempt();
    EXPECT_EQ(host.nobody_until, host.now + 700);
    host.loop_due = host.now + 500;
    scheduler.preempt();
    EXPECT_EQ(host.nobody_until, host.now + 500);
    requests = host.run_requests;
    spawn([] {});
    EXPECT_EQ(host.run_requests, requests + 1);
    scheduler.disarm(alarm);
  });
  scheduler.run(1000);
  EXPECT_TRUE(run());
  // The hub, too. Whether it minds the loop is said.
  scheduler.preempt();
  EXPECT_EQ(host.nobody_until, kForever);
  host.loop_due = host.now + 300;
  scheduler.preempt(true);
  EXPECT_EQ(host.nobody_until, host.now + 300);
  scheduler.run(0);
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
