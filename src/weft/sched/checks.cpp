// SPDX-License-Identifier: MIT
#include "weft/checks.h"

#if WEFT_CHECKS

#include <cstdio>
#include <cstdlib>

#include "weft/sched/scheduler.h"

namespace weft {

namespace checks {

namespace {

Fiber* leaving = nullptr;

// FNV-1a, by words. Reads frames, red zones and all.
__attribute__((no_sanitize("address", "thread"))) uint64_t hash(const void* from, size_t bytes) {
  auto* word = static_cast<const volatile uintptr_t*>(from);
  uint64_t sum = 0xcbf29ce484222325;
  for (size_t i = 0; i < bytes / sizeof(uintptr_t); i++) sum = (sum ^ word[i]) * 0x100000001b3;
  return sum;
}

}  // namespace

void fail(const char* sentence) {
  fprintf(stderr, "weft check: %s\n", sentence);
  fflush(stderr);
  abort();
}

void may(const char* what) {
  if (lock_outs == 0 && !queued) return;
  char sentence[100];
  snprintf(sentence, sizeof(sentence), "%s %s", what,
           queued ? "while its waiter is queued" : "with the lock-out held");
  fail(sentence);
}

void stack_reserved(Fiber& fiber, const void* low) { fiber.reserved_to = low; }

void stack_leaves(Fiber* fiber) { leaving = fiber; }

void stack_left() {
  Fiber* fiber = leaving;
  leaving = nullptr;
  // A carrier goes on for a while on the stack that it has left.
  if (fiber == nullptr || fiber->slot == nullptr || !StackPool::kSharesSlots) return;
  if (fiber->stack_pointer < fiber->reserved_to) {
    fail("a fiber parked with more on its stack than it had reserved");
  }
  fiber->parked_sum = hash(fiber->stack_pointer, fiber->live_bytes());
}

void stack_resumes(Fiber& fiber) {
  if (fiber.slot == nullptr || fiber.parked_sum == 0) return;
  if (hash(fiber.stack_pointer, fiber.live_bytes()) != fiber.parked_sum) {
    fail("a fiber's stack is not what it was when it parked");
  }
  fiber.parked_sum = 0;
}

}  // namespace checks

void Scheduler::check_lists(bool (*alive)(const void*)) {
  LockOut lock_out;
  auto check = [&](const Waiter& waiter) {
    if (!alive(&waiter)) checks::fail("the collector freed a waiter that is on a list");
    if (waiter.queue == nullptr) return;
    if (!alive(waiter.queue)) checks::fail("the collector freed a queue with a waiter on it");
    for (Waiter* it = waiter.queue->front(); it != &waiter; it = it->list_next) {
      if (it == nullptr) checks::fail("a waiter is not on the queue that it names");
      if (!alive(it)) checks::fail("the collector freed a waiter that is on a queue");
    }
  };
  auto check_list = [&](const List<Waiter>& list, bool due) {
    Waiter* previous = nullptr;
    for (Waiter* it = list.front(); it != nullptr; previous = it, it = it->list_next) {
      check(*it);
      if (it->list_prev != previous) checks::fail("the links of a list do not match");
      if (it->kind == Waiter::Kind::kAlarm) continue;
      bool is_task = it->kind == Waiter::Kind::kTask;
      if (is_task != due || static_cast<Fiber*>(it)->state != Fiber::State::kReady) {
        checks::fail("a fiber is on a list that is not its state's");
      }
    }
  };
  check_list(ready_[0], false);
  check_list(ready_[1], false);
  check_list(due_, true);
  timers_.each([&](Timer& timer) {
    Waiter& waiter = *Waiter::from_timer(&timer);
    if (!alive(&waiter)) checks::fail("the collector freed a waiter whose timer is armed");
    check(waiter);
  });
}

}  // namespace weft

#endif  // WEFT_CHECKS
