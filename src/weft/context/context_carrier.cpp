// SPDX-License-Identifier: MIT
// Carriers: each stack is that of an OS thread. A switch hands the baton to the thread of the other
// stack and waits for one's own, so one thread runs at a time, and all that they share needs no
// lock.
//
// A carrier lives as long as its stack. When the context on it has ended, or was dropped in the
// middle, the thread jumps back to the floor of its stack and waits there, or begins the next one.
#include "weft/context/context.h"

#if WEFT_CARRIER

#include <csetjmp>
#include <new>

#include "weft/os/os_thread.h"
#include "weft/port.h"

namespace weft {

namespace {

struct Carrier;

// What the stack pointer of a suspended context points to: the lowest of its stack that matters.
struct Frame {
  Carrier* carrier;
};

// What the thread is to do when it has the baton.
enum class Order : uint8_t {
  kResume,  // go on where it was
  kBegin,   // drop that, and call the entry
  kEnd,     // drop that, and end
};

// At the upper end of the stack's memory.
struct Carrier {
  Baton baton;
  Order order = Order::kResume;
  ContextEntry entry = nullptr;
  void* argument = nullptr;
  Frame* top = nullptr;  // the thread's own frames lie above it
  jmp_buf floor = {};
  Baton started;
  OsThread thread;
};

// The hub's, whose thread is not ours.
constinit Carrier hub;
bool hub_is_open = false;
constinit thread_local Carrier* own = &hub;

void obey(Carrier& self) {
  if (self.order == Order::kEnd) return;
  self.order = Order::kResume;
  self.entry(self.argument);
}

// The life of a carrier.
void carry(void* argument) {
  auto& self = *static_cast<Carrier*>(argument);
  Frame top = {&self};
  own = &self;
  port::enter_carrier();
  if (setjmp(self.floor) == 0) {
    self.top = &top;
    self.started.give();
    self.baton.take();
  }
  obey(self);
}

// Deeper than the frame that holds all registers.
[[gnu::noinline]] void hand_over(void** save, void* resume) {
  Frame frame = {own};
  *save = &frame;
  static_cast<Frame*>(resume)->carrier->baton.give();
  // From here on the other may run, and nothing is ours but this stack.
  own->baton.take();
  if (own->order != Order::kResume) longjmp(own->floor, 1);
}

Carrier& carrier_at(void* top) { return *static_cast<Frame*>(top)->carrier; }

}  // namespace

void* open_stack(void* base, size_t bytes) {
  if (!hub_is_open) {
    hub.baton.open();
    hub_is_open = true;
  }
  static_assert(sizeof(Carrier) < kStackOverheadBytes);
  constexpr size_t kCarrierBytes = (sizeof(Carrier) + 63) & ~size_t{63};
  size_t stack_bytes = bytes - kCarrierBytes;
  auto* self = new (static_cast<char*>(base) + stack_bytes) Carrier;
  self->baton.open();
  self->started.open();
  bool started = self->thread.start(base, stack_bytes, &carry, self);
  if (started) self->started.take();
  self->started.close();
  if (started) return self->top;
  self->baton.close();
  return nullptr;
}

void close_stack(void* top) {
  Carrier& self = carrier_at(top);
  self.order = Order::kEnd;
  self.baton.give();
  self.thread.join();
  self.baton.close();
}

OsThread& carrier_of(void* top) { return carrier_at(top).thread; }

extern "C" void weft_context_switch(void** save, void* resume) {
  __builtin_unwind_init();  // all registers that survive a call, for the collector
  hand_over(save, resume);
  asm volatile("");  // not a jump: the registers' frame must stay
}

extern "C" void* weft_context_prepare(void* top, ContextEntry entry, void* argument) {
  Carrier& self = carrier_at(top);
  self.entry = entry;
  self.argument = argument;
  self.order = Order::kBegin;
  return top;
}

}  // namespace weft

#endif  // WEFT_CARRIER
