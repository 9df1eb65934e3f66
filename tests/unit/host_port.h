// SPDX-License-Identifier: MIT
// The port for the unit tests: a clock that the test moves, memory that can be made to run out, and
// real OS threads.
#ifndef WEFT_TESTS_UNIT_HOST_PORT_H_
#define WEFT_TESTS_UNIT_HOST_PORT_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <vector>

#include "weft/sched/scheduler.h"

namespace weft::test {

// HostPort is what the port functions consult.
struct HostPort {
  Micros now = 1000000;          // virtual: idle() moves it to the deadline
  bool real_clock = false;       // for tests with OS threads
  size_t tasks_left = SIZE_MAX;  // that start_task() can still start
  std::function<bool(Waiter&)> on_alarm;
  std::function<bool(Fiber&)> push_task;
  std::function<bool()> loop;  // run_loop()
  Micros loop_due = 0;         // loop_due()
  Micros nobody_until = 0;     // what nobody_waits() was told last
  bool attention = false;      // hub_needs_attention()
  bool interrupted = false;    // interrupt_pending()
  int native_threads = 0;      // outside_wake_possible()
  int run_requests = 0;        // request_run() while nothing ran
  int slots_left = 1 << 30;    // allocations that still succeed
  int images_left = 1 << 30;
  int items_left = 1 << 30;
  int carriers_left = 1 << 30;
  size_t slots_allocated = 0;  // what is allocated now
  size_t images_allocated = 0;
  size_t items_allocated = 0;
};
extern HostPort host;

// A Thread is a fiber that runs a C++ function.
class Thread {
 public:
  explicit Thread(std::function<void()> body);
  ~Thread();

  bool start();  // false: no memory
  bool done() const { return done_; }
  // forget() has its destructor not mind that it is not done: it was abandoned.
  void forget() { done_ = true; }
  Fiber& fiber() { return fiber_; }

 private:
  static void main(Fiber& fiber);

  Fiber fiber_;
  std::function<void()> body_;
  bool done_ = false;
};

// start_fiber() starts a fiber that port::start_task() asks for.
bool start_fiber(std::function<void()> body);

// The fixture: leaves the scheduler as it found it, and asserts that nothing is still allocated.
class SchedulerTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // configure() sets the stacks; SetUp() gives 8 slots, 64 where they are not shared.
  void configure(size_t slots);
  // spawn() starts a fiber that lives as long as the test.
  Thread& spawn(std::function<void()> body);
  // run() runs until nothing is ready and no timer is armed; false if fibers are then still parked.
  bool run();

  std::vector<std::unique_ptr<Thread>> threads_;
};

// sleep() parks the running fiber for `micros`.
void sleep(Micros micros);

}  // namespace weft::test

#endif  // WEFT_TESTS_UNIT_HOST_PORT_H_
