// SPDX-License-Identifier: MIT
// A request with an argument, and its answer awaited.
#include <cstdio>

#include "host.h"

struct Square : weft::Call<Square, int> {
  static constexpr weft::EventId kEvent{"square"};
  int number = 0;
};

class Calculator : public weft::Service {
 public:
  Calculator() : Service(kTable) {}

 private:
  void square(Square& call) {
    if (call.number > 1000) {
      call.reject(34);  // ERANGE
    } else {
      call.resolve(call.number * call.number);
    }
  }

  static const weft::Handler kHandlers[];
  static const weft::ServiceTable kTable;
};
constexpr weft::Handler Calculator::kHandlers[] = {weft::on<&Calculator::square>};
constexpr weft::ServiceTable Calculator::kTable{"calculator", Calculator::kHandlers};

int main() {
  set_up_host();
  Calculator calculator;
  start(calculator);
  Square square;
  for (int number : {3, 12, 5000}) {
    square.number = number;
    calculator.request(square);
    (void)square.wait();
    if (square.resolved()) {
      std::printf("the square of %d is %d\n", number, square.result());
    } else {
      std::printf("the square of %d: error %d\n", number, square.error());
    }
  }
  stop(calculator);
}
