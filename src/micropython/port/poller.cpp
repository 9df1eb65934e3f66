// SPDX-License-Identifier: MIT
#include "port/poller.h"

#if WEFT_POLLER

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <new>

using weft::Micros;
using weft::Outcome;
using weft::Scheduler;

constinit Poller poller;

namespace {

// Events of one look. The hub's OS thread alone looks.
constexpr int kBatch = 128;
epoll_event events[kBatch];

// While threads run, descriptors are looked at no more often than this.
constexpr Micros kLookInterval = 500;

uint32_t events_of(uint8_t directions) {
  uint32_t mask = EPOLLET | EPOLLRDHUP | EPOLLPRI;
  if (directions & (1 << Poller::kRead)) mask |= EPOLLIN;
  if (directions & (1 << Poller::kWrite)) mask |= EPOLLOUT;
  return mask;
}

// Like epoll_wait(), but to the microsecond where the kernel can.
int wait_for_events(int epoll, Micros deadline) {
  Micros now = weft::port::now_us();
  Micros left = deadline > now ? deadline - now : 0;
  timespec timeout = {static_cast<time_t>(left / 1000000),
                      static_cast<long>(left % 1000000) * 1000};
#if defined(SYS_epoll_pwait2) && defined(__LP64__)
  static bool can_pwait2 = true;
  if (can_pwait2) {
    long count = syscall(SYS_epoll_pwait2, epoll, events, kBatch,
                         deadline == weft::kForever ? nullptr : &timeout, nullptr, 0);
    if (count >= 0 || errno != ENOSYS) return static_cast<int>(count);
    can_pwait2 = false;
  }
#endif
  pollfd ready = {epoll, POLLIN, 0};
  if (ppoll(&ready, 1, deadline == weft::kForever ? nullptr : &timeout, nullptr) <= 0) return 0;
  return epoll_wait(epoll, events, kBatch, 0);
}

}  // namespace

bool Poller::open(int wake_fd) {
  if (epoll_ >= 0) return true;
  int fd = epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) return false;
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = wake_fd;
  if (epoll_ctl(fd, EPOLL_CTL_ADD, wake_fd, &event) != 0) {
    close(fd);
    return false;
  }
  wake_fd_ = wake_fd;
  epoll_ = fd;
  return true;
}

Poller::Descriptor* Poller::find(int fd) {
  size_t page = static_cast<size_t>(fd) / kPage;
  if (fd < 0) return nullptr;
  if (page >= page_count_) {
    size_t count = page + 1 + page / 2;
    auto** pages = static_cast<Descriptor**>(realloc(pages_, count * sizeof(Descriptor*)));
    if (pages == nullptr) return nullptr;
    pages_ = pages;
    while (page_count_ < count) pages_[page_count_++] = nullptr;
  }
  if (pages_[page] == nullptr) {
    void* memory = malloc(kPage * sizeof(Descriptor));
    if (memory == nullptr) return nullptr;
    pages_[page] = new (memory) Descriptor[kPage];
    for (size_t i = 0; i < kPage; i++) pages_[page][i].fd = static_cast<int>(page * kPage + i);
  }
  return &pages_[page][static_cast<size_t>(fd) % kPage];
}

Poller::Descriptor* Poller::adopt(int fd) {
  weft::LockOut lock_out;
  Descriptor* descriptor = find(fd);
  if (descriptor == nullptr) return nullptr;
  // Whoever waits for a descriptor of that number waits for one that was closed behind our back.
  Scheduler::wake_first(descriptor->queues[kRead]);
  Scheduler::wake_first(descriptor->queues[kWrite]);
  descriptor->watched = 0;
  descriptor->ready = bit(kRead) | bit(kWrite);
  descriptor->ended = false;
  return descriptor;
}

Poller::Descriptor* Poller::borrow(int fd) {
  weft::LockOut lock_out;
  Descriptor* descriptor = find(fd);
  if (descriptor == nullptr) return nullptr;
  // Told anew while nobody waits.
  if (descriptor->queues[kRead].empty() && descriptor->queues[kWrite].empty()) {
    descriptor->watched = 0;
  }
  descriptor->ended = false;
  return descriptor;
}

void Poller::release(Descriptor& descriptor) {
  weft::LockOut lock_out;
  // If there are duplicates, closing this one would leave it in the epoll instance.
  if (descriptor.watched != 0) {
    epoll_event event = {};
    epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor.fd, &event);
  }
  descriptor.watched = 0;
  Scheduler::wake_first(descriptor.queues[kRead]);
  Scheduler::wake_first(descriptor.queues[kWrite]);
}

// Has epoll report a direction; false: errno says why not. What is ready already is reported, too.
bool Poller::watch(Descriptor& descriptor, Direction direction) {
  uint8_t directions = descriptor.watched | bit(direction);
  epoll_event event = {};
  event.events = events_of(directions);
  event.data.fd = descriptor.fd;
  bool known = descriptor.watched != 0;
  if (epoll_ctl(epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor.fd, &event) != 0) {
    if (errno != EEXIST && errno != ENOENT) return false;
    if (epoll_ctl(epoll_, errno == EEXIST ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, descriptor.fd, &event) !=
        0) {
      return false;
    }
  }
  descriptor.watched = directions;
  return true;
}

Outcome Poller::wait(Descriptor& descriptor, Direction direction, Micros deadline, int* error) {
  *error = 0;
  weft::Waiter* self = Scheduler::prepare_wait();
  if (self == nullptr) return Outcome::kNoMemory;
  bool go_on = (descriptor.ready & bit(direction)) != 0;
  if (!go_on && (descriptor.watched & bit(direction)) == 0 && !watch(descriptor, direction)) {
    *error = errno;
    go_on = true;
  }
  if (go_on) {
    weft::port::unlock();
    return Outcome::kWoken;
  }
  waiting_++;
  // There may be no ticks as nobody seemed to wait for anything.
  if (self->kind == weft::Waiter::Kind::kNative) weft::port::request_run();
  Scheduler::begin_wait(*self, &descriptor.queues[direction], deadline);
  weft::port::unlock();
  Outcome outcome = Scheduler::complete_wait(*self);
  weft::LockOut lock_out;
  waiting_--;
  return outcome;
}

// All who wait in a direction are woken, as each may be killed before it has looked.
void Poller::handle(const epoll_event& event) {
  int fd = event.data.fd;
  size_t page = static_cast<size_t>(fd) / kPage;
  if (fd == wake_fd_ || page >= page_count_ || pages_[page] == nullptr) return;
  Descriptor& descriptor = pages_[page][static_cast<size_t>(fd) % kPage];
  if (event.events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP | EPOLLPRI)) descriptor.ended = true;
  bool failed = (event.events & (EPOLLHUP | EPOLLERR)) != 0;
  if (failed || (event.events & (EPOLLIN | EPOLLRDHUP | EPOLLPRI)) != 0) {
    descriptor.ready |= bit(kRead);
    Scheduler::wake_first(descriptor.queues[kRead]);
  }
  if (failed || (event.events & EPOLLOUT) != 0) {
    descriptor.ready |= bit(kWrite);
    Scheduler::wake_first(descriptor.queues[kWrite]);
  }
}

void Poller::poll() {
  if (epoll_ < 0) return;
  int count;
  do {
    count = epoll_wait(epoll_, events, kBatch, 0);
    for (int i = 0; i < count; i++) handle(events[i]);
  } while (count == kBatch);
}

void Poller::sleep(Micros deadline) { slept_ = wait_for_events(epoll_, deadline); }

void Poller::deliver() {
  for (int i = 0; i < slept_; i++) handle(events[i]);
  slept_ = 0;
}

namespace weft::port {

void look_at_io(Micros now) {
  static Micros last = 0;
  if (!poller.awaited() || now - last < kLookInterval) return;
  last = now;
  poller.poll();
}

}  // namespace weft::port

#endif  // WEFT_POLLER
