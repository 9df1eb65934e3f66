// SPDX-License-Identifier: MIT
#include "weft/sync/condition.h"

namespace weft {

bool Condition::leave(Ticket& ticket) {
  LockOut lock_out;
  if (ticket.queue != nullptr) ticket.queue->remove(ticket);
  return ticket.outcome != Outcome::kPending;
}

Outcome Condition::wait(Ticket& ticket, Micros deadline) {
  auto notified = [](WaitQueue& holder) {
    auto* at = reinterpret_cast<char*>(&holder) - offsetof(Ticket, holder);
    return reinterpret_cast<Ticket*>(at)->outcome != Outcome::kPending;
  };
  Outcome outcome = wait_unless(notified, ticket.holder, deadline);
  return leave(ticket) ? Outcome::kWoken : outcome;
}

}  // namespace weft
