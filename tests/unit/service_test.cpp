// SPDX-License-Identifier: MIT
// Services, each test on a fiber and on a native thread. The cases of AsyncRTOS's tests come first.
#include "weft/service/service.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "host_port.h"
#include "weft/service/pool.h"
#include "weft/sync/event.h"

namespace weft::test {
namespace {

struct Ping : Call<Ping, void> {
  static constexpr EventId kEvent{"ping"};
};

struct Double : Call<Double, int> {
  static constexpr EventId kEvent{"double"};
  int number = 0;
};

// Answered by another service, by way of this one.
struct Relayed : Call<Relayed, int> {
  static constexpr EventId kEvent{"relayed"};
  int number = 0;
};

struct Kept : Call<Kept, int> {
  static constexpr EventId kEvent{"kept"};
};

// Holds the service up until it is let go.
struct Hold : Call<Hold, void> {
  static constexpr EventId kEvent{"hold"};
  std::atomic<bool> entered = false;
  std::atomic<bool> let_go = false;
};

struct Strange : Call<Strange, void> {
  static constexpr EventId kEvent{"strange"};
};

// Lets the others run, and time pass.
void pause(bool native) {
  if (native) return std::this_thread::yield();
  host.now += 10;
  EXPECT_TRUE(scheduler.yield());
}

class Server : public Service {
 public:
  explicit Server(size_t maxsize = kDefaultMaxsize) : Service(kTable, maxsize) {}

  Service* other = nullptr;
  Future* kept = nullptr;
  int pings = 0;
  bool native = false;
  bool refuses_start = false;
  bool refuses_stop = false;
  int starts = 0;
  int stops = 0;
  bool was_stopping = false;

  void ping(Ping& call) {
    pings++;
    call.resolve();
  }
  void twice(Double& call) {
    if (call.number < 0) {
      EXPECT_TRUE(call.reject(22));
      EXPECT_FALSE(call.resolve(1)) << "twice";
    } else {
      EXPECT_TRUE(call.resolve(2 * call.number));
      // Not looked at again: it is the caller's.
    }
  }
  // Asks the other, adds 1 to its answer, and gives that to the origin, which it does not know.
  void relay(Relayed& call) {
    question_.number = call.number;
    question_.set_context(reinterpret_cast<uintptr_t>(&call));
    question_.then(&Server::answered, this);
    other->request(question_);
  }
  void keep(Kept& call) { kept = &call; }
  void hold(Hold& call) {
    call.entered = true;
    while (!call.let_go) pause(native);
    call.resolve();
  }

 private:
  static void answered(Future& answer) {
    auto& origin = *reinterpret_cast<Relayed*>(answer.context());
    if (answer.resolved()) {
      origin.resolve(static_cast<Double&>(answer).result() + 1);
    } else {
      origin.reject(answer.error());
    }
  }
  bool begin() {
    (void)weft::port::native_caller();  // what its OS thread allocates to wait, it does now
    starts++;
    return !refuses_start;
  }
  bool end() {
    stops++;
    return !refuses_stop;
  }

  static const Handler kHandlers[];
  static const ServiceTable kTable;
  Double question_;
};

constexpr Handler Server::kHandlers[] = {on<&Server::ping>, on<&Server::twice>, on<&Server::relay>,
                                         on<&Server::keep>, on<&Server::hold>};
constexpr ServiceTable Server::kTable{"server", Server::kHandlers, hook<&Server::begin>,
                                      hook<&Server::end>};

class ServiceTest : public SchedulerTest, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    SchedulerTest::SetUp();
    host.real_clock = native();
  }
  void TearDown() override {
    host.native_threads = 0;
    SchedulerTest::TearDown();
  }

  static bool native() { return GetParam(); }
  void start(Server& server) {
    server.native = native();
    Future started;
    ASSERT_TRUE(server.start(started, native()));
    ASSERT_EQ(started.wait(), Outcome::kWoken);
    ASSERT_TRUE(started.resolved());
    EXPECT_TRUE(server.running());
  }
  static void stop(Service& server) {
    Future stopped;
    ASSERT_TRUE(server.stop(stopped));
    ASSERT_EQ(stopped.wait(), Outcome::kWoken);
    ASSERT_TRUE(stopped.resolved());
    EXPECT_FALSE(server.running());
  }
  // Has the server in the middle of a handler.
  static void hold(Server& server, Hold& call) {
    ASSERT_TRUE(server.request(call));
    while (!call.entered) pause(native());
  }
};

TEST_P(ServiceTest, ARequestIsAnswered) {
  Server server;
  start(server);
  Ping ping;
  EXPECT_EQ(ping.state(), Future::State::kNew);
  ASSERT_TRUE(server.request(ping));
  EXPECT_EQ(ping.wait(), Outcome::kWoken);
  EXPECT_TRUE(ping.resolved());
  Double twice;
  twice.number = 21;
  ASSERT_TRUE(server.request(twice));
  EXPECT_EQ(twice.wait(), Outcome::kWoken);
  EXPECT_EQ(twice.result(), 42);
  stop(server);
  EXPECT_EQ(server.pings, 1);
}

TEST_P(ServiceTest, AwaitingWakesOnRejectionToo) {
  Server server;
  start(server);
  Double twice;
  twice.number = -1;
  ASSERT_TRUE(server.request(twice));
  EXPECT_EQ(twice.wait(), Outcome::kWoken);
  EXPECT_EQ(twice.state(), Future::State::kRejected);
  EXPECT_EQ(twice.error(), 22);
  stop(server);
}

TEST_P(ServiceTest, ForgettableRequestsFreeThemselves) {
  static Pool<Ping, 3> pings;
  static Pool<Double, 2> doubles;
  Server server(16);
  start(server);
  for (int i = 0; i < 100; i++) {
    Ping* ping;
    while ((ping = pings.take()) == nullptr) pause(native());
    EXPECT_TRUE(server.request(*ping));
    if (Double* twice = doubles.take()) {
      twice->number = i % 2 ? i : -1;
      EXPECT_TRUE(server.request(*twice));
    }
  }
  stop(server);
  EXPECT_EQ(server.pings, 100);
  EXPECT_EQ(pings.free(), 3u);
  EXPECT_EQ(doubles.free(), 2u);
  // Refused ones too.
  EXPECT_FALSE(server.request(*pings.take()));
  EXPECT_EQ(pings.free(), 3u);
}

TEST_P(ServiceTest, ACallbackMaySendItsRequestAgain) {
  struct Again {
    Server server;
    Double call;
    std::atomic<int> calls = 0;
    Event done;
  } again;
  start(again.server);
  again.call.number = 1;
  again.call.set_context(reinterpret_cast<uintptr_t>(&again));
  again.call.then([](Future& future) {
    auto& self = *reinterpret_cast<Again*>(future.context());
    self.call.number = self.call.result();
    if (++self.calls < 10) {
      EXPECT_TRUE(self.server.request(self.call));
    } else {
      self.done.set();
    }
  });
  ASSERT_TRUE(again.server.request(again.call));
  EXPECT_EQ(again.done.wait(), Outcome::kWoken);
  EXPECT_EQ(again.call.number, 1024);
  EXPECT_EQ(again.calls, 10);
  stop(again.server);
}

struct Sum : Call<Sum, int> {
  static constexpr EventId kEvent{"sum"};
  int a = 0;
  int b = 0;
};

void add(Sum& sum) { sum.resolve(sum.a + sum.b); }

TEST_P(ServiceTest, SpawnCallsAFunctionOnATaskOfItsOwn) {
  Sum sum;
  sum.a = 3;
  sum.b = 4;
  ASSERT_TRUE(weft::spawn<add>(sum, native()));
  EXPECT_EQ(sum.wait(), Outcome::kWoken);
  EXPECT_EQ(sum.result(), 7);
  host.tasks_left = 0;
  EXPECT_FALSE(weft::spawn<add>(sum, native()));
  EXPECT_EQ(sum.state(), Future::State::kRejected);
  EXPECT_EQ(sum.error(), kNoTask);
}

TEST_P(ServiceTest, AServiceThatNeverRanMayGo) { Server server; }

TEST_P(ServiceTest, StartAndStopRunTheirHooksOnce) {
  Server server;
  start(server);
  Future again;
  ASSERT_TRUE(server.start(again, native()));
  EXPECT_TRUE(again.resolved()) << "at once";
  stop(server);
  Future stopped;
  ASSERT_TRUE(server.stop(stopped));
  EXPECT_TRUE(stopped.resolved()) << "at once";
  EXPECT_EQ(server.starts, 1);
  EXPECT_EQ(server.stops, 1);
  start(server);  // and from the beginning
  stop(server);
  EXPECT_EQ(server.starts, 2);
}

TEST_P(ServiceTest, HandlersAreSetReplacedAndUnset) {
  Server server;
  start(server);
  Strange strange;
  ASSERT_TRUE(server.request(strange));
  EXPECT_EQ(strange.wait(), Outcome::kWoken);
  EXPECT_EQ(strange.error(), kUnknownEvent);
  stop(server);

  Server::DynamicHandler first{{&Strange::kEvent, [](Service&, Future& call) { call.reject(1); }}};
  Server::DynamicHandler second{{&Strange::kEvent, [](Service&, Future& call) { call.reject(2); }}};
  Server::DynamicHandler pings{{&Ping::kEvent, [](Service&, Future& call) { call.reject(3); }}};
  server.set_handler(first);
  server.set_handler(pings);
  server.set_handler(second);
  start(server);
  ASSERT_TRUE(server.request(strange));
  EXPECT_EQ(strange.wait(), Outcome::kWoken);
  EXPECT_EQ(strange.error(), 2);
  Ping ping;
  ASSERT_TRUE(server.request(ping));
  EXPECT_EQ(ping.wait(), Outcome::kWoken);
  EXPECT_EQ(ping.error(), 3);
  stop(server);
  server.unset_handler(Ping::kEvent);
  server.unset_handler(Strange::kEvent);
  start(server);
  ASSERT_TRUE(server.request(ping));
  EXPECT_EQ(ping.wait(), Outcome::kWoken);
  EXPECT_TRUE(ping.resolved()) << "the table's";
  ASSERT_TRUE(server.request(strange));
  EXPECT_EQ(strange.wait(), Outcome::kWoken);
  EXPECT_EQ(strange.error(), kUnknownEvent);
  stop(server);
}

class Looper : public Service {
 public:
  Looper() : Service(kTable) {
    add(first);
    add(second);
  }
  void tick_first() { ticks.push_back(1); }
  void tick_second() {
    ticks.push_back(2);
    if (removes) remove(second);
  }
  void ping(Ping& call) {
    ticks.push_back(0);
    call.resolve();
  }

  std::vector<int> ticks;
  bool removes = false;
  Loop first = every<&Looper::tick_first>(100000);
  Loop second = every<&Looper::tick_second>(150000);

 private:
  static const Handler kHandlers[];
  static const ServiceTable kTable;
};
constexpr Handler Looper::kHandlers[] = {on<&Looper::ping>};
constexpr ServiceTable Looper::kTable{"looper", Looper::kHandlers};

TEST_P(ServiceTest, LoopsRunByTheirIntervals) {
  Looper looper;
  Future started;
  ASSERT_TRUE(looper.start(started, native()));
  ASSERT_EQ(started.wait(), Outcome::kWoken);
  sleep(1020000);
  stop(looper);
  if (native()) {  // on a loaded machine some may be skipped
    EXPECT_GE(looper.ticks.size(), 8u);
    EXPECT_LE(looper.ticks.size(), 17u);
  } else {
    // Both due: in the order registered. The clock of this test is exact.
    EXPECT_EQ(looper.ticks, (std::vector<int>{1, 2, 1, 1, 2, 1, 2, 1, 1, 2, 1, 2, 1, 1, 2, 1}));
  }
}

TEST_P(ServiceTest, ALoopMayRemoveItself) {
  Looper looper;
  looper.removes = true;
  Future started;
  ASSERT_TRUE(looper.start(started, native()));
  ASSERT_EQ(started.wait(), Outcome::kWoken);
  sleep(520000);
  stop(looper);
  EXPECT_EQ(std::count(looper.ticks.begin(), looper.ticks.end(), 2), 1);
  EXPECT_GE(std::count(looper.ticks.begin(), looper.ticks.end(), 1), 3);
}

TEST_P(ServiceTest, MessagesComeFirstButDoNotStarveLoops) {
  Looper looper;
  Future started;
  ASSERT_TRUE(looper.start(started, native()));
  ASSERT_EQ(started.wait(), Outcome::kWoken);
  Ping pings[3];
  Micros until = deadline_after(400000);
  while (port::now_us() < until) {
    for (Ping& ping : pings) {
      if (ping.state() != Future::State::kPending) (void)looper.request(ping);
    }
    if (!native()) host.now += 5000;
    pause(native());
  }
  for (Ping& ping : pings) EXPECT_EQ(ping.wait(), Outcome::kWoken);
  stop(looper);
  EXPECT_GE(std::count(looper.ticks.begin(), looper.ticks.end(), 1), 2);
  EXPECT_GT(std::count(looper.ticks.begin(), looper.ticks.end(), 0), 20);
}

// main -> first -> second -> first -> main.
TEST_P(ServiceTest, AnAnswerComesBackThroughWhoeverPassedTheRequestOn) {
  Server first;
  Server second;
  first.other = &second;
  start(first);
  start(second);
  Relayed call;
  for (int number = 1; number < 10; number++) {
    call.number = number;
    ASSERT_TRUE(first.request(call));
    EXPECT_EQ(call.wait(), Outcome::kWoken);
    ASSERT_TRUE(call.resolved());
    EXPECT_EQ(call.result(), 2 * number + 1);
  }
  stop(second);
  ASSERT_TRUE(first.request(call));
  EXPECT_EQ(call.wait(), Outcome::kWoken);
  EXPECT_EQ(call.error(), kStopped) << "first has had that answer, and passed it on";
  stop(first);
}

// Passed on as it is, it is answered to the origin straight.
class Gate : public Service {
 public:
  explicit Gate(Service& behind) : Service(kTable), behind_(behind) {}

 private:
  void ping(Ping& call) {
    if (!pass_on(call, behind_)) call.reject(99);
  }
  static const Handler kHandlers[];
  static const ServiceTable kTable;
  Service& behind_;
};
constexpr Handler Gate::kHandlers[] = {on<&Gate::ping>};
constexpr ServiceTable Gate::kTable{"gate", Gate::kHandlers};

TEST_P(ServiceTest, ARequestIsPassedOnAsItIs) {
  Server server;
  Gate gate(server);
  start(server);
  Future started;
  ASSERT_TRUE(gate.start(started, native()));
  Ping ping;
  ASSERT_TRUE(gate.request(ping));
  EXPECT_EQ(ping.wait(), Outcome::kWoken);
  EXPECT_TRUE(ping.resolved());
  stop(server);
  ASSERT_TRUE(gate.request(ping));
  EXPECT_EQ(ping.wait(), Outcome::kWoken);
  EXPECT_EQ(ping.error(), 99);
  stop(gate);
  EXPECT_EQ(server.pings, 1);
}

// No memory is allocated for an operation: what it takes is its future.
TEST_P(ServiceTest, OperationsAllocateNothing) {
  static Pool<Ping, 2> pings;
  Server first;
  Server second;
  first.other = &second;
  start(first);
  start(second);
  Double twice;
  Relayed relayed;
  auto once = [&] {
    EXPECT_TRUE(first.request(twice));
    EXPECT_EQ(twice.wait(), Outcome::kWoken);
    EXPECT_TRUE(first.request(relayed));
    EXPECT_EQ(relayed.wait(), Outcome::kWoken);
    while (pings.free() == 0) pause(native());
    (void)first.request(*pings.take());
  };
  once();
  size_t images = host.images_allocated;
  size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 1000; i++) once();
  // No more: an OS thread of an earlier test may give back what it had only now.
  EXPECT_LE(mallinfo2().uordblks, before);
  EXPECT_EQ(host.items_allocated, 0u);
  EXPECT_EQ(host.images_allocated, images);
  stop(first);
  stop(second);
  static_assert(sizeof(Future) <= 11 * sizeof(void*));
}

// --- what AsyncRTOS leaves open, or documents as a hazard ---

TEST_P(ServiceTest, ARequestIsAnsweredOnce) {
  Server server;
  start(server);
  Kept call;
  ASSERT_TRUE(server.request(call));
  EXPECT_FALSE(server.request(call)) << "it is pending";
  Ping behind;
  ASSERT_TRUE(server.request(behind));
  EXPECT_EQ(behind.wait(), Outcome::kWoken);
  EXPECT_EQ(call.wait(deadline_after(1000)), Outcome::kTimedOut);
  EXPECT_EQ(call.state(), Future::State::kPending) << "giving up leaves it so";
  EXPECT_FALSE(call.cancel()) << "a handler has it";
  std::atomic<int> answered = 0;
  if (native()) {
    std::thread threads[4];
    for (int i = 0; i < 4; i++) {
      threads[i] = std::thread([&, i] { answered += call.resolve(i); });
    }
    for (std::thread& thread : threads) thread.join();
  } else {
    for (int i = 0; i < 4; i++) answered += call.resolve(i);
  }
  EXPECT_EQ(answered, 1);
  EXPECT_FALSE(call.reject(1));
  EXPECT_TRUE(call.resolved());
  stop(server);
}

TEST_P(ServiceTest, AFullMailboxRefusesOrHasTheSenderWait) {
  Server server;
  start(server);
  Hold held;
  hold(server, held);
  Ping queued[3];
  for (Ping& ping : queued) ASSERT_TRUE(server.request(ping));
  EXPECT_EQ(server.size(), 3u);
  Ping extra;
  EXPECT_FALSE(server.request(extra));
  EXPECT_EQ(extra.error(), kFull);
  EXPECT_FALSE(server.request(extra, deadline_after(2000)));
  EXPECT_EQ(extra.error(), kFull);
  // cancel() makes room.
  EXPECT_TRUE(queued[1].cancel());
  EXPECT_EQ(queued[1].error(), kCancelled);
  ASSERT_TRUE(server.request(extra));
  // Whoever waits comes in, in order.
  std::atomic<bool> waits = false;
  auto waiter = [&] {
    waits = true;
    EXPECT_TRUE(server.request(queued[1], kForever));
  };
  if (native()) {
    std::thread thread(waiter);
    while (!waits) pause(true);
    held.let_go = true;
    thread.join();
  } else {
    spawn(waiter);
    while (!waits) pause(false);
    held.let_go = true;
  }
  EXPECT_EQ(held.wait(), Outcome::kWoken);
  for (Ping& ping : queued) {
    while (ping.state() == Future::State::kRejected) pause(native());
    EXPECT_EQ(ping.wait(), Outcome::kWoken);
    EXPECT_TRUE(ping.resolved());
  }
  EXPECT_EQ(extra.wait(), Outcome::kWoken);
  stop(server);
  EXPECT_EQ(server.pings, 4);
}

TEST_P(ServiceTest, AStoppedServiceRefuses) {
  Server server;
  Ping ping;
  EXPECT_FALSE(server.request(ping));
  EXPECT_EQ(ping.error(), kStopped);
  EXPECT_FALSE(server.request(ping, kForever)) << "does not wait";
  start(server);
  stop(server);
  EXPECT_FALSE(server.request(ping));
  EXPECT_EQ(ping.error(), kStopped);
}

TEST_P(ServiceTest, StopComesInItsTurnAndLeavesNothingUnanswered) {
  Server server(8);
  start(server);
  Kept kept;
  ASSERT_TRUE(server.request(kept));
  Hold held;
  hold(server, held);
  Ping before;
  Ping after[2];
  Future stopped;
  Future stopped_too;
  ASSERT_TRUE(server.request(before));
  ASSERT_TRUE(server.stop(stopped));
  ASSERT_TRUE(server.request(after[0]));
  ASSERT_TRUE(server.stop(stopped_too));
  ASSERT_TRUE(server.request(after[1]));
  held.let_go = true;
  EXPECT_EQ(stopped.wait(), Outcome::kWoken);
  EXPECT_EQ(stopped_too.wait(), Outcome::kWoken);
  EXPECT_TRUE(stopped.resolved());
  EXPECT_TRUE(stopped_too.resolved());
  EXPECT_TRUE(before.resolved());
  for (Ping& ping : after) EXPECT_EQ(ping.error(), kStopped);
  EXPECT_EQ(kept.error(), kStopped);
  EXPECT_FALSE(kept.resolve(1)) << "too late, and nothing happens";
  EXPECT_EQ(server.stops, 1);
}

TEST_P(ServiceTest, StopEndsTheWaitForRoom) {
  Server server(1);
  start(server);
  Hold held;
  hold(server, held);
  Ping queued;
  ASSERT_TRUE(server.request(queued));
  Ping waiting;
  std::atomic<bool> waits = false;
  std::atomic<bool> refused = false;
  Future stopped;
  ASSERT_TRUE(server.stop(stopped));
  auto waiter = [&] {
    waits = true;
    refused = !server.request(waiting, kForever);
  };
  std::thread thread;
  if (native()) {
    thread = std::thread(waiter);
  } else {
    spawn(waiter);
  }
  while (!waits) pause(native());
  held.let_go = true;
  EXPECT_EQ(stopped.wait(), Outcome::kWoken);
  while (!waiting.done()) pause(native());
  if (native()) thread.join();
  EXPECT_TRUE(queued.resolved());
  // It came in when the one before it was taken, or not at all: stop() was before it anyway.
  EXPECT_EQ(waiting.error(), kStopped);
}

TEST_P(ServiceTest, HooksMayRefuse) {
  Server server;
  server.refuses_start = true;
  Future started;
  ASSERT_TRUE(server.start(started, native()));
  EXPECT_EQ(started.wait(), Outcome::kWoken);
  EXPECT_EQ(started.error(), kRefused);
  EXPECT_FALSE(server.running());
  server.refuses_start = false;
  start(server);
  server.refuses_stop = true;
  Future stopped;
  ASSERT_TRUE(server.stop(stopped));
  EXPECT_EQ(stopped.wait(), Outcome::kWoken);
  EXPECT_EQ(stopped.error(), kRefused);
  EXPECT_TRUE(server.running());
  Ping ping;
  ASSERT_TRUE(server.request(ping));
  EXPECT_EQ(ping.wait(), Outcome::kWoken);
  EXPECT_TRUE(ping.resolved()) << "it goes on";
  server.refuses_stop = false;
  stop(server);
}

TEST_P(ServiceTest, WithoutATaskStartIsRejected) {
  Server server;
  host.tasks_left = 0;
  Future started;
  ASSERT_TRUE(server.start(started, native()));
  EXPECT_EQ(started.wait(), Outcome::kWoken);
  EXPECT_EQ(started.error(), kNoTask);
  host.tasks_left = SIZE_MAX;
  start(server);
  stop(server);
}

// While it is being stopped the answers it expects come first; then it answers its own.
TEST_P(ServiceTest, StopAwaitsTheAnswersThatTheServiceExpects) {
  Server first;
  Server second;
  first.other = &second;
  start(first);
  start(second);
  Hold held;
  hold(second, held);
  Relayed call;
  call.number = 5;
  ASSERT_TRUE(first.request(call));
  Ping passed;
  ASSERT_TRUE(first.request(passed));
  EXPECT_EQ(passed.wait(), Outcome::kWoken);  // so the call is with the second now
  Future stopped;
  ASSERT_TRUE(first.stop(stopped));
  while (!first.stopping()) pause(native());
  EXPECT_FALSE(stopped.done());
  held.let_go = true;
  EXPECT_EQ(stopped.wait(), Outcome::kWoken);
  EXPECT_TRUE(call.resolved());
  EXPECT_EQ(call.result(), 11);
  stop(second);
  EXPECT_EQ(held.wait(), Outcome::kWoken);
}

// An answer whose owner does not run is not lost: whoever answers makes the call.
TEST_P(ServiceTest, AnAnswerForAStoppedServiceIsHandledByWhoeverAnswers) {
  Server server;
  Server owner;
  start(server);
  Ping ping;
  std::atomic<bool> called = false;
  ping.set_context(reinterpret_cast<uintptr_t>(&called));
  ping.then([](Future& f) { *reinterpret_cast<std::atomic<bool>*>(f.context()) = true; }, &owner);
  ASSERT_TRUE(server.request(ping));
  EXPECT_EQ(ping.wait(), Outcome::kWoken);
  while (!called) pause(native());
  stop(server);
}

INSTANTIATE_TEST_SUITE_P(On, ServiceTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "NativeThread" : "Fiber"; });

class ServiceOnFibers : public SchedulerTest {};

// A fiber that would wait for room, and has no memory to leave its stack to others.
TEST_F(ServiceOnFibers, WithoutMemoryToWaitTheSenderIsTold) {
  if (!StackPool::kSharesSlots) GTEST_SKIP() << "nothing is copied";
  configure(1);
  Server server(1);
  Future started;
  ASSERT_TRUE(server.start(started, false));
  ASSERT_EQ(started.wait(), Outcome::kWoken);
  static Ping queued;
  static Ping refused;
  spawn([&] {
    EXPECT_TRUE(server.request(queued));
    host.images_left = 0;
    EXPECT_FALSE(server.request(refused, kForever));
    EXPECT_EQ(refused.error(), kNoMemory);
    host.images_left = 1 << 30;
  });
  EXPECT_EQ(queued.wait(), Outcome::kWoken);
  EXPECT_TRUE(refused.done());
  Future stopped;
  ASSERT_TRUE(server.stop(stopped));
  EXPECT_EQ(stopped.wait(), Outcome::kWoken);
}

// --- The soak: requests of all kinds from four native threads to four services on native threads,
// which are stopped and started at random. None is lost, none is answered twice. ---

struct Passed : Call<Passed, int> {
  static constexpr EventId kEvent{"passed"};
  int hops = 0;
};

class Soaked : public Service {
 public:
  Soaked() : Service(kTable) {}

  Soaked* next = nullptr;

 private:
  void twice(Double& call) {
    call.number % 7 == 3 ? call.reject(7) : call.resolve(2 * call.number);
  }
  void pass(Passed& call) {
    if (call.hops-- == 0) {
      call.resolve(1);
    } else if (!pass_on(call, *next)) {
      call.reject(99);
    }
  }
  // One question at a time is on its way; more are refused.
  void relay(Relayed& call) {
    if (question_.state() == Future::State::kPending || origin_ != nullptr) {
      call.reject(98);
      return;
    }
    origin_ = &call;
    question_.number = call.number * 7;
    question_.then(&Soaked::answered, this);
    question_.set_context(reinterpret_cast<uintptr_t>(this));
    next->request(question_);
  }
  static void answered(Future& answer) {
    auto& self = *reinterpret_cast<Soaked*>(answer.context());
    auto& origin = static_cast<Relayed&>(*self.origin_);
    self.origin_ = nullptr;
    answer.resolved() ? origin.resolve(self.question_.result() + 1) : origin.reject(answer.error());
  }
  // Keeps the last; the one before is answered, unless the end of the service has done that.
  void keep(Kept& call) {
    if (kept_ != nullptr) kept_->resolve(1);
    kept_ = &call;
  }
  bool end() {
    kept_ = nullptr;  // whose answer is the service's end: it may be freed then
    return true;
  }

  static const Handler kHandlers[];
  static const ServiceTable kTable;
  Double question_;
  Future* origin_ = nullptr;
  Kept* kept_ = nullptr;
};
constexpr Handler Soaked::kHandlers[] = {on<&Soaked::twice>, on<&Soaked::pass>, on<&Soaked::relay>,
                                         on<&Soaked::keep>};
constexpr ServiceTable Soaked::kTable{"soaked", Soaked::kHandlers, nullptr, hook<&Soaked::end>};

struct Tally {
  std::atomic<uint64_t> sent = 0;
  std::atomic<uint64_t> answered = 0;
  std::atomic<uint64_t> resolved = 0;

  void count(const Future& future) {
    answered++;
    if (future.error() == kNoRefusal) resolved++;
    // Nothing else can happen to them.
    static constexpr int kExpected[] = {kNoRefusal, kFull, kStopped, 7, 98, 99};
    EXPECT_NE(std::find(std::begin(kExpected), std::end(kExpected), future.error()),
              std::end(kExpected))
        << future.error();
  }
};

class ServiceSoak : public SchedulerTest {
 protected:
  void SetUp() override {
    SchedulerTest::SetUp();
    host.real_clock = true;
  }
  void TearDown() override {
    host.native_threads = 0;
    SchedulerTest::TearDown();
  }
};

// A client keeps some futures of each kind on their way; each is counted when it is sent and when
// it is answered, and may only be sent again between the two.
void be_client(Soaked* servers, Tally& tally, uint64_t seed, size_t requests) {
  std::mt19937_64 random(seed);
  Double awaited;
  Passed passed;
  Relayed relayed;
  static Pool<Double, 64> forgettable;
  std::unique_ptr<Kept[]> kept(new Kept[8]);
  struct Back : Double {
    std::atomic<bool> busy = false;
  };
  std::unique_ptr<Back[]> backs(new Back[4]);
  for (int i = 0; i < 4; i++) {
    backs[i].set_context(reinterpret_cast<uintptr_t>(&tally));
    backs[i].then([](Future& future) {
      auto& back = static_cast<Back&>(future);
      if (future.resolved()) {
        EXPECT_EQ(back.result(), 2 * back.number);
      }
      reinterpret_cast<Tally*>(future.context())->count(future);
      EXPECT_TRUE(back.busy.exchange(false)) << "answered twice";
    });
  }
  auto await = [&](Service& server, Future& call) {
    tally.sent++;
    Micros deadline = random() % 2 ? deadline_after(20000) : Service::kNow;
    (void)server.request(call, deadline);
    EXPECT_EQ(call.wait(), Outcome::kWoken);
    tally.count(call);
    return call.resolved();
  };
  for (size_t i = 0; i < requests; i++) {
    Soaked& server = servers[random() % 4];
    int number = static_cast<int>(random() % 100000);
    switch (random() % 6) {
      case 0:
        awaited.number = number;
        if (await(server, awaited)) {
          EXPECT_EQ(awaited.result(), 2 * number);
        }
        break;
      case 1:
        passed.hops = number % 6;
        (void)await(server, passed);
        break;
      case 2:
        relayed.number = number;
        if (await(server, relayed)) {
          EXPECT_EQ(relayed.result(), 14 * number + 1);
        }
        break;
      case 3: {
        Back& back = backs[number % 4];
        if (back.busy.exchange(true)) break;
        back.number = number;
        tally.sent++;
        (void)server.request(back);
        break;
      }
      case 4:
        if (Double* call = forgettable.take()) {
          call->number = number;
          (void)server.request(*call);
        }
        break;
      default: {
        Kept& call = kept[number % 8];
        if (call.state() == Future::State::kPending) break;
        if (call.state() != Future::State::kNew) tally.count(call);
        tally.sent++;
        (void)server.request(call);
      }
    }
  }
  // The services are stopped before the futures go: see below.
  for (int i = 0; i < 8; i++) {
    if (kept[i].state() == Future::State::kNew) continue;
    EXPECT_EQ(kept[i].wait(), Outcome::kWoken);
    tally.count(kept[i]);
  }
  for (int i = 0; i < 4; i++) {
    while (backs[i].busy) std::this_thread::yield();
  }
  while (forgettable.free() != 64) std::this_thread::yield();
}

TEST_F(ServiceSoak, NoRequestIsLostOrAnsweredTwice) {
  const char* soak = getenv("WEFT_SOAK");
  const size_t requests = soak != nullptr && *soak == '1' ? 3300000 : 15000;
  uint64_t seed = std::random_device()();
  if (const char* given = getenv("WEFT_SEED")) seed = strtoull(given, nullptr, 10);
  RecordProperty("seed", std::to_string(seed));
  printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Soaked servers[4];
  for (int i = 0; i < 4; i++) servers[i].next = &servers[(i + 1) % 4];
  Tally tally;
  for (Soaked& server : servers) {
    Future started;
    ASSERT_TRUE(server.start(started, true));
    ASSERT_EQ(started.wait(), Outcome::kWoken);
  }
  std::atomic<int> clients_left = 4;
  std::thread clients[4];
  for (int i = 0; i < 4; i++) {
    clients[i] = std::thread([&, i] {
      be_client(servers, tally, seed + i, requests);
      clients_left--;
    });
  }
  // Stops and starts at random until all clients are done: requests that are kept are answered by
  // that too. It is the hub, which may wait.
  std::mt19937_64 random(seed + 4);
  size_t stops = 0;
  while (clients_left != 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 4000));
    Soaked& server = servers[random() % 4];
    Future stopped;
    ASSERT_TRUE(server.stop(stopped));
    Future started;
    bool at_once = random() % 2 == 0;  // refused, if it is still being stopped
    if (!at_once) {
      EXPECT_EQ(stopped.wait(), Outcome::kWoken);
    }
    do {
      ASSERT_TRUE(server.start(started, true));
      EXPECT_EQ(started.wait(), Outcome::kWoken);
      EXPECT_EQ(stopped.wait(), Outcome::kWoken);
    } while (!server.running());
    stops++;
  }
  for (Soaked& server : servers) {
    Future stopped;
    ASSERT_TRUE(server.stop(stopped));
    EXPECT_EQ(stopped.wait(), Outcome::kWoken);
    EXPECT_TRUE(stopped.resolved());
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(tally.sent, tally.answered);
  EXPECT_GT(tally.resolved, tally.sent / 10);
  printf("%llu requests, %llu resolved, %zu stops\n",
         static_cast<unsigned long long>(tally.sent.load()),
         static_cast<unsigned long long>(tally.resolved.load()), stops);
}

}  // namespace
}  // namespace weft::test
