// SPDX-License-Identifier: MIT
#include "weft/service/service.h"

namespace weft {

namespace {

// Messages of start() and stop(): nobody else has these events.
constexpr EventId kStart{"start"};
constexpr EventId kStop{"stop"};

// A handler on a native thread runs without the VM's lock.
class OutsideVm {
 public:
  explicit OutsideVm(bool native) : left_(native && !port::outside_vm()) {
    if (left_) port::leave_vm();
  }
  ~OutsideVm() {
    if (left_) port::enter_vm();
  }
  OutsideVm(const OutsideVm&) = delete;
  OutsideVm& operator=(const OutsideVm&) = delete;

 private:
  bool left_;
};

// Else the wait was ended for nothing.
bool interrupted() {
  LockOut lock_out;
  return port::interrupt_pending();
}

}  // namespace

bool Service::is_control(const Future& message) const {
  return message.event_ == &kStart || message.event_ == &kStop;
}

// --- with the lock-out held ---

void Service::push(Future& future) {
  future.place_ = Future::Place::kMailbox;
  mailbox_.push_back(future);
  if (!is_control(future)) size_++;
  scheduler.wake_first(idle_);
}

void Service::respond(Future& response) {
  response.place_ = Future::Place::kResponses;
  responses_.push_back(response);
  scheduler.wake_first(idle_);
}

void Service::remove_queued(Future& future) {
  mailbox_.remove(future);
  future.place_ = Future::Place::kNowhere;
  if (!is_control(future)) size_--;
  admit_senders();
}

void Service::admit_senders() {
  while (size_ < maxsize_ && !senders_.empty()) {
    Waiter& sender = *senders_.front();
    push(*reinterpret_cast<Future*>(sender.value));
    scheduler.wake(sender, Outcome::kWoken);
  }
}

Future* Service::take() {
  Future* message = responses_.pop_front();
  if (message != nullptr) return message;
  message = mailbox_.front();
  if (message == nullptr || phase_ == Phase::kStopping) return nullptr;
  remove_queued(*message);
  message->place_ = Future::Place::kAccepted;
  accepted_.push_back(*message);
  return message;
}

// --- requests ---

// Called, and returns, with the lock-out held, as what follows.
int Service::send_locked(Future& future, Micros deadline) {
  if (!future.begin(this)) return kPending;
  int refusal = admit(future);
  if (refusal == kFull && deadline != kNow) refusal = wait_for_room(future, deadline);
  return refusal;
}

bool Service::request(Future& future, Micros deadline) {
  InVm in_vm;
  port::lock();
  int refusal = send_locked(future, deadline);
  if (refusal != kNoRefusal && refusal != kPending) {
    future.answer(Future::State::kRejected, refusal);
  } else {
    port::unlock();
  }
  return refusal == kNoRefusal;
}

int Service::send(Future& future, Micros deadline) {
  InVm in_vm;
  LockOut lock_out;
  int refusal = send_locked(future, deadline);
  if (refusal != kNoRefusal && refusal != kPending) future.unsend();
  return refusal;
}

int Service::admit(Future& future) {
  if (phase_ == Phase::kStopped || phase_ == Phase::kStopping) return kStopped;
  if (size_ >= maxsize_) return kFull;
  push(future);
  return kNoRefusal;
}

int Service::wait_for_room(Future& future, Micros deadline) {
  port::unlock();
  Waiter* self = scheduler.prepare_wait();
  if (self == nullptr) {
    port::lock();
    return kNoMemory;
  }
  int refusal = admit(future);
  if (refusal != kFull) return refusal;
  self->value = reinterpret_cast<uintptr_t>(&future);
  Outcome outcome = scheduler.wait(*self, &senders_, deadline);
  port::lock();
  bool closed = self->value == 0;
  self->value = 0;
  switch (outcome) {
    case Outcome::kWoken:
      return closed ? kStopped : kNoRefusal;
    case Outcome::kTimedOut:
      return kFull;
    case Outcome::kNoMemory:
      return kNoMemory;
    case Outcome::kDeadlock:
      return kDeadlock;
    default:
      return kInterrupted;
  }
}

bool Service::pass_on(Future& request, Service& other) {
  InVm in_vm;
  LockOut lock_out;
  if (request.place_ != Future::Place::kAccepted || request.service_ != this) return false;
  if (other.phase_ == Phase::kStopped || other.phase_ == Phase::kStopping) return false;
  if (other.size_ >= other.maxsize_) return false;
  accepted_.remove(request);
  request.service_ = &other;
  other.push(request);
  return true;
}

// --- start and stop ---

Service::Start Service::begin_start(Future& future) {
  InVm in_vm;
  port::lock();
  future.event_ = &kStart;
  if (!future.begin(this)) {
    port::unlock();
    return Start::kPending;
  }
  switch (phase_) {
    case Phase::kRunning:
      future.answer(Future::State::kResolved, kNoRefusal);
      return Start::kDone;
    case Phase::kStopping:
      future.answer(Future::State::kRejected, kStopped);
      return Start::kDone;
    default:
      break;
  }
  bool needs_task = phase_ == Phase::kStopped;
  if (needs_task) {
    phase_ = Phase::kStarting;
    start_error_ = kRefused;
  }
  push(future);
  port::unlock();
  return needs_task ? Start::kNeedsTask : Start::kDone;
}

void Service::abandon() {
  InVm in_vm;
  if (!running()) return;
  close();
  (void)finish(true);
}

// No task was started: all that has come meanwhile is rejected.
void Service::abandon_start() {
  InVm in_vm;
  start_error_ = kNoTask;
  close();
  (void)finish(true);
}

bool Service::start(Future& future, bool native) {
  InVm in_vm;
  switch (begin_start(future)) {
    case Start::kPending:
      return false;
    case Start::kDone:
      return true;
    case Start::kNeedsTask:
      break;
  }
  native_ = native;
  auto body = [](void* self) { (void)static_cast<Service*>(self)->run(); };
  if (!port::start_task(body, this, native)) abandon_start();
  return true;
}

bool Service::stop(Future& future) {
  InVm in_vm;
  port::lock();
  future.event_ = &kStop;
  if (!future.begin(this)) {
    port::unlock();
    return false;
  }
  if (phase_ == Phase::kStopped) {
    future.answer(Future::State::kResolved, kNoRefusal);
    return true;
  }
  push(future);
  port::unlock();
  return true;
}

void Service::agree_to_start(Future& start, bool agreed) {
  if (!agreed) return give_back_and_close(start);
  {
    LockOut lock_out;
    phase_ = Phase::kRunning;
    start_error_ = kStopped;
  }
  (void)start.resolve();
}

void Service::agree_to_stop(Future& stop, bool agreed) {
  if (agreed) return give_back_and_close(stop);
  (void)stop.reject(kRefused);
}

// What begins the end is answered at the end, by finish().
void Service::give_back_and_close(Future& control) {
  {
    LockOut lock_out;
    accepted_.remove(control);
    push(control);
  }
  close();
}

// Rejects what is queued and whoever waits for room. What start() and stop() have sent stays.
void Service::close() {
  port::lock();
  phase_ = Phase::kStopping;
  while (size_ != 0) {
    Future* first = mailbox_.front();
    while (is_control(*first)) first = first->list_next;
    mailbox_.remove(*first);
    first->place_ = Future::Place::kNowhere;
    size_--;
    first->answer(Future::State::kRejected, kStopped);
    port::lock();
  }
  while (Waiter* sender = senders_.front()) {
    sender->value = 0;
    scheduler.wake(*sender, Outcome::kWoken);
  }
  port::unlock();
}

// Once the first stop() is resolved the service may be gone.
bool Service::finish(bool by_force) {
  port::lock();
  while (Future* kept = accepted_.front()) {
    kept->answer(Future::State::kRejected, kStopped);
    port::lock();
  }
  if (!by_force && !ended()) {
    port::unlock();
    return false;
  }
  List<Future> controls;
  while (Future* control = mailbox_.pop_front()) {
    control->place_ = Future::Place::kNowhere;
    controls.push_back(*control);
  }
  int start_error = start_error_;
  phase_ = Phase::kStopped;
  while (Future* control = controls.pop_front()) {
    bool stop = control->event_ == &kStop;
    control->answer(stop ? Future::State::kResolved : Future::State::kRejected,
                    stop ? kNoRefusal : start_error);
    port::lock();
  }
  port::unlock();
  return true;
}

// --- the service's task ---

Service::Message Service::next(Future*& message, Outcome& outcome, Micros deadline) {
  outcome = Outcome::kWoken;
  for (;;) {
    {
      LockOut lock_out;
      message = take();
      if (message != nullptr) break;
      if (ended()) return Message::kNone;
    }
    outcome = Outcome::kTimedOut;
    if (deadline == kNow) return Message::kNone;
    Waiter* self = scheduler.prepare_wait();
    if (self == nullptr) {
      outcome = Outcome::kNoMemory;
      return Message::kNone;
    }
    bool comes = !responses_.empty() || ended() ||
                 (phase_ != Phase::kStopping && mailbox_.front() != nullptr);
    if (comes) {
      port::unlock();
      continue;
    }
    outcome = scheduler.wait(*self, &idle_, deadline);
    if (outcome != Outcome::kWoken) return Message::kNone;
  }
  if (message->place_ == Future::Place::kResponses) return Message::kResponse;
  if (message->event_ == &kStart) return Message::kStart;
  return message->event_ == &kStop ? Message::kStop : Message::kRequest;
}

void Service::deliver(Future& response) {
  Future::Callback callback = response.callback_;
  {
    LockOut lock_out;
    outstanding_--;
    response.place_ = Future::Place::kNowhere;
    scheduler.wake_first(response);
  }
  if (callback != nullptr) callback(response);
}

const Handler* Service::find(const EventId* event) const {
  for (DynamicHandler* it = handlers_; it != nullptr; it = it->next) {
    if (it->event == event) return it->call != nullptr ? it : nullptr;
  }
  for (size_t i = 0; i < table_.n_handlers; i++) {
    const EventId* known = table_.handlers[i].event;
    if (known == event || known == nullptr) return &table_.handlers[i];
  }
  return nullptr;
}

void Service::set_handler(DynamicHandler& handler) {
  for (DynamicHandler** link = &handlers_; *link != nullptr; link = &(*link)->next) {
    if ((*link)->event != handler.event) continue;
    DynamicHandler* old = *link;
    *link = old->next;
    old->next = nullptr;
    break;
  }
  handler.next = handlers_;
  handlers_ = &handler;
}

void Service::unset_handler(const EventId& event) {
  for (DynamicHandler** link = &handlers_; *link != nullptr; link = &(*link)->next) {
    if ((*link)->event != &event) continue;
    DynamicHandler* old = *link;
    *link = old->next;
    old->next = nullptr;
    return;
  }
}

void Service::add(Loop& loop) {
  Loop** link = &loops_;
  while (*link != nullptr) link = &(*link)->next;
  loop.next = nullptr;
  loop.due = deadline_after(loop.interval);
  *link = &loop;
}

Micros Service::next_due() const {
  Micros due = kForever;
  for (Loop* it = loops_; it != nullptr; it = it->next) {
    if (it->due < due) due = it->due;
  }
  return due;
}

// A loop that comes too late skips what it has missed. Those removed go now: no loop runs.
void Service::run_loops() {
  Micros now = port::now_us();
  for (Loop* it = loops_; it != nullptr; it = it->next) {
    if (it->call == nullptr || it->due > now) continue;
    it->due += it->interval;
    if (it->due <= now) it->due = now + it->interval;
    OutsideVm outside(native_);
    it->call(*this, *it);
  }
  for (Loop** link = &loops_; *link != nullptr;) {
    Loop* loop = *link;
    if (loop->call == nullptr) {
      *link = loop->next;
      loop->next = nullptr;
    } else {
      link = &loop->next;
    }
  }
}

void Service::handle(Message kind, Future& message) {
  bool agreed = true;
  switch (kind) {
    case Message::kStart:
      if (phase_ == Phase::kStarting && table_.on_start != nullptr) {
        OutsideVm outside(native_);
        agreed = table_.on_start(*this);
      }
      return agree_to_start(message, agreed);
    case Message::kStop:
      if (table_.on_stop != nullptr) {
        OutsideVm outside(native_);
        agreed = table_.on_stop(*this);
      }
      return agree_to_stop(message, agreed);
    case Message::kResponse: {
      OutsideVm outside(native_);
      return deliver(message);
    }
    default:
      break;
  }
  const Handler* handler = find(message.event_);
  if (handler == nullptr) {
    (void)message.reject(kUnknownEvent);
    return;
  }
  OutsideVm outside(native_);
  handler->call(*this, message);
}

void Service::begin() {
  broken_ = false;
  for (Loop* it = loops_; it != nullptr; it = it->next) it->due = deadline_after(it->interval);
}

Outcome Service::run() {
  InVm in_vm;
  begin();
  Outcome outcome;
  do {
    do {
      outcome = serve();
    } while (outcome == Outcome::kInterrupted && !broken_ && !interrupted());
    if (outcome != Outcome::kWoken) close();
  } while (!finish(outcome != Outcome::kWoken));
  return outcome;
}

Outcome Service::serve() {
  int messages = 0;
  for (;;) {
    bool has_loops = loops_ != nullptr && phase_ != Phase::kStopping;
    Future* message;
    Outcome outcome;
    Message kind = next(message, outcome, has_loops ? next_due() : kForever);
    if (kind != Message::kNone) {
      handle(kind, *message);
      if (broken_) return Outcome::kInterrupted;
      if (++messages < kMessagesPerLook) continue;
    } else if (outcome != Outcome::kTimedOut) {
      return outcome;
    }
    messages = 0;
    if (has_loops && phase_ != Phase::kStopping) run_loops();
    if (broken_) return Outcome::kInterrupted;
  }
}

}  // namespace weft
