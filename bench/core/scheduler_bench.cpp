// SPDX-License-Identifier: MIT
// The scheduler's parts: a yield, a lock handoff, a queue round trip, a timer.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "host_port.h"
#include "weft/queue/queue.h"
#include "weft/sched/scheduler.h"
#include "weft/sync/lock.h"

namespace weft::test {
namespace {

// Two fibers do their parts as often as asked; the time is that of one turn of both. `parked`
// others share the stacks with them meanwhile.
template <typename First, typename Second>
void run_pair(benchmark::State& state, First first, Second second, size_t parked = 0) {
  host.real_clock = true;
  scheduler.stacks().configure(8, 64 * 1024);
  std::vector<std::unique_ptr<Thread>> others;
  WaitQueue waiting;
  for (size_t i = 0; i < parked; i++) {
    others.push_back(std::make_unique<Thread>([&] {
      Waiter* self = scheduler.prepare_wait();
      if (self != nullptr) (void)scheduler.wait(*self, &waiting, kForever);
    }));
    if (!others.back()->start()) return state.SkipWithError("no memory");
  }
  (void)scheduler.run(1000000);
  auto iterations = static_cast<size_t>(state.max_iterations);
  Thread a([&] {
    for (size_t i = 0; i < iterations; i++) first();
  });
  Thread b([&] {
    for (size_t i = 0; i < iterations; i++) second();
  });
  if (!a.start() || !b.start()) return state.SkipWithError("no memory");
  for (auto _ : state) {
    // The fibers do all iterations while the first is timed; the others are empty.
    while (scheduler.run(1000000) == 0) {
    }
  }
  state.SetItemsProcessed(2 * state.iterations());
  {
    LockOut lock_out;
    while (!waiting.empty()) scheduler.wake(*waiting.front(), Outcome::kWoken);
  }
  while (scheduler.run(1000000) == 0) {
  }
}

// The pair stays hot however many others are parked on its stacks.
void BM_Yield(benchmark::State& state) {
  auto yield = [] { (void)scheduler.yield(); };
  run_pair(state, yield, yield, state.range(0));
}
BENCHMARK(BM_Yield)->Arg(0)->Arg(1000);

void BM_LockHandoff(benchmark::State& state) {
  Lock there;
  Lock back;
  (void)there.try_acquire();
  (void)back.try_acquire();
  run_pair(
      state,
      [&] {
        (void)there.release();
        (void)back.acquire(kForever);
      },
      [&] {
        (void)there.acquire(kForever);
        (void)back.release();
      });
}
BENCHMARK(BM_LockHandoff);

void BM_QueueRoundTrip(benchmark::State& state) {
  Queue there(Queue::Order::kFifo, 0);
  Queue back(Queue::Order::kFifo, 0);
  run_pair(
      state,
      [&] {
        uintptr_t item;
        (void)there.put(1, kForever);
        (void)back.get(item, kForever);
      },
      [&] {
        uintptr_t item;
        (void)there.get(item, kForever);
        (void)back.put(item, kForever);
      });
  there.dispose();
  back.dispose();
}
BENCHMARK(BM_QueueRoundTrip);

// One timer armed and cancelled among `range` others, which is what a wait with a timeout costs.
void BM_TimerAddCancel(benchmark::State& state) {
  TimerQueue timers;
  std::vector<Timer> others(state.range(0));
  Micros deadline = 1;
  for (Timer& timer : others)
    timers.add(timer, deadline = (deadline * 1103515245 + 12345) % 1000000);
  Timer timer;
  for (auto _ : state) {
    timers.add(timer, deadline = (deadline * 1103515245 + 12345) % 1000000);
    timers.cancel(timer);
  }
  for (Timer& other : others) timers.cancel(other);
}
BENCHMARK(BM_TimerAddCancel)->Arg(10)->Arg(1000);

// A switch between fibers that share one slot: each goes out to its image, `range` bytes deep.
void BM_SharedSlotSwitch(benchmark::State& state) {
  scheduler.stacks().configure(1, 64 * 1024);
  auto iterations = static_cast<size_t>(state.max_iterations);
  auto body = [&] {
    volatile char* room = static_cast<volatile char*>(__builtin_alloca(state.range(0)));
    room[0] = 1;
    for (size_t i = 0; i < iterations; i++) (void)scheduler.yield();
  };
  Thread a(body);
  Thread b(body);
  if (!a.start() || !b.start()) return state.SkipWithError("no memory");
  for (auto _ : state) {
    while (scheduler.run(1000000) == 0) {
    }
  }
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(BM_SharedSlotSwitch)->Arg(256)->Arg(768)->Arg(1536);

}  // namespace
}  // namespace weft::test
