// SPDX-License-Identifier: Apache-2.0
#include "identity/client_sign_ins.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/random.h"

namespace callout::identity {

ClientSignIns::ClientSignIns(SignIns& sign_ins, const Clock& clock, Log& log)
    : sign_ins_(sign_ins), clock_(clock), log_(log) {}

void ClientSignIns::forget_old() {
  while (!order_.empty()) {
    const auto oldest = tickets_.find(order_.front());
    if (order_.size() <= kClientCodes && clock_.steady() - oldest->second.made <= kUsedClientCodeMemory) break;
    tickets_.erase(oldest);
    order_.pop_front();
  }
}

Result<std::string> ClientSignIns::authorize(const SignedIn& who, std::string_view challenge, std::string_view name) {
  if (const auto bytes = from_base64url(challenge); !bytes || bytes->size() != sizeof(Sha256)) {
    return fail(Code::kInvalid, "The challenge is the base64url SHA-256 of the verifier: 43 characters.");
  }
  const std::string code = random_secret();
  std::scoped_lock lock(mutex_);
  const Steady now = clock_.steady();
  const auto open = std::ranges::count_if(tickets_, [&](const auto& entry) {
    const Ticket& ticket = entry.second;
    return ticket.browser.technician.id == who.technician.id && ticket.state == Ticket::State::kFresh &&
           now - ticket.made < kClientCodeTime;
  });
  if (static_cast<std::size_t>(open) >= kClientCodesPerTechnician)
    return fail(Code::kExhausted, "Too many sign-ins of the command line are open: wait a minute.");
  const std::string hash = hash_of_secret(code);
  tickets_.emplace(hash,
                   Ticket{.browser = who, .challenge = std::string(challenge), .name = std::string(name), .made = now});
  order_.push_back(hash);
  forget_old();
  return code;
}

std::string_view ClientSignIns::spend(Ticket& ticket, std::string_view verifier) const {
  ticket.state = Ticket::State::kSpent;
  if (clock_.steady() - ticket.made >= kClientCodeTime) return "the code is too old";
  if (!equal_secrets(base64url(sha256(verifier)), ticket.challenge)) return "the code is another program's";
  ticket.state = Ticket::State::kUsed;
  return "";
}

Result<ClientSignIns::Redeemed> ClientSignIns::redeem(std::string_view code, std::string_view verifier,
                                                      std::string_view address) {
  // Held while the sign-in is made: a second try meanwhile has to find which sign-in it ends.
  std::scoped_lock lock(mutex_);
  forget_old();
  const auto found = tickets_.find(hash_of_secret(code));
  if (found == tickets_.end()) return Redeemed{};
  Ticket& ticket = found->second;
  const auto& technician = ticket.browser.technician;
  const auto refuse = [&](std::string_view why) {
    sign_ins_.refused({.email = technician.email,
                       .address = std::string(address),
                       .via = model::AuditVia::kCommandLine,
                       .why = fmt::format("{} ({})", why, ticket.name)});
    return Redeemed{};
  };
  // What was spent for nothing is over: it is written down once.
  if (ticket.state == Ticket::State::kSpent) return Redeemed{};
  if (ticket.state == Ticket::State::kUsed) {
    if (!ticket.sign_in) return Redeemed{};
    log_.warn("a client's code was used twice: the sign-in that it made ends",
              {{"technician", technician.id.str()}, {"name", ticket.name}});
    const model::AuditActor somebody{
        .kind = model::AuditActorKind::kUnknown, .address = std::string(address), .via = model::AuditVia::kCommandLine};
    if (auto ended = sign_ins_.end(*ticket.sign_in, somebody, "its code was used twice"); !ended) return fail(ended);
    ticket.state = Ticket::State::kSpent;
    return Redeemed{.made = {}, .ended = {*ticket.sign_in}};
  }
  if (const auto why = spend(ticket, verifier); !why.empty()) return refuse(why);
  auto made = sign_ins_.sign_in_client(ticket.browser, ticket.name, address);
  if (!made && made.error().code == Code::kDenied) return refuse("who allowed it has signed out or is disabled");
  if (!made) return fail(made);
  ticket.sign_in = made->signed_in.id;
  log_.info("a command line was signed in",
            {{"technician", ticket.browser.technician.id.str()}, {"name", ticket.name}});
  auto displaced = made->displaced;
  return Redeemed{.made = std::move(*made), .ended = std::move(displaced)};
}

}  // namespace callout::identity
