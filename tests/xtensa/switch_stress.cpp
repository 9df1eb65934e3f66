// SPDX-License-Identifier: MIT
// The switch on windowed Xtensa, with the stack pool and the scheduler as they are, and random
// programs on top: fibers on fewer slots, so that stacks are copied, go to random depths by calls
// that move the window by 4, 8 and 12 registers, park there, and check every register and word of a
// frame on the way back. Others are killed where they are parked. After each switch the core's own
// checks (WEFT_CHECKS) compare the frames of who resumes, wherever they lay, with what they were.
// Now and then all parked stacks are searched as a collector does, for a word each fiber keeps.
//
//     switch_stress SWITCHES [SIGNALS [SEED]]
//
// With SIGNALS a timer's signals interrupt all that, until there were so many: on the stack they
// find, which is how an interrupt comes on a chip, the exchange stack too. They must have come at
// every instruction of the switch.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <new>

extern "C" {
#include <signal.h>
#include <time.h>
}

#include "hits.h"
#include "weft/sched/scheduler.h"

extern "C" {
// libc/linux.c
int start_timer(unsigned first, unsigned then);
extern uintptr_t interrupted_at;
// dive.S
uint32_t dive4(uint32_t depth);
uint32_t dive8(uint32_t depth);
uint32_t dive12(uint32_t depth);
uint32_t dive(uint32_t depth);
}

namespace {

using weft::Fiber;
using weft::scheduler;

constexpr size_t kSlots = 4;
constexpr size_t kFibers = 24;
constexpr size_t kSlotBytes = 12 * 1024;
constexpr uint32_t kDeepest = 40;

uint32_t seed = 1;

// xorshift32
uint32_t random_below(uint32_t n) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed % n;
}

[[noreturn]] void fail(const char* sentence) {
  printf("FAIL: %s\n", sentence);
  exit(1);
}

struct Worker {
  explicit Worker(Fiber::Entry entry) : fiber(entry) {}
  Fiber fiber;
};

alignas(Worker) char workers[kFibers][sizeof(Worker)];
uint32_t killed = 0;
uint32_t dives = 0;
uint32_t searches = 0;

Worker& worker(size_t i) { return *reinterpret_cast<Worker*>(workers[i]); }

uintptr_t secret_of(const Fiber& fiber) {
  return reinterpret_cast<uintptr_t>(&fiber) * 2654435761u ^ 0x5ec2e7;
}

[[noreturn]] void work(Fiber& fiber) {
  uintptr_t secret = secret_of(fiber);
  for (;;) {
    asm volatile("" : "+r"(secret));  // alive across the call, and nowhere else
    uint32_t depth = random_below(kDeepest);
    if (dive(depth) != depth) fail("a call returned something else");
    dives++;
    if (secret != secret_of(fiber)) fail("a local has changed");
  }
}

void start(size_t i) {
  new (workers[i]) Worker(&work);
  if (!scheduler.bind(worker(i).fiber)) fail("no memory");
  scheduler.start(worker(i).fiber);
}

bool holds(const void* low, size_t bytes, uintptr_t wanted) {
  auto* word = static_cast<const uintptr_t*>(low);
  for (size_t i = 0; i < bytes / sizeof(uintptr_t); i++) {
    if (word[i] == wanted) return true;
  }
  return false;
}

// As a collector does: between where a fiber was suspended and the top, wherever that lies.
void search() {
  for (size_t i = 0; i < kFibers; i++) {
    Fiber& fiber = worker(i).fiber;
    if (fiber.stack_pointer == nullptr) continue;
    void* low = fiber.in_slot() ? fiber.stack_pointer : fiber.image;
    if (!holds(low, fiber.live_bytes(), secret_of(fiber))) fail("a local is not on the stack");
  }
  searches++;
}

// --- signals ---

constexpr uint32_t kInSignal = 1u << 31;
uint32_t wanted_signals = 0;
volatile uint32_t signals = 0;

void on_timer(int) {
  hits::note(interrupted_at);
  if (dive12(kInSignal + 1) != kInSignal + 1) fail("a call in a signal returned something else");
  signals = signals + 1;
  if (signals < wanted_signals) start_timer(20 + signals % 64, 0);
}

// Every instruction of the switch was interrupted.
void check_hits() {
  uint32_t least = UINT32_MAX;
  bool whole = hits::for_each([&least](uint32_t count) {
    printf(" %u", static_cast<unsigned>(count));
    if (count < least) least = count;
  });
  if (!whole) fail("the switch has grown");
  printf(" signals at the instructions of the switch\n");
  if (least == 0) fail("an instruction of the switch was not interrupted");
}

[[gnu::noinline]] uint32_t dive_in_c(uint32_t depth) {
  volatile uint32_t words[8];
  for (uint32_t i = 0; i < 8; i++) words[i] = depth * 8 + i;
  uint32_t result = dive(depth - 1) + 1;
  for (uint32_t i = 0; i < 8; i++) {
    if (words[i] != depth * 8 + i) fail("a frame has changed");
  }
  return result;
}

}  // namespace

// Parks at the bottom.
extern "C" uint32_t dive(uint32_t depth) {
  if (depth == kInSignal) return depth;
  if (depth == 0) {
    if (!scheduler.yield()) fail("no memory");
    return 0;
  }
  switch (random_below(4)) {
    case 0:
      return dive4(depth);
    case 1:
      return dive8(depth);
    case 2:
      return dive12(depth);
    default:
      return dive_in_c(depth);
  }
}

int main(int argc, char** argv) {
  uint32_t switches = argc > 1 ? strtoul(argv[1], nullptr, 0) : 100000;
  wanted_signals = argc > 2 ? strtoul(argv[2], nullptr, 0) : 0;
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  seed = (argc > 3 ? strtoul(argv[3], nullptr, 0) : now.tv_nsec) | 1;
  printf("seed %u\n", static_cast<unsigned>(seed));
  fflush(stdout);
  if (!scheduler.stacks().configure(kSlots, kSlotBytes)) fail("no slots");
  if (wanted_signals != 0) {
    struct sigaction wanted = {};
    wanted.sa_handler = on_timer;
    sigaction(SIGALRM, &wanted, nullptr);
    start_timer(20, 0);
  }
  for (size_t i = 0; i < kFibers; i++) start(i);
  while (scheduler.switches() < switches || signals < wanted_signals) {
    scheduler.run(200);
    if (random_below(16) == 0) search();
    if (random_below(4) == 0) {
      size_t victim = random_below(kFibers);
      scheduler.abandon(worker(victim).fiber);
      killed++;
      start(victim);
    }
  }
  printf("%u switches, %u copies, %u dives, %u killed, %u searches, %u signals\n",
         static_cast<unsigned>(scheduler.switches()),
         static_cast<unsigned>(scheduler.stacks().copies()), static_cast<unsigned>(dives),
         static_cast<unsigned>(killed), static_cast<unsigned>(searches),
         static_cast<unsigned>(signals));
  if (wanted_signals != 0) check_hits();
  if (scheduler.stacks().copies() == 0 || killed == 0 || searches == 0) fail("nothing happened");
  printf("OK\n");
  return 0;
}
