// SPDX-License-Identifier: MIT
// Checks of the rules that the core and its binding live by, in builds with WEFT_CHECKS=1 alone
// (hosts with an operating system): a violation ends the process with one sentence on stderr.
// Without it nothing of this is compiled.
//
//  - While a waiter is queued, from begin_wait() until its owner parks, or while the lock-out is
//    held, nothing is allocated, no Python runs and nothing is raised.
//  - A fiber's stack is, when it resumes, what it was when it parked, wherever it was meanwhile.
//  - What a fiber reserves before it parks holds the frames that it parks with.
//  - What stands on the scheduler's lists is alive, and on the list that its state says.
//  - An exception is raised where it was meant to be: see fibers/checks.h.
#ifndef WEFT_CHECKS_H_
#define WEFT_CHECKS_H_

#include <cstddef>
#include <cstdint>

#include "weft/config.h"

namespace weft {

struct Fiber;

namespace checks {

#if WEFT_CHECKS
[[noreturn]] void fail(const char* sentence);

// What the calling OS thread is in the middle of. No fiber switch comes in between.
inline constinit thread_local int lock_outs = 0;
inline constinit thread_local bool queued = false;

inline void lock_out_taken() { lock_outs++; }
inline void lock_out_given() {
  if (--lock_outs < 0) fail("the lock-out is given back more often than it was taken");
}
inline void waiter_queued() { queued = true; }
inline void about_to_park() { queued = false; }

// may() fails unless the caller may do `what` now: "allocates", "runs Python", "raises".
void may(const char* what);

// stack_reserved() notes down to where `fiber` has room to park. stack_left() is called on the next
// stack after each switch: it notes what the fiber that was left has on its own. stack_resumes()
// sees that this is still there, in the slot.
void stack_reserved(Fiber& fiber, const void* low);
void stack_leaves(Fiber* fiber);
void stack_left();
void stack_resumes(Fiber& fiber);
#else
inline void lock_out_taken() {}
inline void lock_out_given() {}
inline void waiter_queued() {}
inline void about_to_park() {}
inline void may(const char*) {}
inline void stack_reserved(Fiber&, const void*) {}
inline void stack_leaves(Fiber*) {}
inline void stack_left() {}
inline void stack_resumes(Fiber&) {}
#endif

}  // namespace checks
}  // namespace weft

#endif  // WEFT_CHECKS_H_
