// SPDX-License-Identifier: MIT
#include "fibers/checks.h"

#if WEFT_CHECKS

#include <stdio.h>
#include <string.h>

#include <new>

#include "vm/hooks.h"
#include "vm/native_threads.h"

extern "C" {
#include "py/bc.h"
}

using weft::scheduler;
namespace checks = weft::checks;

namespace {

// --- exceptions and whom they are for ---

struct Meant {
  mp_obj_t exception;
  const void* whom;
};
constexpr size_t kMeant = 64;  // the last so many
Meant meant[kMeant];
size_t next_meant = 0;

// The step that a fiber runs, else the fiber; nullptr is the main thread.
const void* whom(FiberObject* fiber) {
  if (fiber == nullptr) return nullptr;
  return fiber->step != nullptr ? static_cast<const void*>(fiber->step) : fiber;
}

// --- what the collector has freed ---

constexpr char kPoison = 0x5a;

size_t kind_of_block(size_t block) {
  return (MP_STATE_MEM(area).gc_alloc_table_start[block / 4] >> (block % 4 * 2)) & 3;
}

bool alive(const void* object) {
  const mp_state_mem_area_t& area = MP_STATE_MEM(area);
  auto* at = static_cast<const byte*>(object);
  if (at < area.gc_pool_start || at >= area.gc_pool_end) return true;
  constexpr size_t kFree = 0;
  return kind_of_block((at - area.gc_pool_start) / MICROPY_BYTES_PER_GC_BLOCK) != kFree;
}

// What is used though it was freed is used with this in it.
void poison_free_blocks() {
#if !defined(__SANITIZE_ADDRESS__)  // see sanitizers.cpp
  const mp_state_mem_area_t& area = MP_STATE_MEM(area);
  size_t blocks = (area.gc_pool_end - area.gc_pool_start) / MICROPY_BYTES_PER_GC_BLOCK;
  for (size_t i = 0; i < blocks; i++) {
    if (kind_of_block(i) != 0) continue;
    memset(area.gc_pool_start + i * MICROPY_BYTES_PER_GC_BLOCK, kPoison,
           MICROPY_BYTES_PER_GC_BLOCK);
  }
#endif
}

[[gnu::noinline]] void suspend_deeper() {
  char frame[8192];
  asm volatile("" : : "r"(frame) : "memory");  // it is in use
  scheduler.suspend();
  asm volatile("" : : "r"(frame) : "memory");
}

checks::Held* first_held = nullptr;

void check_held() {
  for (checks::Held* it = first_held; it != nullptr; it = it->next) {
    if (alive(*it->variable)) continue;
    char sentence[100];
    snprintf(sentence, sizeof(sentence), "the collector freed what %s holds", it->name);
    checks::fail(sentence);
  }
}

void check_fibers() {
  weft::LockOut lock_out;
  FiberObject* previous = nullptr;
  for (FiberObject* it = weft_live_fibers(); it != nullptr; previous = it, it = it->next) {
    if (!alive(it)) checks::fail("the collector freed a live fiber");
    if (it->previous != previous) checks::fail("the links of the live fibers do not match");
    if (it->fiber.queue != nullptr && !alive(it->fiber.queue)) {
      checks::fail("the collector freed what a fiber waits for");
    }
    const mp_obj_t objects[] = {it->thread, it->locals, it->task, it->passed, it->result};
    for (mp_obj_t object : objects) {
      if (mp_obj_is_obj(object) && !alive(MP_OBJ_TO_PTR(object))) {
        checks::fail("the collector freed an object of a live fiber");
      }
    }
  }
}

void check_after_collection() {
  weft::port::begin_switch();  // no other thread allocates
  poison_free_blocks();
  weft::port::end_switch();
  check_held();
  check_fibers();
  scheduler.check_lists(&alive);
}

}  // namespace

namespace weft::checks {

void meant_for(FiberObject* fiber, mp_obj_t exception) {
  meant[next_meant++ % kMeant] = Meant{exception, whom(fiber)};
}

void raised_here() {
  // Another OS thread may just put it there.
  mp_obj_t exception = __atomic_load_n(&MP_STATE_THREAD(mp_pending_exception), __ATOMIC_RELAXED);
  if (exception == MP_OBJ_NULL || port::native_caller() != nullptr) return;
  const void* here = whom(weft_current_fiber());
  bool noted = false;
  for (const Meant& it : meant) {
    if (it.exception != exception) continue;
    if (it.whom == here) return;
    noted = true;
  }
  if (noted) fail("an exception is raised where it was not meant to be");
}

Held::Held(const char* name, const void* const* variable)
    : name(name), variable(variable), next(first_held) {
  first_held = this;
}

}  // namespace weft::checks

extern "C" {

void __real_gc_collect(void);
void __wrap_gc_collect(void) {
  __real_gc_collect();
  check_after_collection();
}

#define WEFT_CHECK_ALLOCATION(name, parameters, ...) \
  void* __real_##name parameters;                    \
  void* __wrap_##name parameters {                   \
    checks::may("allocates");                        \
    return __real_##name(__VA_ARGS__);               \
  }
WEFT_CHECK_ALLOCATION(m_malloc, (size_t bytes), bytes)
WEFT_CHECK_ALLOCATION(m_malloc_maybe, (size_t bytes), bytes)
WEFT_CHECK_ALLOCATION(m_malloc0, (size_t bytes), bytes)
WEFT_CHECK_ALLOCATION(m_malloc_with_finaliser, (size_t bytes), bytes)
#if MICROPY_MALLOC_USES_ALLOCATED_SIZE
WEFT_CHECK_ALLOCATION(m_realloc, (void* old, size_t was, size_t bytes), old, was, bytes)
WEFT_CHECK_ALLOCATION(m_realloc_maybe, (void* old, size_t was, size_t bytes, bool move), old, was,
                      bytes, move)
#else
WEFT_CHECK_ALLOCATION(m_realloc, (void* old, size_t bytes), old, bytes)
WEFT_CHECK_ALLOCATION(m_realloc_maybe, (void* old, size_t bytes, bool move), old, bytes, move)
#endif

mp_vm_return_kind_t __real_mp_execute_bytecode(mp_code_state_t* state, mp_obj_t inject);
mp_vm_return_kind_t __wrap_mp_execute_bytecode(mp_code_state_t* state, mp_obj_t inject) {
  checks::may("runs Python");
  return __real_mp_execute_bytecode(state, inject);
}

[[noreturn]] void __real_nlr_jump(void* value);
[[noreturn]] void __wrap_nlr_jump(void* value) {
  checks::may("raises");
  __real_nlr_jump(value);
}

static mp_obj_t held_for_test = mp_const_none;
WEFT_HELD(held_for_test);

// break_rule(n): breaks the n-th of the rules, so that a test can see that it is noticed.
mp_obj_t weft_break_rule(mp_obj_t number) {
  switch (mp_obj_get_int(number)) {
    case 0: {
      weft::LockOut lock_out;
      return mp_obj_new_list(0, nullptr);
    }
    case 1: {
      weft::Waiter* self = weft::Scheduler::prepare_wait();
      weft::Scheduler::begin_wait(*self, nullptr, weft::deadline_after(1000));
      weft::port::unlock();
      mp_call_function_0(weft_hook(WEFT_HOOK_DEADLOCK));
      return mp_const_none;
    }
    case 2: {
      weft::LockOut lock_out;
      nlr_raise(MP_OBJ_FROM_PTR(&mp_const_GeneratorExit_obj));
    }
    case 3: {  // a timer that nothing holds
      auto* waiter = new (m_malloc(sizeof(weft::Waiter))) weft::Waiter(weft::Waiter::Kind::kAlarm);
      scheduler.arm(*waiter, weft::deadline_after(100000000));
      gc_free(waiter);
      gc_collect();
      return mp_const_none;
    }
    case 4: {  // writes to the stack of another fiber while that is parked
      for (FiberObject* it = weft_live_fibers(); it != nullptr; it = it->next) {
        if (it == weft_current_fiber() || it->fiber.stack_pointer == nullptr) continue;
        void* frames = it->fiber.in_slot() ? it->fiber.stack_pointer : it->fiber.image;
        static_cast<char*>(frames)[it->fiber.live_bytes() / 2] ^= 1;
        break;
      }
      return mp_const_none;
    }
    case 5: {  // the main thread's exception, in this fiber
      mp_obj_t exception = mp_obj_new_exception(&mp_type_ValueError);
      checks::meant_for(nullptr, exception);
      MP_STATE_THREAD(mp_pending_exception) = exception;
      return mp_const_none;
    }
    case 6: {  // parks deeper than it has reserved
      if (!scheduler.reserve_stack()) return mp_const_none;
      suspend_deeper();
      return mp_const_none;
    }
    case 7:
      held_for_test = mp_obj_new_list(0, nullptr);
      gc_free(MP_OBJ_TO_PTR(held_for_test));
      gc_collect();
      return mp_const_none;
    default:
      mp_raise_ValueError(nullptr);
  }
}

}  // extern "C"

#endif  // WEFT_CHECKS
