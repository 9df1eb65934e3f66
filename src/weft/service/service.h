// SPDX-License-Identifier: MIT
// Service: a task that answers requests, one after the other. Nothing of it is shared but the
// messages, so its handlers need no locks.
//
//   class Sensor : public weft::Service {
//    public:
//     Sensor() : Service(kTable) { add(tick_); }
//    private:
//     void read(Read& call) { call.resolve(adc(call.channel)); }
//     void tick() { … }
//     static const weft::ServiceTable kTable;
//     weft::Loop tick_ = weft::every<&Sensor::tick>(20000);
//   };
//   constexpr weft::Handler kSensorHandlers[] = {weft::on<&Sensor::read>};
//   constexpr weft::ServiceTable Sensor::kTable = {"sensor", kSensorHandlers};
//
// It runs on a fiber or on a native thread: what differs is start(). A handler may answer later, or
// from elsewhere, or pass the request on. Messages come before loops; but a loop that is due waits
// for kMessagesPerLook messages at most. Answers to the service's own requests come before
// requests.
//
// stop() is a message too: what was sent before it is answered first. Then what is queued is
// rejected (kStopped); answers that the service still expects are awaited and handled, with
// stopping() true; what it has kept unanswered is rejected; and only then is stop()'s future
// resolved, or that of a start() that was refused rejected: it is the last thing that happens, so
// the service may be freed or started again.
//
// Every function, but those for its own task: any OS thread, none from interrupts. With a lock of
// the VM (GIL) the functions take it for themselves where the caller does not hold it; handlers on
// native threads run without it.
#ifndef WEFT_SERVICE_SERVICE_H_
#define WEFT_SERVICE_SERVICE_H_

#include "weft/service/future.h"

namespace weft {

// What to do with an event.
struct Handler {
  const EventId* event;  // nullptr: any
  void (*call)(Service& self, Future& request);
};

// What to do every so often. It lies in the service, and is linked into its list.
struct Loop {
  using Call = void (*)(Service& self, Loop& loop);

  constexpr Loop(Micros interval, Call call) : interval(interval), call(call) {}

  Micros interval;
  Call call;  // nullptr: to be removed
  Micros due = 0;
  Loop* next = nullptr;
};

// What a service is, declared in one place. A hook that returns false refuses: the service does not
// start, or goes on.
struct ServiceTable {
  using Hook = bool (*)(Service& self);

  template <size_t n>
  constexpr ServiceTable(const char* name, const Handler (&handlers)[n], Hook on_start = nullptr,
                         Hook on_stop = nullptr)
      : name(name), handlers(handlers), n_handlers(n), on_start(on_start), on_stop(on_stop) {}
  constexpr explicit ServiceTable(const char* name, Hook on_start = nullptr, Hook on_stop = nullptr)
      : name(name), on_start(on_start), on_stop(on_stop) {}

  const char* name;
  const Handler* handlers = nullptr;
  size_t n_handlers = 0;
  Hook on_start;
  Hook on_stop;
};

class Service {
 public:
  static constexpr size_t kDefaultMaxsize = 3;
  static constexpr Micros kNow = 0;  // as a deadline: do not wait
  static constexpr int kMessagesPerLook = 8;

  constexpr explicit Service(const ServiceTable& table, size_t maxsize = kDefaultMaxsize)
      : table_(table), maxsize_(maxsize) {}
  // It must not run, and must expect no answer.
  ~Service() {
    if (phase_ != Phase::kStopped || outstanding_ != 0) __builtin_trap();
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  const char* name() const { return table_.name; }
  size_t maxsize() const { return maxsize_; }
  bool running() const {
    LockOut lock_out;
    return phase_ == Phase::kRunning || phase_ == Phase::kStopping;
  }
  bool stopping() const {
    LockOut lock_out;
    return phase_ == Phase::kStopping;
  }
  // size() is how many requests are queued.
  size_t size() const {
    LockOut lock_out;
    return size_;
  }

  // start() runs the service on a task of its own. `future` is resolved once it runs, at once if it
  // does already; rejected if the hook refuses, no task could be started (kNoTask), or it is being
  // stopped (kStopped). stop() ends it; at once resolved if it does not run, rejected if the hook
  // refuses. False: the future is pending.
  bool start(Future& future, bool native);
  bool stop(Future& future);

  // request() sends a request. It waits for room until `deadline`, or not at all (kNow). False: it
  // was rejected, as error() says (kFull, kStopped, kInterrupted), or it is pending already.
  bool request(Future& future, Micros deadline = kNow);
  // send() is request(), but one that is refused is as if it had not been sent: no callback is
  // called. Returns the Refusal, kPending if it is on its way already, or kNoRefusal.
  int send(Future& future, Micros deadline = kNow);
  // pass_on() gives a request that a handler of this service has got to another service, whose
  // answer goes straight to the origin. False: it was not taken, and is still this service's. Does
  // not wait. In this service's handlers.
  bool pass_on(Future& request, Service& other);

  // --- for the service's own task ---

  // set_handler() comes before those of the table, and replaces one for the same event; unset with
  // nullptr as call. The Handler lies in memory of the caller's.
  struct DynamicHandler : Handler {
    DynamicHandler* next = nullptr;
  };
  void set_handler(DynamicHandler& handler);
  void unset_handler(const EventId& event);
  // add() registers a loop, behind those there are; its first call is after one interval. remove()
  // may come from a loop too.
  void add(Loop& loop);
  void remove(Loop& loop) { loop.call = nullptr; }

  // run() is the service's life: the task that start() makes calls it. The outcome is kWoken, or
  // why it could not wait any more and has therefore stopped.
  Outcome run();

  // What run() is made of, for those who start the task, or must look why a wait was cut short.
  // begin_start() is start() without the task: kNeedsTask, the caller must see that one calls
  // run(), or what it is made of, or call abandon_start().
  enum class Start : uint8_t { kDone, kPending, kNeedsTask };
  Start begin_start(Future& future);
  void abandon_start();
  // abandon() answers everything as run() would at its end: its task is gone, without a trace.
  void abandon();
  // begin() comes first, and then serve(), until the service has ended (kWoken), or break_off() or
  // something from outside has cut it short.
  void begin();
  Outcome serve();
  // break_off() has serve() return kInterrupted after the handler, hook or loop that calls it.
  void break_off() { broken_ = true; }
  // close() begins the end, when serve() cannot go on: what is queued is rejected.
  void close();
  // finish() comes last, when serve() says that the service has ended, or, by force, after close().
  // False: answers are expected again, and serve() goes on.
  bool finish(bool by_force);

 private:
  friend class Future;

  enum class Phase : uint8_t { kStopped, kStarting, kRunning, kStopping };
  enum class Message : uint8_t { kNone, kRequest, kResponse, kStart, kStop };

  // next() is the next message, kNone if there is none by `deadline` (kTimedOut), the service has
  // ended (kWoken), or the wait was cut short.
  Message next(Future*& message, Outcome& outcome, Micros deadline);
  void agree_to_start(Future& start, bool agreed);
  void agree_to_stop(Future& stop, bool agreed);
  void deliver(Future& response);
  bool is_control(const Future& message) const;
  void respond(Future& response);
  void remove_queued(Future& future);
  void push(Future& future);
  int send_locked(Future& future, Micros deadline);
  int admit(Future& future);
  int wait_for_room(Future& future, Micros deadline);
  void give_back_and_close(Future& control);
  void admit_senders();
  Future* take();
  bool ended() const {
    return phase_ == Phase::kStopping && outstanding_ == 0 && responses_.empty();
  }
  const Handler* find(const EventId* event) const;
  void handle(Message kind, Future& message);
  Micros next_due() const;
  void run_loops();

  const ServiceTable& table_;
  DynamicHandler* handlers_ = nullptr;
  Loop* loops_ = nullptr;
  List<Future> mailbox_;
  List<Future> accepted_;   // a handler has got them, and they are not answered
  List<Future> responses_;  // to requests of our own
  WaitQueue idle_;          // the service's task
  WaitQueue senders_;       // wait for room; the value is the future
  size_t outstanding_ = 0;  // requests of our own that have not come back
  size_t size_ = 0;         // requests in the mailbox
  size_t maxsize_;
  Phase phase_ = Phase::kStopped;
  int start_error_ = kNoRefusal;  // of start()s that come to nothing
  bool native_ = false;
  bool broken_ = false;
};

// --- on<&Sensor::read>: the Handler of a method; every<&Sensor::tick>(interval): a Loop ---

template <auto method>
struct MethodOf;

template <typename S, typename C, void (S::*method)(C&)>
struct MethodOf<method> {
  static constexpr Handler handler{&C::kEvent, [](Service& self, Future& request) {
                                     (static_cast<S&>(self).*method)(static_cast<C&>(request));
                                   }};
};

template <typename S, void (S::*method)()>
struct MethodOf<method> {
  static void call(Service& self, Loop&) { (static_cast<S&>(self).*method)(); }
};

template <typename S, bool (S::*method)()>
struct MethodOf<method> {
  static bool call(Service& self) { return (static_cast<S&>(self).*method)(); }
};

template <auto method>
inline constexpr Handler on = MethodOf<method>::handler;

template <auto method>
constexpr Loop every(Micros interval) {
  return Loop(interval, &MethodOf<method>::call);
}

// hook<&Sensor::begin>: for ServiceTable::on_start and on_stop.
template <auto method>
inline constexpr ServiceTable::Hook hook = &MethodOf<method>::call;

}  // namespace weft

#endif  // WEFT_SERVICE_SERVICE_H_
