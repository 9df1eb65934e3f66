// SPDX-License-Identifier: MIT
// The binding's part of the checks (see weft/checks.h), in builds with WEFT_CHECKS=1 alone. Not to
// be included from C.
#ifndef WEFT_MICROPYTHON_FIBERS_CHECKS_H_
#define WEFT_MICROPYTHON_FIBERS_CHECKS_H_

#include "fibers/fiber_object.h"

namespace weft::checks {

#if WEFT_CHECKS
// meant_for() notes where an exception that becomes pending is to be raised: in a fiber (in the
// step that it runs, if it runs one), or with nullptr in the main thread. raised_here() fails if
// one that was noted is about to be raised elsewhere. Exceptions that were not noted may be raised
// anywhere.
void meant_for(FiberObject* fiber, mp_obj_t exception);
void raised_here();

// Held says that a variable which is no collector root holds a VM object: it must be alive after
// each collection. WEFT_HELD(variable), once, where it is defined.
struct Held {
  Held(const char* name, const void* const* variable);
  const char* name;
  const void* const* variable;
  Held* next;
};
#define WEFT_HELD(variable)                                 \
  static weft::checks::Held weft_held_##variable(#variable, \
                                                 reinterpret_cast<const void* const*>(&variable))
#else
inline void meant_for(FiberObject*, mp_obj_t) {}
inline void raised_here() {}
#define WEFT_HELD(variable) static_assert(true)
#endif

}  // namespace weft::checks

#endif  // WEFT_MICROPYTHON_FIBERS_CHECKS_H_
