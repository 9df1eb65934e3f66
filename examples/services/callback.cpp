// SPDX-License-Identifier: MIT
// A request with a callback, which sends it again. The context travels along.
#include <cstdio>

#include "host.h"
#include "weft/sync/event.h"

struct Double : weft::Call<Double, int> {
  static constexpr weft::EventId kEvent{"double"};
  int number = 0;
};

class Doubler : public weft::Service {
 public:
  Doubler() : Service(kTable) {}

 private:
  void twice(Double& call) { call.resolve(2 * call.number); }

  static const weft::Handler kHandlers[];
  static const weft::ServiceTable kTable;
};
constexpr weft::Handler Doubler::kHandlers[] = {weft::on<&Doubler::twice>};
constexpr weft::ServiceTable Doubler::kTable{"doubler", Doubler::kHandlers};

struct Growth {
  Doubler doubler;
  Double call;
  weft::Event enough;
};

void answered(weft::Future& future) {
  auto& growth = *reinterpret_cast<Growth*>(future.context());
  int result = growth.call.result();
  std::printf("doubled: %d\n", result);
  if (result < 100) {
    growth.call.number = result;
    growth.doubler.request(growth.call);
  } else {
    growth.enough.set();
  }
}

int main() {
  set_up_host();
  Growth growth;
  start(growth.doubler);
  growth.call.number = 7;
  growth.call.set_context(reinterpret_cast<uintptr_t>(&growth));
  growth.call.then(&answered);
  growth.doubler.request(growth.call);
  (void)growth.enough.wait();
  stop(growth.doubler);
}
