// SPDX-License-Identifier: Apache-2.0
// Signing in and out, and who a cookie belongs to. Called by the API: find() on every request, the rest by their
// routes. Any thread; blocks. A sign-in ends 12 h after its last use and 7 days after its start, by clocks that a
// restart or a changed date does not fool. Whoever ends sign-ins tells sessions::Service, whose sessions end with them.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "identity/attempt_guard.h"
#include "identity/passwords.h"
#include "model/id.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::identity {

inline constexpr auto kSignInIdle = std::chrono::hours(12);
inline constexpr auto kSignInMost = std::chrono::hours(24 * 7);
inline constexpr int kSignInsPerTechnician = 32;
/// What a client's secret begins with: never taken for a cookie's, nor the other way, and found by whoever looks for
/// secrets in logs.
inline constexpr std::string_view kClientSecretPrefix = "callout-client-";

inline bool is_client_secret(std::string_view secret) {
  return secret.starts_with(kClientSecretPrefix);
}

struct SignedIn {
  model::SignInId id;
  model::Technician technician;
  std::string csrf_token;  ///< Derived from the secret: another sign-in's token is refused.
};

struct NewSignIn {
  SignedIn signed_in;
  std::string secret;                      ///< The cookie's value or the client's token; kept nowhere but there.
  std::vector<model::SignInId> displaced;  ///< The technician's oldest, which ended to make room.
};

class SignIns {
 public:
  SignIns(store::Store& store, const Passwords& passwords, const Clock& clock, Log& log);

  /// kDenied for a wrong e-mail, password or a disabled account (one sentence for all), kExhausted when too many
  /// attempts failed: ask retry_after(). Always makes a new secret: a cookie from before signing in is worth nothing
  /// after. `address` is the browser's.
  Result<NewSignIn> sign_in(std::string_view email, std::string_view password, std::string_view address);
  /// How long the next attempt with these has to wait.
  std::chrono::seconds retry_after(std::string_view email, std::string_view address) const;

  /// A sign-in of its own for the command line of a technician whose browser is signed in; kDenied when that sign-in
  /// has ended or the account is disabled.
  Result<NewSignIn> sign_in_client(const SignedIn& browser);

  /// Who holds this secret; kDenied when nobody does (unknown, ended, expired, technician disabled). Moves the idle
  /// end.
  Result<SignedIn> find(std::string_view secret);
  /// Whether the header's token is the one of this sign-in; equal time.
  static bool csrf_matches(const SignedIn& signed_in, std::string_view token);

  Result<> sign_out(std::string_view secret);
  /// No error when it has ended already.
  Result<> end(const model::SignInId& sign_in);
  /// Removes what has expired and answers it. Called now and then (main: hourly).
  Result<std::vector<model::SignInId>> tidy();

 private:
  /// Stores a new sign-in in the transaction and commits it.
  Result<NewSignIn> open(store::Transaction& transaction, const model::Technician& technician, std::string secret);

  store::Store& store_;
  const Passwords& passwords_;
  const Clock& clock_;
  Log& log_;
  AttemptGuard accounts_;
  AttemptGuard addresses_;
};

}  // namespace callout::identity
