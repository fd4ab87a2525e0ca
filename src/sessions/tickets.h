// SPDX-License-Identifier: Apache-2.0
// How a browser gets the cookie of a session host: an OAuth-code shaped ticket, used once, with PKCE. authorize() is
// called by the console's authorize route, redeem() by the session host's callback (the relay). Any thread; redeem()
// blocks on the store.
//
//   session host start page -> console /authorize -> code (30 s, bound to label, technician, session, challenge)
//   session host callback: code + verifier -> cookie. A used code that is seen again, with whatever else, ends
//   the session: one of the two was not its owner.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "model/id.h"
#include "sessions/service.h"

namespace callout::sessions {

inline constexpr std::size_t kTicketCodes = 10'000;  ///< Of the whole server, with the used ones that are remembered.
inline constexpr std::size_t kTicketCodesPerSession = 16;
inline constexpr auto kUsedCodeMemory = std::chrono::minutes(10);

class Tickets {
 public:
  Tickets(Service& sessions, const Clock& clock, Log& log);

  /// A code for the technician's own active session at this label, whose cookie ends with the sign-in; kDenied
  /// otherwise, whatever the cause. `challenge` is the base64url SHA-256 of the verifier.
  Result<std::string> authorize(const model::TechnicianId& technician, const model::SignInId& sign_in,
                                std::string_view label, std::string_view challenge);
  /// The secret of a new cookie of the session. kDenied for a code that is unknown, expired, another label's or without
  /// its verifier (which also spends it); used a second time it revokes the session.
  Result<std::string> redeem(std::string_view label, std::string_view code, std::string_view verifier);
  /// A code that came without the state of the browser that asked for it: it gives nothing, spends a fresh code, and
  /// revokes the session of a used one. An unknown code changes nothing.
  void redeem_nothing(std::string_view code);

 private:
  struct Ticket {
    std::string label;
    model::SessionId session;
    model::SignInId sign_in;
    std::string challenge;
    Steady made;
    enum class State { kFresh, kSpent, kUsed } state = State::kFresh;
  };
  struct Proof {
    std::string_view label;
    std::string_view verifier;
  };
  /// The fresh ticket of this code and proof, used from now on. Any other try spends it; a used one ends its session.
  std::optional<Ticket> take(std::string_view code, const Proof* proof);
  void forget_old();

  Service& sessions_;
  const Clock& clock_;
  Log& log_;
  std::mutex mutex_;
  std::unordered_map<std::string, Ticket> tickets_;  ///< By the code's hash.
  std::deque<std::string> order_;                    ///< Hashes, oldest first.
};

}  // namespace callout::sessions
