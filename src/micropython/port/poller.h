// SPDX-License-Identifier: MIT
// Poller: who waits for which descriptor. There is one, as there is one scheduler.
//
// A thread, a task or a native thread that finds nothing to read, or no room to write, parks on its
// descriptor's queue. One epoll instance tells who may go on. Descriptors are in it edge-triggered,
// from the first wait until they are closed: an idle one costs nothing, and a wait needs no system
// call of its own. What ends the hub's sleep from outside, an eventfd, is in it too, so that the
// hub sleeps in one call, and asyncio's poller needs to look at one descriptor for all of this.
//
// The records live outside the VM's heap and never move. A waiter is in its fiber's heap object.
#ifndef WEFT_MICROPYTHON_PORT_POLLER_H_
#define WEFT_MICROPYTHON_PORT_POLLER_H_

#include "binding.h"

#if WEFT_POLLER

#include <time.h>

struct epoll_event;

class Poller {
 public:
  enum Direction : uint8_t { kRead, kWrite };

  // What is known of one descriptor. Guarded by the lock-out.
  struct Descriptor {
    weft::WaitQueue queues[2];  // by direction
    int fd = -1;
    uint8_t watched = 0;  // directions that epoll reports, a bit each
    uint8_t ready = 0;    // directions that may be ready: no call has found otherwise since
    bool ended = false;   // the peer has closed, or there is an error: every call is made
  };

  constexpr Poller() = default;
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // open() makes the epoll instance, with `wake_fd` in it. Done once; false: errno says why.
  bool open(int wake_fd);
  int fd() const { return epoll_; }

  // adopt() is the record of a descriptor that was just opened, which the caller then owns: it
  // calls release() before it closes it, even if others have duplicates. nullptr: no memory. Any OS
  // thread.
  Descriptor* adopt(int fd);
  // borrow() is the record of a descriptor that somebody else may close or hand on at any time:
  // what epoll was told of it is not relied on.
  Descriptor* borrow(int fd);
  // release() forgets a descriptor, and wakes whoever waits for it: they will find it closed.
  void release(Descriptor& descriptor);

  // is_idle() is true if a call in that direction is known to find nothing, so that it need not be
  // made. start_call() says that a call begins, whose outcome end_call() tells: `more` is false if
  // it found that there is nothing, or nothing more.
  static bool is_idle(const Descriptor& descriptor, Direction direction) {
    return (descriptor.watched & ~descriptor.ready & bit(direction)) != 0 && !descriptor.ended;
  }
  static void start_call(Descriptor& descriptor, Direction direction) {
    weft::LockOut lock_out;
    descriptor.ready &= ~bit(direction);
  }
  static void end_call(Descriptor& descriptor, Direction direction, bool more) {
    if (!more) return;
    weft::LockOut lock_out;
    descriptor.ready |= bit(direction);
  }

  // wait() parks the caller until the descriptor may be ready, or until the deadline. kWoken at
  // once if something came since start_call(). *error is an errno if it can't be waited for, else
  // 0. Any OS thread.
  weft::Outcome wait(Descriptor& descriptor, Direction direction, weft::Micros deadline,
                     int* error);

  // poll() wakes who may go on, without waiting. With the lock-out held.
  void poll();
  // sleep() waits until a descriptor is ready or the deadline, without the VM's lock and without
  // the lock-out; deliver() then, with both, wakes who may go on.
  void sleep(weft::Micros deadline);
  void deliver();

  // awaited() is true while anybody waits for a descriptor.
  bool awaited() const { return waiting_ != 0; }

 private:
  static constexpr size_t kPage = 32;  // descriptors

  static constexpr uint8_t bit(Direction direction) { return 1 << direction; }
  Descriptor* find(int fd);
  bool watch(Descriptor& descriptor, Direction direction);
  void handle(const epoll_event& event);

  int epoll_ = -1;
  int wake_fd_ = -1;
  Descriptor** pages_ = nullptr;
  size_t page_count_ = 0;
  size_t waiting_ = 0;
  int slept_ = 0;  // events that sleep() has left for deliver()
};

extern Poller poller;

#endif  // WEFT_POLLER

#endif  // WEFT_MICROPYTHON_PORT_POLLER_H_
