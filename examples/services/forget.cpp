// SPDX-License-Identifier: MIT
// A request that nobody waits for, from a pool to which it returns by itself; and a function on a
// task of its own.
#include <cstdio>

#include "host.h"
#include "weft/service/pool.h"

struct Log : weft::Call<Log, void> {
  static constexpr weft::EventId kEvent{"log"};
  const char* line = nullptr;
};

class Logger : public weft::Service {
 public:
  Logger() : Service(kTable) {}

 private:
  void log(Log& call) {
    std::printf("log: %s\n", call.line);
    call.resolve();
  }

  static const weft::Handler kHandlers[];
  static const weft::ServiceTable kTable;
};
constexpr weft::Handler Logger::kHandlers[] = {weft::on<&Logger::log>};
constexpr weft::ServiceTable Logger::kTable{"logger", Logger::kHandlers};

struct Sum : weft::Call<Sum, int> {
  static constexpr weft::EventId kEvent{"sum"};
  int upto = 0;
};

void add_up(Sum& sum) {
  int total = 0;
  for (int number = 1; number <= sum.upto; number++) total += number;
  sum.resolve(total);
}

int main() {
  set_up_host();
  static weft::Pool<Log, 3> logs;
  Logger logger;
  start(logger);
  for (const char* line : {"one", "two", "three"}) {
    if (Log* log = logs.take()) {
      log->line = line;
      logger.request(*log);
    }
  }
  stop(logger);  // in its turn: all three are written
  Sum sum;
  sum.upto = 100;
  weft::spawn<add_up>(sum, true);
  (void)sum.wait();
  std::printf("the sum is %d\n", sum.result());
}
