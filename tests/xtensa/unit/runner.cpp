// SPDX-License-Identifier: MIT
// Runs the tests that gtest/gtest.h has collected, but for those of left_out.inc, which need
// threads of an operating system; and what they need of the C++ library that is not in its headers.
#include <gtest/gtest.h>
#include <stdint.h>
#include <time.h>

#include <cstring>
#include <new>
#include <random>

static const char* const left_out[] = {
#include "left_out.inc"
};

namespace testing {

std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}
std::vector<Parametrised>& parametrised() {
  static std::vector<Parametrised> all;
  return all;
}
bool add(const char* suite, const char* name, Test* (*make)(size_t), size_t parameter) {
  cases().push_back({std::string(suite) + "." + name, make, parameter});
  return true;
}
int& Failure::failures() {
  static int count = 0;
  return count;
}
bool& Failure::skipped() {
  static bool yes = false;
  return yes;
}

}  // namespace testing

int main() {
  using testing::Failure;
  unsigned ran = 0;
  unsigned left = 0;
  unsigned skipped = 0;
  for (const testing::Case& it : testing::cases()) {
    bool leave = false;
    for (const char* name : left_out) leave = leave || it.name == name;
    if (leave) {
      left++;
      continue;
    }
    Failure::skipped() = false;
    int before = Failure::failures();
    testing::Test* test = it.make(it.parameter);
    test->SetUp();
    test->TestBody();
    test->TearDown();
    delete test;
    if (Failure::failures() != before) printf("FAIL: %s\n", it.name.c_str());
    (Failure::skipped() ? skipped : ran)++;
  }
  printf("%u tests, %u left out, %u skipped, %d failures\n", ran, left, skipped,
         Failure::failures());
  return Failure::failures() != 0 || ran < 100;
}

void* operator new(size_t bytes) {
  void* memory = malloc(bytes);
  if (memory == nullptr) abort();
  return memory;
}
void operator delete(void* memory) noexcept { free(memory); }
void operator delete(void* memory, size_t) noexcept { free(memory); }

namespace std {
void __throw_length_error(const char*) { abort(); }
void __throw_logic_error(const char*) { abort(); }
void __throw_bad_function_call() { abort(); }
void __throw_bad_alloc() { abort(); }
void __throw_bad_array_new_length() { abort(); }
void __throw_out_of_range_fmt(const char*, ...) { abort(); }

// The clock's nanoseconds are random enough for a seed, which is printed.
void random_device::_M_init(const std::string&) {}
void random_device::_M_fini() {}
random_device::result_type random_device::_M_getval() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_nsec;
}
}  // namespace std
