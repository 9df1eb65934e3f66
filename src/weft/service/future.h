// SPDX-License-Identifier: MIT
// Future: one request on its way to a service and its answer on the way back. It is the message
// itself: it lies in the caller's memory, is linked into the mailbox, and nothing is allocated.
//
//   struct Read : weft::Call<Read, int> {             // an event: its result is an int
//     static constexpr weft::EventId kEvent{"read"};
//     int channel = 0;                                // its argument
//   };
//   static Read read;  read.channel = 3;
//   sensor.request(read);                             // from here on it is the service's
//   read.wait();                                      // until it was answered: ours again
//   if (read.resolved()) use(read.result());
//
// While it is pending nobody but the service touches it, and it must stay where it is. So it lives
// in static memory, on a heap, or on the stack of a native thread; never on a fiber's stack, which
// moves.
//
// An answer goes one of three ways: whoever waits in wait() goes on; the callback is called by
// whoever answers, in its thread; or, with an owner, the callback is called on the owner's task. A
// callback is the last to touch the future, so it may send it again, or free it: a forgettable
// future is one whose callback does (pool.h). A future is answered exactly once for each request,
// also when it was refused.
//
// Every function: any OS thread. resolve() and reject() also from interrupts, where they lock the
// core out, if there is no callback or an owner: they do not allocate or park.
#ifndef WEFT_SERVICE_FUTURE_H_
#define WEFT_SERVICE_FUTURE_H_

#include "weft/sched/scheduler.h"

namespace weft {

class Service;

// EventId names what a request asks for. It is compared by its address. `codec` is for a binding
// that makes the event known to another language; the core does not look at it.
struct EventId {
  const char* name;
  const void* codec = nullptr;
};

// Why a request was rejected. What services give themselves (reject()) is greater than 0.
enum Refusal : int {
  kNoRefusal = 0,
  kFull = -1,          // the mailbox, until the deadline
  kStopped = -2,       // the service does not run, or has stopped before it answered
  kUnknownEvent = -3,  // no handler
  kCancelled = -4,     // cancel()
  kRefused = -5,       // by the hook on_start or on_stop
  kNoTask = -6,        // no task could be started
  kInterrupted = -7,   // the wait for room was, and these two, see Outcome
  kNoMemory = -8,
  kDeadlock = -9,
  kPending = -10,  // not sent: it is on its way already
};

class Future : WaitQueue {
 public:
  enum class State : uint8_t {
    kNew,       // not sent yet
    kPending,   // the service's
    kResolved,  // answered, ours again
    kRejected,
  };
  using Callback = void (*)(Future& self);

  constexpr explicit Future(const EventId* event = nullptr) : event_(event) {}
  ~Future() {
    if (state_ == State::kPending) __builtin_trap();  // the service would write to freed memory
  }
  Future(const Future&) = delete;
  Future& operator=(const Future&) = delete;

  const EventId* event() const { return event_; }

  // then() has `callback` called when the future is answered: on the task of `owner`, or, without
  // one, by whoever answers. Not while it is pending.
  void then(Callback callback, Service* owner = nullptr) {
    callback_ = callback;
    owner_ = owner;
  }

  Service* owner() const { return owner_; }

  // context() travels along: whatever the caller needs when the answer comes.
  uintptr_t context() const { return context_; }
  void set_context(uintptr_t context) { context_ = context; }

  // wait() waits until the future is answered, resolved or rejected (kWoken), or `deadline`. Giving
  // up leaves it pending.
  Outcome wait(Micros deadline = kForever);
  State state() const {
    LockOut lock_out;
    return state_;
  }
  bool done() const {
    LockOut lock_out;
    return is_done();
  }
  // accepted() is true while a handler has got it, and it is not answered.
  bool accepted() const {
    LockOut lock_out;
    return state_ == State::kPending && place_ == Place::kAccepted;
  }
  bool resolved() const { return state() == State::kResolved; }
  // error() is a Refusal, or what the service has rejected the request with; 0 if it has not.
  int error() const { return error_; }

  // resolve() and reject() answer the request. False, and nothing changes, if it is not pending: it
  // was answered already, perhaps by the end of its service.
  bool resolve();
  bool reject(int error);
  // claim() makes a request that a handler has got the caller's to answer: the end of the service
  // no longer answers it. False: it is not pending with a handler.
  bool claim();
  // cancel() takes the request back, rejected, if no handler has got it yet; else false.
  bool cancel();

 protected:
  // begin_resolve() takes the lock-out, for the result to be written; finish_resolve() gives it
  // back. False: it is not pending, and the lock-out is not held.
  bool begin_resolve();
  void finish_resolve() { answer(State::kResolved, kNoRefusal); }
  void finish_reject(int error) { answer(State::kRejected, error); }

 private:
  friend class Service;
  friend class List<Future>;
  friend bool begin_spawn(Future&);

  enum class Place : uint8_t { kNowhere, kMailbox, kAccepted, kResponses };

  bool is_done() const { return state_ > State::kPending && place_ == Place::kNowhere; }
  bool begin(Service* service);
  void unsend();
  void answer(State state, int error);

  Future* list_next = nullptr;
  Future* list_prev = nullptr;
  const EventId* event_;
  Callback callback_ = nullptr;
  Service* owner_ = nullptr;
  Service* service_ = nullptr;  // whose list it is on
  uintptr_t context_ = 0;
  int error_ = kNoRefusal;
  State state_ = State::kNew;
  Place place_ = Place::kNowhere;
};

// Call: a future with a result. Arguments are fields of the class derived from it, which has a
// static `kEvent`.
template <typename Self, typename Result>
class Call : public Future {
 public:
  constexpr Call() : Future(&Self::kEvent) {}

  // result() is what the request was resolved with.
  const Result& result() const { return result_; }
  bool resolve(const Result& result) {
    InVm in_vm;
    if (!begin_resolve()) return false;
    result_ = result;
    finish_resolve();
    return true;
  }

 private:
  Result result_{};
};

template <typename Self>
class Call<Self, void> : public Future {
 public:
  constexpr Call() : Future(&Self::kEvent) {}
};

// spawn<&function>(future, native) calls function(future) on a task of its own, a native thread or
// a fiber. The function answers the future, or leaves that to somebody else. False: no task could
// be started, and the future is rejected (kNoTask), or it was pending.
bool begin_spawn(Future& future);

template <auto function, typename F>
bool spawn(F& future, bool native) {
  if (!begin_spawn(future)) return false;
  InVm in_vm;
  if (port::start_task([](void* f) { function(*static_cast<F*>(f)); }, &future, native))
    return true;
  future.reject(kNoTask);
  return false;
}

}  // namespace weft

#endif  // WEFT_SERVICE_FUTURE_H_
