// SPDX-License-Identifier: MIT
// The port (weft/port.h) on MicroPython's unix port: clock, stacks by mmap, native threads by
// semaphores, and wake-ups by an eventfd that the poller watches.
#if defined(__unix__)

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

#include "mpconfig_weft.h"
#include "port/common.h"
#include "port/poller.h"
#include "port/port.h"
#include "vm/attention.h"
#include "vm/callbacks.h"
#include "vm/native_threads.h"
#include "wrapped.h"

#if WEFT_CARRIER
#include <semaphore.h>

extern "C" {
#include "shared/runtime/gchelper.h"
}
#endif

static_assert(
    !MICROPY_ASYNC_KBD_INTR,
    "MICROPY_ASYNC_KBD_INTR must be 0: the signal's handler would raise out of the middle of "
    "any green thread. See README.md, In your firmware");

namespace {

using weft::Micros;

// How the hub's OS thread is blocked, and how others end that. Guarded by the lock-out; signal
// handlers do without.
std::atomic<bool> hub_blocked = false;
std::atomic<bool> hub_woken = false;
bool hub_spins = false;                  // else it sleeps, and wake_fd is what it looks at
std::atomic<bool> wake_written = false;  // to wake_fd
int wake_fd = -1;

timespec to_timespec(Micros micros) {
  return {static_cast<time_t>(micros / 1000000), static_cast<long>(micros % 1000000) * 1000};
}

#if WEFT_CARRIER
// The collector knows the threads that MicroPython has started. A carrier that holds the baton but
// not the GIL, while a native thread collects, is asked by a signal to show its registers and
// stack, as those are.
int show_signal() { return SIGRTMIN + 6; }
sem_t shown;

void show_stack(int) {
  int error = errno;
  gc_helper_collect_regs_and_stack();
  sem_post(&shown);
  errno = error;
}

void open_shown() {
  sem_init(&shown, 0, 0);
  struct sigaction action = {};
  action.sa_handler = show_stack;
  action.sa_flags = SA_RESTART;
  sigaction(show_signal(), &action, nullptr);
}
#endif

void open_wake() {
  if (wake_fd < 0) wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  poller.open(wake_fd);
}

// In this order: if the hub looks in between, it wakes once for nothing, and then knows.
void write_wake() {
  eventfd_t one = 1;
  if (eventfd_write(wake_fd, one) < 0) {
    // The counter cannot be full.
  }
  wake_written = true;
}

// The ticker: an OS thread that calls weft_tick() every `interval` while the VM is busy, and sleeps
// while it is not, or until anybody may want to run beside the one that does. It never touches the
// VM.
struct Ticker {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t go_on;
  std::atomic<Micros> interval = 0;
  bool started = false;
  std::atomic<bool> asleep = false;
  std::atomic<Micros> quiet_until = 0;
};
Ticker ticker;

void* run_ticker(void*) {
  pthread_mutex_lock(&ticker.mutex);
  for (;;) {
    ticker.asleep = true;  // first: who ends what it sleeps for looks at this afterwards
    while (ticker.interval == 0 || hub_blocked || ticker.quiet_until == weft::kForever) {
      pthread_cond_wait(&ticker.go_on, &ticker.mutex);
    }
    ticker.asleep = false;
    Micros next = weft_clock_us() + ticker.interval;
    for (;;) {  // it is woken where the quiet is over sooner
      Micros quiet_until = ticker.quiet_until;
      if (quiet_until == weft::kForever) break;
      timespec until = to_timespec(quiet_until > next ? quiet_until : next);
      if (pthread_cond_timedwait(&ticker.go_on, &ticker.mutex, &until) != 0) break;
    }
    if (ticker.interval != 0 && !hub_blocked && weft_clock_us() >= ticker.quiet_until) weft_tick();
  }
  return nullptr;
}

// The VM is busy again, or the interval is another.
void wake_ticker() {
  if ((!ticker.asleep && ticker.quiet_until == 0) || ticker.interval == 0) return;
  pthread_mutex_lock(&ticker.mutex);
  ticker.quiet_until = 0;
  pthread_cond_signal(&ticker.go_on);
  pthread_mutex_unlock(&ticker.mutex);
}

void end_block() {
  if (wake_written) {
    wake_written = false;  // first: see write_wake()
    eventfd_t count;
    if (eventfd_read(wake_fd, &count) < 0) {
      // EAGAIN: it was read before. There is no other way for it to fail.
    }
  }
  hub_woken = false;
  hub_blocked = false;
  wake_ticker();
}

}  // namespace

Micros weft_clock_us() { return weft::os_clock_us(); }

namespace weft::port {

void request_run() {
  if (ticker.quiet_until != 0) wake_ticker();
  if (!hub_blocked || hub_woken) return;
  hub_woken = true;
  if (!hub_spins) write_wake();
}

// While somebody waits for a descriptor it is the ticks that have it looked at.
void nobody_waits(Micros until) {
  if (!poller.awaited()) ticker.quiet_until = until;
}

void idle(Micros deadline) {
  if (weft_skip_time(deadline)) return;
  if (!weft_block_hub()) {
    weft_run_callbacks();
    return;
  }
  MP_THREAD_GIL_EXIT();
  poller.sleep(deadline);
  weft_enter_vm_soon();
  {
    LockOut lock_out;
    end_block();
    poller.deliver();
  }
  weft_run_callbacks();
}

bool outside_wake_possible() { return weft_native_wake_possible() || poller.awaited(); }

void* allocate_slot(size_t bytes) {
  size_t guard = sysconf(_SC_PAGESIZE);
  void* base = mmap(nullptr, bytes + guard, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (base == MAP_FAILED) return nullptr;
  mprotect(base, guard, PROT_NONE);
  return static_cast<char*>(base) + guard;
}

void release_slot(void* base, size_t bytes) {
  size_t guard = sysconf(_SC_PAGESIZE);
  munmap(static_cast<char*>(base) - guard, bytes + guard);
}

void* resize_image(void* image, size_t bytes) {
  if (bytes == 0) {
    free(image);
    return nullptr;
  }
  return realloc(image, bytes);
}

#if WEFT_LOCKOUT
static pthread_mutex_t core_mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
void lock() {
  pthread_mutex_lock(&core_mutex);
  checks::lock_out_taken();
}
void unlock() {
  checks::lock_out_given();
  pthread_mutex_unlock(&core_mutex);
}
void begin_switch() { mp_thread_recursive_mutex_lock(&MP_STATE_MEM(gc_mutex), 1); }
void end_switch() { mp_thread_recursive_mutex_unlock(&MP_STATE_MEM(gc_mutex)); }
#endif

}  // namespace weft::port

bool weft_block_hub() {
  {
    weft::LockOut lock_out;
    open_wake();
    hub_blocked = true;  // first, so that a signal from here on wakes it
    if (!weft_hub_may_block()) {
      end_block();
      return false;
    }
    // One that was woken just now may be done as soon.
    if (weft_clock_us() - weft_native_woken_at() >= kSpin) return true;
    hub_spins = true;
  }
  MP_THREAD_GIL_EXIT();
  (void)weft_spin_for([] { return hub_woken.load(); });
  weft_enter_vm_soon();
  weft::LockOut lock_out;
  hub_spins = false;
  if (!hub_woken) return true;
  end_block();
  return false;
}

// asyncio's poller has seen that there is something: not what.
void weft_unblock_hub() {
  if (!hub_blocked) return;
  weft::LockOut lock_out;
  end_block();
  if (poller.awaited()) poller.poll();
}

void weft_wake_hub(void) {
  if (!hub_blocked) return;
  hub_woken = true;
  write_wake();
}

void weft_collect_running_carrier() {
#if WEFT_CARRIER
  using weft::scheduler;
  if (scheduler.on_hub() || weft::port::native_caller() == nullptr) return;
  static bool opened = false;
  if (!opened) open_shown();
  opened = true;
  pthread_kill(weft::carrier_of(scheduler.current().slot->top).handle(), show_signal());
  while (sem_wait(&shown) != 0) {
  }
#endif
}

void weft_set_ticks(Micros interval) {
  pthread_mutex_lock(&ticker.mutex);
  ticker.interval = interval;
  ticker.quiet_until = 0;
  if (interval != 0 && !ticker.started) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&ticker.go_on, &monotonic);
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, PTHREAD_STACK_MIN);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    pthread_t id;
    // It takes no signals: they are for the threads that run Python.
    sigset_t all;
    sigset_t old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    ticker.started = pthread_create(&id, &small, run_ticker, nullptr) == 0;
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
  }
  if (ticker.started) pthread_cond_signal(&ticker.go_on);
  pthread_mutex_unlock(&ticker.mutex);
}

extern "C" {

mp_uint_t weft_wake_ioctl(mp_obj_t, mp_uint_t request, uintptr_t, int* error) {
  if (request == MP_STREAM_GET_FILENO) {
    open_wake();
    return poller.fd();
  }
  *error = MP_EINVAL;
  return MP_STREAM_ERROR;
}

#if MICROPY_PY_THREAD
// The system's mutexes are not fair: who gives one up and wants it back has it again before another
// has woken. So who waits for the GIL, or without one for the heap, holds `next_turn`, where those
// wait who make way or come meanwhile. Once the program has ended its native threads, wherever they
// were, there are no turns.
static pthread_mutex_t next_turn = PTHREAD_MUTEX_INITIALIZER;
static std::atomic<bool> turns_ended = false;

#if MICROPY_PY_THREAD_GIL
// As long as CPython's switch interval: then who has the GIL is asked for it.
static constexpr Micros kGilPatience = 5000;

WEFT_WRAPS(mp_thread_mutex_lock);
int __real_mp_thread_mutex_lock(mp_thread_mutex_t* mutex, int wait);

static int demand_gil() {
  pthread_mutex_lock(&next_turn);
  weft_raise_attention(kVmWanted);
  int taken = __real_mp_thread_mutex_lock(&MP_STATE_VM(gil_mutex), 1);
  __atomic_and_fetch(&weft_attention, ~kVmWanted, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&next_turn);
  return taken;
}

static void let_next_go() {
  // In the end one that was waiting was ended with `next_turn` held.
  if ((weft_attention_raised() & kVmWanted) == 0 || turns_ended) return;
  pthread_mutex_lock(&next_turn);
  pthread_mutex_unlock(&next_turn);
}

int __wrap_mp_thread_mutex_lock(mp_thread_mutex_t* mutex, int wait) {
  if (mutex != &MP_STATE_VM(gil_mutex)) return __real_mp_thread_mutex_lock(mutex, wait);
  // The main thread keeps it in the end: who is ended as it takes it would take it along.
  if (turns_ended && mp_thread_get_state() == &mp_state_ctx.thread) return 1;
  if (turns_ended || !wait) return __real_mp_thread_mutex_lock(mutex, wait);
  let_next_go();
  if (__real_mp_thread_mutex_lock(mutex, 0) == 1) return 1;
  timespec until = to_timespec(weft_clock_us() + kGilPatience);
  if (pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &until) == 0) return 1;
  return demand_gil();
}

WEFT_WRAPS(mp_thread_mutex_unlock);
void __real_mp_thread_mutex_unlock(mp_thread_mutex_t* mutex);
void __wrap_mp_thread_mutex_unlock(mp_thread_mutex_t* mutex) {
  if (mutex == &MP_STATE_VM(gil_mutex) && turns_ended) return;
  __real_mp_thread_mutex_unlock(mutex);
}
#elif WEFT_PARALLEL
static bool heap_wanted = false;
static constinit thread_local unsigned heap_depth = 0;  // who has it may take it again

WEFT_WRAPS(mp_thread_recursive_mutex_lock);
int __real_mp_thread_recursive_mutex_lock(mp_thread_recursive_mutex_t* mutex, int wait);
int __wrap_mp_thread_recursive_mutex_lock(mp_thread_recursive_mutex_t* mutex, int wait) {
  if (mutex != &MP_STATE_MEM(gc_mutex) || turns_ended) {
    return __real_mp_thread_recursive_mutex_lock(mutex, wait);
  }
  int taken = 0;
  if (heap_depth != 0 || !__atomic_load_n(&heap_wanted, __ATOMIC_RELAXED)) {
    taken = __real_mp_thread_recursive_mutex_lock(mutex, 0);
  }
  if (taken != 1 && wait) {
    pthread_mutex_lock(&next_turn);
    __atomic_store_n(&heap_wanted, true, __ATOMIC_RELAXED);
    taken = __real_mp_thread_recursive_mutex_lock(mutex, 1);
    __atomic_store_n(&heap_wanted, false, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&next_turn);
  }
  if (taken == 1) heap_depth++;
  return taken;
}

WEFT_WRAPS(mp_thread_recursive_mutex_unlock);
void __real_mp_thread_recursive_mutex_unlock(mp_thread_recursive_mutex_t* mutex);
void __wrap_mp_thread_recursive_mutex_unlock(mp_thread_recursive_mutex_t* mutex) {
  if (mutex == &MP_STATE_MEM(gc_mutex) && heap_depth != 0) heap_depth--;
  __real_mp_thread_recursive_mutex_unlock(mutex);
}
#endif

// It asks the others by signals to show their stacks, and waits for each by a sem_wait() that any
// signal ends, as Ctrl-C's: then it would go on without what lies on that stack, and as the answer
// counts for the next one who is asked, every collection to come would, too.
WEFT_WRAPS(mp_thread_gc_others);
void __real_mp_thread_gc_others(void);
void __wrap_mp_thread_gc_others(void) {
  sigset_t all;
  sigset_t old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  __real_mp_thread_gc_others();
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

WEFT_WRAPS(mp_thread_deinit);
void __real_mp_thread_deinit(void);
void __wrap_mp_thread_deinit(void) {
  // For good: their waiters are on their stacks, which go before the lists in which they are. None
  // is ended with the lock-out, nor finds such a list.
  weft::port::lock();
  turns_ended = true;
  __real_mp_thread_deinit();
#if defined(__SANITIZE_ADDRESS__)
  weft_await_cancelled();
#endif
}
#endif

}  // extern "C"

#if MICROPY_PY_THREAD_GIL
void weft_enter_vm_soon() {
  if (weft_spin_for([] { return mp_thread_mutex_lock(&MP_STATE_VM(gil_mutex), 0) == 1; })) return;
  demand_gil();
}

void weft_make_way_for_others() {
  // Not inside a callback, as the VM itself.
  if ((weft_attention_raised() & kVmWanted) == 0 || weft_scheduler_locked()) return;
  MP_THREAD_GIL_EXIT();
  let_next_go();
  if (weft::port::native_caller() == nullptr) {
    weft_enter_vm_soon();
  } else {
    MP_THREAD_GIL_ENTER();
  }
}
#endif

#endif  // __unix__
