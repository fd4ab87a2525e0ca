// SPDX-License-Identifier: Apache-2.0
// How the command line is signed in by a browser that is (RFC 8252 with PKCE): a one-time code, and for it a sign-in of
// its own. authorize() is called by the console's page, redeem() by the program. Any thread; redeem() blocks on the
// store. Codes are in memory: a restart loses at most a minute of them.
//
//   program: verifier, challenge, state -> console page "Let the command line act as you?"
//   allowed: a code (60 s, one use, bound to the challenge and to the browser's sign-in) -> program
//   program: code + verifier -> the secret of a new sign-in. A used code that is seen again ends that sign-in: one of
//   the two was not its owner.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "identity/sign_ins.h"
#include "model/id.h"

namespace callout::identity {

inline constexpr auto kClientCodeTime = std::chrono::seconds(60);
inline constexpr auto kUsedClientCodeMemory = std::chrono::minutes(10);
inline constexpr std::size_t kClientCodes = 10'000;  ///< Of the whole server, with the used ones that are remembered.
inline constexpr std::size_t kClientCodesPerTechnician = 16;  ///< That could still be redeemed.

class ClientSignIns {
 public:
  ClientSignIns(SignIns& sign_ins, const Clock& clock, Log& log);

  /// A code for who said "allow". `challenge` is the base64url SHA-256 of the verifier, kInvalid otherwise; `name` is
  /// what the program calls its machine, for the log. kExhausted with too many codes open.
  Result<std::string> authorize(const SignedIn& who, std::string_view challenge, std::string_view name);

  struct Redeemed {
    std::optional<NewSignIn> made;         ///< None: the code is unknown, old, used, or another verifier's.
    std::vector<model::SignInId> ended{};  ///< Sign-ins that this ended; what hangs on them has to end as well.
  };
  /// Any try spends the code.
  Result<Redeemed> redeem(std::string_view code, std::string_view verifier, std::string_view address);

 private:
  struct Ticket {
    SignedIn browser;  ///< The sign-in that allowed it; when it has ended, so has the permission.
    std::string challenge;
    std::string name;
    Steady made;
    enum class State { kFresh, kSpent, kUsed } state = State::kFresh;
    std::optional<model::SignInId> sign_in{};  ///< What it made.
  };
  /// Why it is worth nothing, as people read it in the journal; empty when it is good.
  std::string_view spend(Ticket& ticket, std::string_view verifier) const;
  void forget_old();

  SignIns& sign_ins_;
  const Clock& clock_;
  Log& log_;
  std::mutex mutex_;
  std::unordered_map<std::string, Ticket> tickets_;  ///< By the code's hash.
  std::deque<std::string> order_;                    ///< Hashes, oldest first.
};

}  // namespace callout::identity
