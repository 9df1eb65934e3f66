// SPDX-License-Identifier: MIT
// A bare switch between two contexts, ours and Boost.Context's, in one binary.
#include <benchmark/benchmark.h>

#include <boost/context/detail/fcontext.hpp>
#include <cstdlib>
#include <memory>

#include "weft/context/context.h"

namespace {

constexpr size_t kStackBytes = 64 * 1024;

struct Free {
  void operator()(char* p) const { free(p); }
};
using Stack = std::unique_ptr<char, Free>;
Stack make_stack() { return Stack(static_cast<char*>(aligned_alloc(16, kStackBytes))); }

struct Pair {
  void* main = nullptr;
  void* other = nullptr;
};

// Each iteration is two switches: there and back.
void BM_WeftContextSwitch(benchmark::State& state) {
  Stack stack = make_stack();
  Pair pair;
  pair.other = weft::weft_context_prepare(
      stack.get() + kStackBytes,
      [](void* argument) {
        auto* pair = static_cast<Pair*>(argument);
        for (;;) weft::weft_context_switch(&pair->other, pair->main);
      },
      &pair);
  for (auto _ : state) weft::weft_context_switch(&pair.main, pair.other);
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(BM_WeftContextSwitch);

namespace fcontext = boost::context::detail;

void BM_BoostJumpFcontext(benchmark::State& state) {
  Stack stack = make_stack();
  fcontext::fcontext_t other = fcontext::make_fcontext(
      stack.get() + kStackBytes, kStackBytes, [](fcontext::transfer_t from) {
        for (;;) from = fcontext::jump_fcontext(from.fctx, nullptr);
      });
  for (auto _ : state) other = fcontext::jump_fcontext(other, nullptr).fctx;
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(BM_BoostJumpFcontext);

}  // namespace
