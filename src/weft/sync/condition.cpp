#include "weft/sync/condition.h"

namespace weft {

Outcome Condition::wait(Ticket& ticket, Micros deadline) {
  auto notified = [](WaitQueue& holder) {
    auto* at = reinterpret_cast<char*>(&holder) - offsetof(Ticket, holder);
    return reinterpret_cast<Ticket*>(at)->outcome != Outcome::kPending;
  };
  Outcome outcome = wait_unless(notified, ticket.holder, deadline);
  return leave(ticket) ? Outcome::kWoken : outcome;
}

}  // namespace weft
