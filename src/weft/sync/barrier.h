// SPDX-License-Identifier: MIT
// Barrier: `parties` threads wait for each other, again and again, as CPython's threading.Barrier.
//
//   Barrier::Place place = barrier.arrive(has_action, deadline);
//   if (place.state == kAct) { run the action; barrier.pass() or, if it failed, barrier.abort(); }
//
// Whoever arrives while the action runs belongs to the next round, and waits at the door. A waiter
// that times out or gives up breaks the barrier: everybody's wait fails until reset().
//
// Every function: any OS thread.
#ifndef WEFT_SYNC_BARRIER_H_
#define WEFT_SYNC_BARRIER_H_

#include "weft/sched/scheduler.h"

namespace weft {

class Barrier {
 public:
  enum class State : uint8_t {
    kPassed,
    kAct,     // all are here and the caller came last: it runs the action
    kBroken,  // also if the deadline passed
    kGaveUp,  // the wait ended as `outcome` says
  };
  struct Place {
    State state;
    Outcome outcome;
    size_t index;  // how many had come before, in 0 … parties - 1
  };

  constexpr explicit Barrier(size_t parties) : parties_(parties) {}

  size_t parties() const { return parties_; }
  size_t waiting() const { return count_; }
  bool broken() const { return broken_; }

  // arrive() waits until all parties are here. A caller that gave up has left: it may arrive()
  // anew, or abort().
  [[nodiscard]] Place arrive(bool has_action, Micros deadline);
  // pass() ends the round whose action has run.
  void pass();
  // abort() breaks the barrier.
  void abort();
  // reset() ends the round: who waits finds the barrier broken, who comes later does not.
  void reset();

 private:
  Outcome wait_at_door(Micros deadline);
  Place give_up(Outcome outcome);
  void end_round(uintptr_t verdict);

  WaitQueue inside_;  // counted, waiting for the rest
  WaitQueue door_;    // come while the action of the round before runs
  size_t parties_;
  size_t count_ = 0;
  bool acting_ = false;
  bool broken_ = false;
};

}  // namespace weft

#endif  // WEFT_SYNC_BARRIER_H_
