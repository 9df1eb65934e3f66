// SPDX-License-Identifier: MIT
// A request to a service and its answer: between two native threads, between two fibers, and what
// C++ programs do without it: std::promise over a queue with a mutex and a condition variable.
#include <benchmark/benchmark.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "host_port.h"
#include "weft/service/service.h"

namespace weft::test {
namespace {

struct Add : Call<Add, int> {
  static constexpr EventId kEvent{"add"};
  int number = 0;
};

class Adder : public Service {
 public:
  Adder() : Service(kTable) {}

 private:
  void add(Add& call) { call.resolve(call.number + 1); }

  static const Handler kHandlers[];
  static const ServiceTable kTable;
};
constexpr Handler Adder::kHandlers[] = {on<&Adder::add>};
constexpr ServiceTable Adder::kTable{"adder", Adder::kHandlers};

void start(Service& service, bool native) {
  Future started;
  service.start(started, native);
  (void)started.wait();
}

void stop(Service& service) {
  Future stopped;
  service.stop(stopped);
  (void)stopped.wait();
}

void ask(Service& service, Add& call, int number) {
  call.number = number;
  service.request(call);
  (void)call.wait();
  if (call.result() != number + 1) __builtin_trap();
}

// The client is a native thread too, not the hub.
void BM_ServiceNative(benchmark::State& state) {
  host.real_clock = true;
  Adder adder;
  start(adder, true);
  std::thread client([&] {
    Add call;
    int number = 0;
    for (auto _ : state) ask(adder, call, number++);
  });
  client.join();
  stop(adder);
  state.SetItemsProcessed(state.iterations());
  host.native_threads = 0;
}
BENCHMARK(BM_ServiceNative)->UseRealTime();

struct Message {
  int number;
  std::promise<int> promise;
};

void BM_StdPromise(benchmark::State& state) {
  std::mutex mutex;
  std::condition_variable not_empty;
  std::deque<Message*> queue;
  std::thread server([&] {
    for (;;) {
      Message* message;
      {
        std::unique_lock<std::mutex> lock(mutex);
        not_empty.wait(lock, [&] { return !queue.empty(); });
        message = queue.front();
        queue.pop_front();
      }
      if (message == nullptr) return;
      message->promise.set_value(message->number + 1);
    }
  });
  auto send = [&](Message* message) {
    std::lock_guard<std::mutex> lock(mutex);
    queue.push_back(message);
    not_empty.notify_one();
  };
  std::thread client([&] {
    int number = 0;
    for (auto _ : state) {
      Message message{number, {}};
      auto answer = message.promise.get_future();
      send(&message);
      if (answer.get() != number + 1) __builtin_trap();
      number++;
    }
  });
  client.join();
  send(nullptr);
  server.join();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_StdPromise)->UseRealTime();

void BM_ServiceFiber(benchmark::State& state) {
  host.real_clock = true;
  scheduler.stacks().configure(8, 64 * 1024);
  Adder adder;
  start(adder, false);
  static Add call;
  auto iterations = static_cast<int>(state.max_iterations);
  Thread client([&] {
    for (int number = 0; number < iterations; number++) ask(adder, call, number);
  });
  if (!client.start()) return state.SkipWithError("no memory");
  for (auto _ : state) {
    // The client does all iterations while the first is timed; the others are empty.
    while (scheduler.run(1000000) == 0) {
    }
  }
  stop(adder);
  while (scheduler.run(1000000) == 0) {
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_ServiceFiber);

}  // namespace
}  // namespace weft::test
