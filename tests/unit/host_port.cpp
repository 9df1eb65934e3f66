// SPDX-License-Identifier: MIT
#include "host_port.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

#include <condition_variable>
#include <mutex>
#include <thread>

namespace weft::test {

HostPort host;

namespace {

constexpr size_t kSlotBytes = 64 * 1024;

std::recursive_mutex core_mutex;
std::mutex idle_mutex;
std::condition_variable idle_condition;
bool woken = false;

struct NativeWaiter {
  Waiter waiter{Waiter::Kind::kNative};
  sem_t semaphore;
  int in_vain = 0;  // spins: see block_native()
  NativeWaiter() { sem_init(&semaphore, 0, 0); }
  ~NativeWaiter() { sem_destroy(&semaphore); }
};

// The hub's OS thread, and each carrier.
thread_local bool is_hub = false;
const bool hub_noted = is_hub = true;

}  // namespace

Thread::Thread(std::function<void()> body) : fiber_(&Thread::main), body_(std::move(body)) {}

Thread::~Thread() { EXPECT_TRUE(done_ || fiber_.state == Fiber::State::kNew) << "still parked"; }

bool Thread::start() {
  if (!scheduler.bind(fiber_)) return false;
  scheduler.start(fiber_);
  return true;
}

void Thread::main(Fiber& fiber) {
  auto& self =
      *reinterpret_cast<Thread*>(reinterpret_cast<char*>(&fiber) - offsetof(Thread, fiber_));
  self.body_();
  self.done_ = true;
}

// Those that start_task() has made; each but the last goes when there is another.
static std::vector<std::unique_ptr<Thread>> tasks;

bool start_fiber(std::function<void()> body) {
  std::erase_if(tasks, [](auto& task) { return task->done(); });
  tasks.push_back(std::make_unique<Thread>(std::move(body)));
  return tasks.back()->start();
}

void SchedulerTest::SetUp() {
  host = HostPort();
  configure(StackPool::kSharesSlots ? 8 : 64);
}

void SchedulerTest::TearDown() {
  threads_.clear();
  tasks.clear();
  EXPECT_FALSE(scheduler.has_ready());
  EXPECT_TRUE(scheduler.timers().empty());
  EXPECT_TRUE(scheduler.on_hub());
  EXPECT_EQ(scheduler.stacks().image_bytes(), 0u);
  EXPECT_EQ(host.images_allocated, 0u);
  EXPECT_EQ(host.items_allocated, 0u);
  // Fails if a fiber is still bound to a slot.
  EXPECT_TRUE(scheduler.stacks().configure(1, kSlotBytes));
  EXPECT_EQ(host.slots_allocated, 0u);
}

void SchedulerTest::configure(size_t slots) {
  ASSERT_TRUE(scheduler.stacks().configure(slots, kSlotBytes));
}

Thread& SchedulerTest::spawn(std::function<void()> body) {
  threads_.push_back(std::make_unique<Thread>(std::move(body)));
  EXPECT_TRUE(threads_.back()->start());
  return *threads_.back();
}

bool SchedulerTest::run() {
  for (;;) {
    Micros next = scheduler.run(1000000);
    if (next == 0) continue;
    if (next == kForever && !port::outside_wake_possible()) break;
    port::idle(next);
  }
  for (auto& thread : threads_) {
    if (!thread->done()) return false;
  }
  return true;
}

void sleep(Micros micros) {
  EXPECT_EQ(scheduler.sleep_until(deadline_after(micros)), Outcome::kTimedOut);
}

}  // namespace weft::test

namespace weft::port {

using test::host;
using test::NativeWaiter;

Micros now_us() {
  if (!host.real_clock) return host.now;
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Micros>(now.tv_sec) * 1000000 + now.tv_nsec / 1000;
}

void activate(Fiber&) {}
void enter_carrier() { test::is_hub = true; }

void request_run() {
  host.run_requests++;
  std::lock_guard<std::mutex> lock(test::idle_mutex);
  test::woken = true;
  test::idle_condition.notify_one();
}

Waiter* native_caller() {
  if (test::is_hub) return nullptr;
  static thread_local NativeWaiter own;
  return &own.waiter;
}

// As on MicroPython's ports: two threads that work for each other answer sooner than the system
// puts one to sleep and wakes it again. Where that comes to nothing, as others have the processors,
// it is tried now and then only.
static bool spin_for(NativeWaiter& self) {
  constexpr long kSpin = 20000;  // ns
  constexpr int kTries = 16;
  if (self.in_vain > 2 && ++self.in_vain % kTries != 0) return false;
  timespec start;
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &start);
  do {
    for (int i = 0; i < 16; i++) {
      if (sem_trywait(&self.semaphore) != 0) continue;
      self.in_vain = 0;
      return true;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while ((now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec - start.tv_nsec < kSpin);
  self.in_vain++;
  return false;
}

void block_native(Waiter& waiter, Micros deadline) {
  auto& self = reinterpret_cast<NativeWaiter&>(waiter);
  if (spin_for(self)) return;
  timespec until = {static_cast<time_t>(deadline / 1000000),
                    static_cast<long>(deadline % 1000000) * 1000};
  int result;
  do {
    result = deadline == kForever ? sem_wait(&self.semaphore)
                                  : sem_clockwait(&self.semaphore, CLOCK_MONOTONIC, &until);
  } while (result != 0 && errno == EINTR);
#if defined(__SANITIZE_THREAD__)
  __tsan_acquire(&self.semaphore);  // sem_clockwait() is unknown to it
#endif
  if (result == 0) return;
  {
    LockOut lock_out;
    scheduler.wake(waiter, Outcome::kTimedOut);
  }
  sem_wait(&self.semaphore);
}

void wake_native(Waiter& waiter) { sem_post(&reinterpret_cast<NativeWaiter&>(waiter).semaphore); }

void task_parked(Fiber&) {}

void idle(Micros deadline) {
  std::unique_lock<std::mutex> lock(test::idle_mutex);
  if (!host.real_clock) {
    if (deadline != kForever) {
      host.now = deadline;
      return;
    }
    test::idle_condition.wait(lock, [] { return test::woken; });
  } else if (deadline == kForever) {
    test::idle_condition.wait_for(lock, std::chrono::milliseconds(50), [] { return test::woken; });
  } else {
    Micros now = now_us();
    test::idle_condition.wait_for(lock,
                                  std::chrono::microseconds(deadline > now ? deadline - now : 0),
                                  [] { return test::woken; });
  }
  test::woken = false;
}

bool start_task(void (*body)(void*), void* argument, bool native) {
  if (host.tasks_left == 0) return false;
  host.tasks_left--;
  if (!native) return test::start_fiber([=] { body(argument); });
  host.native_threads++;
  std::thread([=] { body(argument); }).detach();
  return true;
}

bool alarm(Waiter& alarm) { return host.on_alarm ? host.on_alarm(alarm) : false; }
#if WEFT_PUSH_TASKS
bool push_task(Fiber& fiber) { return host.push_task ? host.push_task(fiber) : false; }
#endif
void nobody_waits(Micros until) { host.nobody_until = until; }
Micros loop_due() { return host.loop_due; }

void leave_vm() {}
void enter_vm() {}

bool run_loop() { return host.loop ? host.loop() : false; }

bool hub_needs_attention() { return host.attention; }
bool interrupt_pending() { return host.interrupted; }
bool outside_wake_possible() {
  LockOut lock_out;
  return host.native_threads != 0;
}

void* allocate_slot(size_t bytes) {
  if (host.slots_left-- <= 0) return nullptr;
  host.slots_allocated++;
  return aligned_alloc(4096, bytes);
}

void release_slot(void* base, size_t) {
  host.slots_allocated--;
  free(base);
}

void* resize_image(void* image, size_t bytes) {
  if (bytes == 0) {
    host.images_allocated--;
    free(image);
    return nullptr;
  }
  if (host.images_left-- <= 0) return nullptr;
  if (image == nullptr) host.images_allocated++;
  return realloc(image, bytes);
}

uintptr_t* allocate_items(size_t count) {
  if (host.items_left-- <= 0) return nullptr;
  host.items_allocated++;
  return static_cast<uintptr_t*>(malloc(count * sizeof(uintptr_t)));
}

void release_items(uintptr_t* items, size_t) {
  host.items_allocated--;
  free(items);
}

#if WEFT_LOCKOUT
void lock() {
  test::core_mutex.lock();
  checks::lock_out_taken();
}
void unlock() {
  checks::lock_out_given();
  test::core_mutex.unlock();
}
void begin_switch() {}
void end_switch() {}
#endif

}  // namespace weft::port

#if WEFT_CARRIER
// OS threads that the core starts; those of the tests come from the C++ library.
extern "C" int __real_pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
extern "C" int __wrap_pthread_create(pthread_t* id, const pthread_attr_t* attributes,
                                     void* (*body)(void*), void* argument) {
  if (weft::test::host.carriers_left-- <= 0) return EAGAIN;
  return __real_pthread_create(id, attributes, body, argument);
}
#endif
