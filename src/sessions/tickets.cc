// SPDX-License-Identifier: Apache-2.0
#include "sessions/tickets.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/random.h"

namespace callout::sessions {

namespace {

// One sentence for every cause, so that a code can't be probed.
auto refused() {
  return fail(Code::kDenied, "This link does not open the device's page any more: open it again from the console.");
}

/// RFC 7636: 43 characters are 32 bytes as base64url.
bool is_challenge(std::string_view text) {
  const auto bytes = from_base64url(text);
  return bytes && bytes->size() == sizeof(Sha256);
}

}  // namespace

Tickets::Tickets(Service& sessions, const Clock& clock, Log& log) : sessions_(sessions), clock_(clock), log_(log) {}

void Tickets::forget_old() {
  while (!order_.empty()) {
    const auto oldest = tickets_.find(order_.front());
    if (order_.size() <= kTicketCodes && clock_.steady() - oldest->second.made <= kUsedCodeMemory) break;
    tickets_.erase(oldest);
    order_.pop_front();
  }
}

Result<std::string> Tickets::authorize(const model::TechnicianId& technician, const model::SignInId& sign_in,
                                       std::string_view label, std::string_view challenge) {
  if (!is_challenge(challenge)) return refused();
  const auto session = sessions_.active_session_of(technician, label);
  if (!session) return refused();
  const std::string code = random_secret();
  std::scoped_lock lock(mutex_);
  const Steady now = clock_.steady();
  const auto open = std::ranges::count_if(tickets_, [&](const auto& entry) {
    const Ticket& ticket = entry.second;
    return ticket.session == *session && ticket.state == Ticket::State::kFresh &&
           now - ticket.made < limits::kTicketCodeTime;
  });
  if (static_cast<std::size_t>(open) >= kTicketCodesPerSession)
    return fail(Code::kExhausted, "The page was opened too often: wait {} s.", 30);
  const std::string hash = hash_of_secret(code);
  tickets_.emplace(hash,
                   Ticket{std::string(label), *session, sign_in, std::string(challenge), now, Ticket::State::kFresh});
  order_.push_back(hash);
  forget_old();
  return code;
}

std::optional<Tickets::Ticket> Tickets::take(std::string_view code, const Proof* proof) {
  model::SessionId reused;
  {
    std::scoped_lock lock(mutex_);
    forget_old();
    const auto found = tickets_.find(hash_of_secret(code));
    if (found == tickets_.end()) return std::nullopt;
    Ticket& ticket = found->second;
    if (ticket.state != Ticket::State::kUsed) {
      const bool good = proof != nullptr && ticket.state == Ticket::State::kFresh &&
                        clock_.steady() - ticket.made < limits::kTicketCodeTime && ticket.label == proof->label &&
                        equal_secrets(base64url(sha256(proof->verifier)), ticket.challenge);
      ticket.state = good ? Ticket::State::kUsed : Ticket::State::kSpent;
      return good ? std::optional(ticket) : std::nullopt;
    }
    reused = ticket.session;
  }
  log_.warn("a ticket was used twice: its session ends", {{"session", reused.str()}});
  sessions_.ticket_reused(reused);
  return std::nullopt;
}

Result<std::string> Tickets::redeem(std::string_view label, std::string_view code, std::string_view verifier) {
  const Proof proof{label, verifier};
  const auto ticket = take(code, &proof);
  if (!ticket) return refused();
  std::string secret = random_secret();
  if (auto added = sessions_.add_cookie(ticket->session, ticket->sign_in, secret); !added) return fail(added);
  return secret;
}

void Tickets::redeem_nothing(std::string_view code) {
  (void)take(code, nullptr);
}

}  // namespace callout::sessions
