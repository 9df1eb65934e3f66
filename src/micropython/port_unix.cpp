// The port (weft/port.h) on MicroPython's unix port: clock, stacks by mmap, native threads by
// semaphores, and wake-ups by eventfd.
#if defined(__unix__)

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

#include "control.h"
#include "loop.h"

#if WEFT_CARRIER
#include "weft/context/os_thread.h"

extern "C" {
#include "shared/runtime/gchelper.h"
}
#endif

namespace {

using weft::Micros;
using weft::Outcome;
using weft::scheduler;

// How the hub's OS thread is blocked, and how others end that. Guarded by the lock-out; signal
// handlers do without.
std::atomic<bool> hub_blocked = false;
std::atomic<bool> hub_woken = false;
bool hub_spins = false;                  // else it sleeps, and wake_fd is what it looks at
std::atomic<bool> wake_written = false;  // to wake_fd
int wake_fd = -1;

// When the hub woke a native thread last.
Micros native_woken_at = 0;

// Native threads alive, started through _thread, and those of them that only somebody else's wake
// can get going again. Guarded by the lock-out.
size_t native_threads = 0;
size_t native_threads_blocked = 0;

// While exploring schedules: see weft_set_virtual_time().
bool virtual_time = false;
Micros virtual_now = 0;

struct NativeWaiter {
  constexpr NativeWaiter() : waiter(weft::Waiter::Kind::kNative, 0) {}

  weft::Waiter waiter;
  mp_state_thread_t* vm_state = nullptr;
  bool waiting = false;
  bool posted = false;   // the semaphore was given, and not yet taken
  bool counted = false;  // among native_threads_blocked
  mp_obj_t waits_for = MP_OBJ_NULL;
  sem_t semaphore = {};
  mp_obj_t locals = MP_OBJ_NULL;
  mp_obj_t thread = MP_OBJ_NULL;  // the weft.NativeThread, if it is one
  NativeWaiter* next = nullptr;
};

enum class Role : uint8_t { kUnknown, kHub, kNative };
constinit thread_local Role role = Role::kUnknown;
constinit thread_local NativeWaiter own_waiter;
NativeWaiter* native_waiters = nullptr;  // those registered, for the collector

Micros clock_us() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Micros>(now.tv_sec) * 1000000 + now.tv_nsec / 1000;
}

timespec to_timespec(Micros micros) {
  return {static_cast<time_t>(micros / 1000000), static_cast<long>(micros % 1000000) * 1000};
}

[[gnu::noinline]] void learn_role() {
  // The hub's OS thread comes here before its first fiber runs, so it still has the hub's state.
  if (mp_thread_get_state() == &mp_state_ctx.thread) {
    role = Role::kHub;
    return;
  }
  role = Role::kNative;
  own_waiter.waiter.agent = weft_new_ident();  // not its address, which the next thread may have
  own_waiter.vm_state = mp_thread_get_state();
  sem_init(&own_waiter.semaphore, 0, 0);
  weft::LockOut lock_out;
  own_waiter.next = native_waiters;
  native_waiters = &own_waiter;
}

void forget_native_waiter() {
  if (role != Role::kNative) return;
  weft::LockOut lock_out;
  NativeWaiter** link = &native_waiters;
  while (*link != &own_waiter) link = &(*link)->next;
  *link = own_waiter.next;
  sem_destroy(&own_waiter.semaphore);
  own_waiter.thread = MP_OBJ_NULL;
  role = Role::kUnknown;
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

// Two OS threads that work for each other answer sooner than the system puts one to sleep and wakes
// it again. So each looks for the other's answer that long before it sleeps.
constexpr Micros kSpin = 20;

template <typename Done>
bool spin_for(Done done) {
  for (Micros end = clock_us() + kSpin; clock_us() < end;) {
    if (done()) return true;
  }
  return done();
}

// Takes the GIL, if there is one, from somebody who is about to give it up.
void enter_vm_soon() {
#if MICROPY_PY_THREAD && MICROPY_PY_THREAD_GIL
  if (spin_for([] { return mp_thread_mutex_lock(&MP_STATE_VM(gil_mutex), 0) == 1; })) return;
#endif
  MP_THREAD_GIL_ENTER();
}

// In this order: if the hub looks in between, it wakes once for nothing, and then knows.
void write_wake() {
  uint64_t one = 1;
  if (write(wake_fd, &one, sizeof(one)) < 0) {
    // The counter cannot be full.
  }
  wake_written = true;
}

// The ticker: an OS thread that calls weft_tick() every `interval` while the VM is busy, and sleeps
// while it is not, or while nobody waits for the fiber that runs. It never touches the VM.
struct Ticker {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t go_on;
  Micros interval = 0;
  bool started = false;
  bool asleep = false;
  bool nobody_waits = false;
};
Ticker ticker;

void* run_ticker(void*) {
  pthread_mutex_lock(&ticker.mutex);
  for (;;) {
    while (ticker.interval == 0 || hub_blocked || ticker.nobody_waits) {
      ticker.asleep = true;
      pthread_cond_wait(&ticker.go_on, &ticker.mutex);
    }
    ticker.asleep = false;
    timespec until = to_timespec(clock_us() + ticker.interval);
    while (pthread_cond_timedwait(&ticker.go_on, &ticker.mutex, &until) == 0) {
    }
    if (ticker.interval != 0 && !hub_blocked) weft_tick();
  }
  return nullptr;
}

// The VM is busy again, or the interval is another.
void wake_ticker() {
  if (!ticker.asleep || ticker.interval == 0) return;
  pthread_mutex_lock(&ticker.mutex);
  ticker.nobody_waits = false;
  pthread_cond_signal(&ticker.go_on);
  pthread_mutex_unlock(&ticker.mutex);
}

void end_block() {
  uint64_t count;
  if (wake_written.exchange(false) && read(wake_fd, &count, sizeof(count)) < 0) {
    // EAGAIN: it was read before. There is no other way for it to fail.
  }
  hub_woken = false;
  hub_blocked = false;
  wake_ticker();
}

bool callback_pending() { return MP_STATE_VM(sched_state) == MP_SCHED_PENDING; }

// Runs scheduled callbacks on the hub. An exception, Ctrl-C's above all, stays pending: the core
// has no place to raise it, its caller does.
void run_callbacks() {
  nlr_buf_t nlr;
  if (nlr_push(&nlr) == 0) {
    mp_handle_pending(true);
    nlr_pop();
  } else {
    weft_hub_vm_state().mp_pending_exception = MP_OBJ_FROM_PTR(nlr.ret_val);
  }
}

}  // namespace

namespace weft::port {

Micros now_us() {
  if (virtual_time) return ++virtual_now;
  return clock_us();
}

#if WEFT_CARRIER
void enter_carrier() { role = Role::kHub; }
#endif

void request_run() {
  if (ticker.nobody_waits) wake_ticker();
  if (!hub_blocked || hub_woken) return;
  hub_woken = true;
  if (!hub_spins) write_wake();
}

Waiter* native_caller() {
  if (role == Role::kHub) [[likely]]
    return nullptr;
  if (role == Role::kUnknown) learn_role();
  return role == Role::kNative ? &own_waiter.waiter : nullptr;
}

static void count_as_blocked(NativeWaiter& self) {
  LockOut lock_out;
  if (self.posted) return;
  self.counted = true;
  // If nobody is left the hub must look at that.
  if (++native_threads_blocked == native_threads) request_run();
}

void block_native(Waiter& waiter, Micros deadline) {
  auto& self = *reinterpret_cast<NativeWaiter*>(&waiter);
  {
    LockOut lock_out;
    self.waiting = true;
    if (self.vm_state->mp_pending_exception != MP_OBJ_NULL) {
      scheduler.wake(waiter, Outcome::kInterrupted);
    }
  }
  MP_THREAD_GIL_EXIT();
  int result = spin_for([&] { return sem_trywait(&self.semaphore) == 0; }) ? 0 : -1;
  if (result != 0) {
    if (deadline == kForever) {
      enter_vm_soon();
      count_as_blocked(self);
      MP_THREAD_GIL_EXIT();
    }
    timespec until = to_timespec(deadline);
    do {
      result = deadline == kForever ? sem_wait(&self.semaphore)
                                    : sem_clockwait(&self.semaphore, CLOCK_MONOTONIC, &until);
    } while (result != 0 && errno == EINTR);
  }
  enter_vm_soon();
  {
    LockOut lock_out;
    self.waiting = false;
    if (result != 0) scheduler.wake(waiter, Outcome::kTimedOut);
  }
  // Whoever woke it, ourselves included, gave the semaphore exactly once.
  while (result != 0) result = sem_wait(&self.semaphore);
  self.posted = false;
}

void wake_native(Waiter& waiter) {
  auto& native = *reinterpret_cast<NativeWaiter*>(&waiter);
  native.posted = true;
  if (native.counted) native_threads_blocked--;
  native.counted = false;
  sem_post(&native.semaphore);
  if (role == Role::kHub) native_woken_at = clock_us();
}

void nobody_waits() { ticker.nobody_waits = true; }

void idle(Micros deadline) {
  if (virtual_time) {
    if (deadline != kForever && deadline > virtual_now) virtual_now = deadline;
    return;
  }
  if (!weft_block_hub()) {
    run_callbacks();
    return;
  }
  pollfd wake = {wake_fd, POLLIN, 0};
  Micros now = now_us();
  timespec left = to_timespec(deadline > now ? deadline - now : 0);
  MP_THREAD_GIL_EXIT();
  ppoll(&wake, 1, deadline == kForever ? nullptr : &left, nullptr);
  enter_vm_soon();
  weft_unblock_hub();
  run_callbacks();
}

bool outside_wake_possible() {
  LockOut lock_out;
  // A native thread may have woken somebody since the caller looked, before it blocked itself.
  return native_threads != native_threads_blocked || callback_pending() || scheduler.has_ready() ||
         scheduler.has_due();
}

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
void lock() { pthread_mutex_lock(&core_mutex); }
void unlock() { pthread_mutex_unlock(&core_mutex); }
void begin_switch() { mp_thread_recursive_mutex_lock(&MP_STATE_MEM(gc_mutex), 1); }
void end_switch() { mp_thread_recursive_mutex_unlock(&MP_STATE_MEM(gc_mutex)); }
#endif

}  // namespace weft::port

bool weft_block_hub() {
  {
    weft::LockOut lock_out;
    if (wake_fd < 0) wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    hub_blocked = true;  // first, so that a signal from here on wakes it
    if (scheduler.has_ready() || scheduler.has_due() || callback_pending() ||
        weft::port::hub_needs_attention()) {
      end_block();
      return false;
    }
    // One that was woken just now may be done as soon.
    if (clock_us() - native_woken_at >= kSpin) return true;
    hub_spins = true;
  }
  MP_THREAD_GIL_EXIT();
  (void)spin_for([] { return hub_woken.load(); });
  enter_vm_soon();
  weft::LockOut lock_out;
  hub_spins = false;
  if (!hub_woken) return true;
  end_block();
  return false;
}

void weft_unblock_hub() {
  weft::LockOut lock_out;
  end_block();
}

void weft_wake_hub(void) {
  if (!hub_blocked) return;
  hub_woken = true;
  write_wake();
}

void weft_collect_running_carrier() {
#if WEFT_CARRIER
  if (scheduler.on_hub() || weft::port::native_caller() == nullptr) return;
  static bool opened = false;
  if (!opened) open_shown();
  opened = true;
  pthread_kill(weft::carrier_of(scheduler.current().slot->top).handle(), show_signal());
  while (sem_wait(&shown) != 0) {
  }
#endif
}

void weft_collect_native_waiters() {
  for (NativeWaiter* it = native_waiters; it != nullptr; it = it->next) {
    gc_collect_root(reinterpret_cast<void**>(&it->waiter.value), 1);
    gc_collect_root(&it->waits_for, 1);
    gc_collect_root(&it->locals, 1);
    gc_collect_root(&it->thread, 1);
  }
}

bool weft_interrupt_native(mp_uint_t ident, mp_obj_t exception) {
  for (NativeWaiter* it = native_waiters; it != nullptr; it = it->next) {
    if (it->waiter.agent != ident) continue;
    it->vm_state->mp_pending_exception = exception;
    if (it->waiting) scheduler.wake(it->waiter, Outcome::kInterrupted);
    return true;
  }
  return false;
}

void weft_set_virtual_time(bool on) {
  virtual_now = weft::port::now_us();
  virtual_time = on;
}

void weft_set_ticks(Micros interval) {
  pthread_mutex_lock(&ticker.mutex);
  ticker.interval = interval;
  ticker.nobody_waits = false;
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

void weft_note_native_wait(mp_obj_t object) { own_waiter.waits_for = object; }

void weft_list_native_waits(mp_obj_t list) {
  for (NativeWaiter* it = native_waiters; it != nullptr; it = it->next) {
    bool parked = it->waiter.queue != nullptr;
    mp_obj_t agent = mp_obj_new_int_from_uint(it->waiter.agent);
    mp_obj_t row[5] = {
        agent, parked && it->waits_for != MP_OBJ_NULL ? it->waits_for : mp_const_none,
        MP_OBJ_NEW_QSTR(parked ? MP_QSTR_parked : MP_QSTR_running), MP_OBJ_NEW_SMALL_INT(0), agent};
    mp_obj_list_append(list, mp_obj_new_tuple(5, row));
  }
}

mp_obj_t* weft_native_thread() {
  return weft::port::native_caller() != nullptr ? &own_waiter.thread : nullptr;
}

void weft_list_native_threads(mp_obj_t list) {
  weft::LockOut lock_out;
  for (NativeWaiter* it = native_waiters; it != nullptr; it = it->next) {
    if (it->thread != MP_OBJ_NULL) mp_obj_list_append(list, it->thread);
  }
}

mp_obj_t* weft_native_locals() {
  return weft::port::native_caller() != nullptr ? &own_waiter.locals : nullptr;
}

extern "C" {

mp_uint_t weft_wake_ioctl(mp_obj_t, mp_uint_t request, uintptr_t, int* error) {
  if (request == MP_STREAM_GET_FILENO) {
    if (wake_fd < 0) wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return wake_fd;
  }
  *error = MP_EINVAL;
  return MP_STREAM_ERROR;
}

#if MICROPY_PY_THREAD
// Native threads are counted, so that a deadlock is not reported while one could still wake us.
mp_uint_t __real_mp_thread_create(void* (*entry)(void*), void* arg, size_t* stack_size);
mp_uint_t __wrap_mp_thread_create(void* (*entry)(void*), void* arg, size_t* stack_size) {
  mp_uint_t id = __real_mp_thread_create(entry, arg, stack_size);
  weft::LockOut lock_out;
  native_threads++;
  return id;
}

void __real_mp_thread_finish(void);
void __wrap_mp_thread_finish(void) {
  forget_native_waiter();
  {
    weft::LockOut lock_out;
    native_threads--;
    weft::port::request_run();  // the hub must look again whether anything can still wake it
  }
  __real_mp_thread_finish();
}
#endif

}  // extern "C"

#endif  // __unix__
