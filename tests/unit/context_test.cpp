// SPDX-License-Identifier: MIT
#include "weft/context/context.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <memory>

namespace weft {
namespace {

// Under the address sanitizer a switch needs annotations that the stack pool makes: these tests
// switch by hand, so they are for the plain build. The pool's tests run in both.
#if !WEFT_TELL_ASAN

constexpr size_t kStackBytes = 64 * 1024;

struct Pair {
  void* main = nullptr;
  void* other = nullptr;
  int count = 0;
  bool aligned = false;
  double sum = 0;

  void to_other() { weft_context_switch(&main, other); }
  void to_main() { weft_context_switch(&other, main); }
};

class ContextTest : public testing::Test {
 protected:
  void prepare(ContextEntry entry) {
    size_t bytes = kStackBytes + kStackOverheadBytes;
    stack_.reset(static_cast<char*>(aligned_alloc(4096, bytes)));
    top_ = open_stack(stack_.get(), bytes);
    ASSERT_NE(top_, nullptr);
    pair_.other = weft_context_prepare(top_, entry, &pair_);
  }
  void TearDown() override {
    if (top_ != nullptr) close_stack(top_);
  }

  struct Free {
    void operator()(char* p) const { free(p); }
  };
  std::unique_ptr<char, Free> stack_;
  void* top_ = nullptr;
  Pair pair_;
};

TEST_F(ContextTest, FirstResumeCallsEntryWithItsArgument) {
  prepare([](void* argument) {
    auto* pair = static_cast<Pair*>(argument);
    pair->count = 1;
    for (;;) pair->to_main();
  });
  pair_.to_other();
  EXPECT_EQ(pair_.count, 1);
}

TEST_F(ContextTest, EntryFindsTheStackAlignedAsAfterACall) {
  prepare([](void* argument) {
    auto* pair = static_cast<Pair*>(argument);
    // The compiler lays this out relative to the alignment that the ABI promises at entry. It must
    // not know what is asked of the address.
    alignas(std::max_align_t) char local;
    auto address = reinterpret_cast<uintptr_t>(&local);
    asm volatile("" : "+r"(address));
    pair->aligned = address % alignof(std::max_align_t) == 0;
    for (;;) pair->to_main();
  });
  pair_.to_other();
  EXPECT_TRUE(pair_.aligned);
}

TEST_F(ContextTest, EachSwitchGoesOnWhereTheLastOneLeft) {
  prepare([](void* argument) {
    auto* pair = static_cast<Pair*>(argument);
    for (int i = 0;; i++) {
      pair->count = i;
      pair->to_main();
    }
  });
  for (int i = 0; i < 1000; i++) {
    pair_.to_other();
    ASSERT_EQ(pair_.count, i);
  }
}

TEST_F(ContextTest, FloatingPointValuesSurvive) {
  prepare([](void* argument) {
    auto* pair = static_cast<Pair*>(argument);
    double term = 1;
    for (;;) {
      pair->sum += term;
      term /= 2;
      pair->to_main();
    }
  });
  // Exact in a double, so that an i386 that computes in more bits comes to the same.
  double mine = 3.25;
  for (int i = 0; i < 45; i++) {
    pair_.to_other();
    mine = mine * 0.5 + 1;
  }
  EXPECT_NEAR(pair_.sum, 2.0, 1e-12);
  double expected = 3.25;
  for (int i = 0; i < 45; i++) expected = expected * 0.5 + 1;
  EXPECT_EQ(mine, expected);
}

int dive(Pair* pair, int depth) {
  volatile char frame[64] = {static_cast<char>(depth)};
  if (depth == 0) {
    pair->to_main();
    return frame[0];
  }
  return dive(pair, depth - 1) + 1 + (frame[0] - static_cast<char>(depth));
}

TEST_F(ContextTest, DeepStacksAreKept) {
  prepare([](void* argument) {
    auto* pair = static_cast<Pair*>(argument);
    pair->count = dive(pair, 300);
    for (;;) pair->to_main();
  });
  pair_.to_other();
  EXPECT_EQ(pair_.count, 0);
  pair_.to_other();
  EXPECT_EQ(pair_.count, 300);
}

// Looks as a collector does, which the address sanitizer must not mind.
__attribute__((no_sanitize("address"))) bool contains(const void* low, const void* high,
                                                      uintptr_t wanted) {
  for (auto* it = static_cast<const uintptr_t*>(low); it < high; it++) {
    if (*it == wanted) return true;
  }
  return false;
}

// Where a collector looks for what a suspended context refers to.
TEST_F(ContextTest, WhatIsSavedLiesBetweenTheStackPointerAndTheTop) {
  prepare([](void* argument) {
    auto* pair = static_cast<Pair*>(argument);
    // In a register that survives calls, if the compiler so likes, else on the stack.
    uintptr_t secret = 0x5EC2E7u + pair->count;
    asm volatile("" : "+r"(secret));
    for (;;) {
      pair->to_main();
      asm volatile("" : "+r"(secret));
    }
  });
  pair_.count = 1;
  pair_.to_other();
  EXPECT_TRUE(contains(pair_.other, top_, 0x5EC2E8u));
}

TEST_F(ContextTest, AStackServesOneContextAfterAnother) {
  for (int i = 1; i <= 3; i++) {
    auto entry = [](void* argument) {
      auto* pair = static_cast<Pair*>(argument);
      pair->count++;
      pair->to_main();
      pair->count = -1;
    };
    if (i == 1) {
      prepare(entry);
    } else {
      pair_.other = weft_context_prepare(top_, entry, &pair_);  // the last one is dropped
    }
    pair_.to_other();
    EXPECT_EQ(pair_.count, i);
  }
}

#endif  // !WEFT_TELL_ASAN

}  // namespace
}  // namespace weft
