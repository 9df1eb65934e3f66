// SPDX-License-Identifier: MIT
// What the interpreter needs under AddressSanitizer: its options, and a collected heap whose free
// blocks are poison. So a use of memory that was collected, because a root was missed, is reported
// where it happens, and so is a write past the end of an object.
#if defined(__SANITIZE_ADDRESS__)

#include <dirent.h>
#include <sanitizer/asan_interface.h>
#include <unistd.h>

#include "binding.h"
#include "vm/native_threads.h"
#include "wrapped.h"

namespace {

// Without a GIL another thread may allocate what was freed, before it is poisoned.
class HeapLock {
 public:
  HeapLock() { weft::port::begin_switch(); }
  ~HeapLock() { weft::port::end_switch(); }
};

}  // namespace

// As a collection ends. With the heap locked, where there is no GIL.
void weft_poison_free_blocks() {
  const mp_state_mem_area_t& area = MP_STATE_MEM(area);
  size_t blocks = (area.gc_pool_end - area.gc_pool_start) / MICROPY_BYTES_PER_GC_BLOCK;
  size_t first_free = 0;
  for (size_t i = 0; i <= blocks; i++) {
    bool is_free = i < blocks && ((area.gc_alloc_table_start[i / 4] >> (i % 4 * 2)) & 3) == 0;
    if (is_free) continue;
    if (first_free < i) {
      __asan_poison_memory_region(area.gc_pool_start + first_free * MICROPY_BYTES_PER_GC_BLOCK,
                                  (i - first_free) * MICROPY_BYTES_PER_GC_BLOCK);
    }
    first_free = i + 1;
  }
}

extern "C" {

// The collector does not know whose memory is whose, so LeakSanitizer cannot. Frames are moved
// (see stack_pool.cpp), so they must be where the stack is.
const char* __asan_default_options() {
  return "detect_leaks=0:detect_stack_use_after_return=0:abort_on_error=0";
}

const char* __ubsan_default_options() { return "print_stacktrace=1"; }

WEFT_WRAPS(gc_alloc);
void* __real_gc_alloc(size_t bytes, unsigned int flags);
void* __wrap_gc_alloc(size_t bytes, unsigned int flags) {
  HeapLock lock;
  void* block = __real_gc_alloc(bytes, flags);
  if (block != nullptr) __asan_unpoison_memory_region(block, bytes);
  return block;
}

WEFT_WRAPS(gc_realloc);
void* __real_gc_realloc(void* old, size_t bytes, bool allow_move);
void* __wrap_gc_realloc(void* old, size_t bytes, bool allow_move) {
  HeapLock lock;
  size_t old_bytes = gc_nbytes(old);
  void* block = __real_gc_realloc(old, bytes, allow_move);
  if (block == nullptr && bytes != 0) return nullptr;
  __asan_poison_memory_region(old, old_bytes);
  if (block != nullptr) __asan_unpoison_memory_region(block, bytes);
  return block;
}

WEFT_WRAPS(gc_free);
void __real_gc_free(void* block);
void __wrap_gc_free(void* block) {
  HeapLock lock;
  size_t bytes = gc_nbytes(block);
  __real_gc_free(block);
  // Nothing is freed while the collector is locked.
  if (gc_nbytes(block) == 0) __asan_poison_memory_region(block, bytes);
}

// For the collector itself, which is compiled without the sanitizer: no checks.
__attribute__((no_sanitize("address"), optimize("no-tree-loop-distribute-patterns"))) void*
weft_plain_memcpy(void* to, const void* from, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) static_cast<char*>(to)[i] = static_cast<const char*>(from)[i];
  return to;
}

__attribute__((no_sanitize("address"), optimize("no-tree-loop-distribute-patterns"))) void*
weft_plain_memset(void* to, int value, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) static_cast<char*>(to)[i] = static_cast<char>(value);
  return to;
}

}  // extern "C"

// In a build with assertions MicroPython frees the heap next, which those that it has just
// cancelled may be at still.
void weft_await_cancelled() {
  constexpr int kLeft = 2;  // the main thread and the ticker
  for (int tries = 0; tries < 1000; tries++) {
    int threads = -2;  // . and ..
    DIR* tasks = opendir("/proc/self/task");
    if (tasks == nullptr) return;
    while (readdir(tasks) != nullptr) threads++;
    closedir(tasks);
    if (threads <= kLeft) return;
    usleep(1000);
  }
}

#endif  // __SANITIZE_ADDRESS__

#if defined(__SANITIZE_THREAD__)

#include <dlfcn.h>
#include <semaphore.h>
#include <signal.h>

namespace {

// The C library's own, past the sanitizer's.
template <typename Function>
Function* c_library(const char* name) {
  return reinterpret_cast<Function*>(dlsym(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), name));
}

decltype(&sem_post) post = nullptr;

}  // namespace

extern "C" {

// For MicroPython's signal to a thread to show the collector its stack (races.mk). The handler is
// called where the signal finds the thread, and calls nothing of the sanitizer's, which may be what
// was interrupted.
int weft_sigaction(int number, const struct sigaction* wanted, struct sigaction* old) {
  post = c_library<decltype(sem_post)>("sem_post");
  return c_library<decltype(sigaction)>("sigaction")(number, wanted, old);
}

[[gnu::no_sanitize_thread]] int weft_sem_post(sem_t* semaphore) { return post(semaphore); }

}  // extern "C"

#endif
