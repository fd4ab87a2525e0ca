// SPDX-License-Identifier: Apache-2.0
// Signing in and out, and who a cookie belongs to. Called by the API: find() on every request, the rest by their
// routes. Any thread; blocks. A sign-in ends 12 h after its last use and 7 days after its start, by clocks that a
// restart or a changed date does not fool. Whoever ends sign-ins tells sessions::Service, whose sessions end with them.
//
// Every way in and out leaves a record in the audit journal, in the transaction of the sign-in itself: no record, no
// sign-in. Refusals are written down after their answer (identity/refusals.h). What is recorded of them is bounded by
// the guards: every attempt that they let through, and of those that they refuse the first of each run of failures.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/journal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "identity/attempt_guard.h"
#include "identity/endings.h"
#include "identity/passwords.h"
#include "identity/refusals.h"
#include "model/id.h"
#include "model/permission.h"
#include "model/team.h"
#include "store/sign_ins.h"
#include "store/store.h"

namespace callout::identity {

inline constexpr auto kSignInIdle = std::chrono::hours(12);
inline constexpr auto kSignInMost = std::chrono::hours(24 * 7);
inline constexpr int kSignInsPerTechnician = 32;
/// What a client's secret begins with: never taken for a cookie's, nor the other way, and found by whoever looks for
/// secrets in logs.
inline constexpr std::string_view kClientSecretPrefix = "callout-client-";

/// The same of an API token.
inline constexpr std::string_view kTokenSecretPrefix = "callout-token-";

/// Whether programs bring it in Authorization: a client's, or an API token.
inline bool is_program_secret(std::string_view secret) {
  return secret.starts_with(kClientSecretPrefix) || secret.starts_with(kTokenSecretPrefix);
}

struct SignedIn {
  model::SignInId id;
  model::Technician technician;
  std::string csrf_token;  ///< Derived from the secret: another sign-in's token is refused.
  model::SignInKind kind = model::SignInKind::kBrowser;
  std::optional<model::Permissions> only{};  ///< Of an API token: it may do nothing else, as access::Subject::only.

  bool browser() const { return kind == model::SignInKind::kBrowser; }
};

struct NewSignIn {
  SignedIn signed_in;
  std::string secret;                      ///< The cookie's value or the client's token; kept nowhere but there.
  std::vector<model::SignInId> displaced;  ///< The technician's oldest, which ended to make room.
};

/// Whose password was right. Not signed in yet: with a second factor, HalfOpenSignIns asks for it first.
struct PasswordChecked {
  model::Technician technician;
  std::string password_hash;
  bool second_factor = false;
};

class SignIns {
 public:
  SignIns(store::Store& store, audit::Journal& journal, const Passwords& passwords, const Clock& clock, Log& log);

  /// kDenied for a wrong e-mail, password, an account that is disabled (also by the plan) or only invited (one sentence
  /// for all, in the same time), kExhausted when too many attempts failed: ask retry_after(). `address` is the
  /// browser's.
  Result<PasswordChecked> check_password(std::string_view email, std::string_view password, std::string_view address);
  /// check_password() and a sign-in, of who has no second factor; kDenied for who has one. Always makes a new secret: a
  /// cookie from before signing in is worth nothing after.
  Result<NewSignIn> sign_in(std::string_view email, std::string_view password, std::string_view address);
  /// How long the next attempt with these has to wait.
  std::chrono::seconds retry_after(std::string_view email, std::string_view address) const;

  /// A sign-in of its own for the command line of a technician whose browser is signed in; kDenied when that sign-in
  /// has ended or the account is disabled.
  Result<NewSignIn> sign_in_client(const SignedIn& browser, std::string_view name, std::string_view address);

  /// A new sign-in in the caller's transaction, which is the caller's to commit. `how` is for the audit journal ("with
  /// the password"); a token is recorded by who makes it.
  Result<NewSignIn> open(store::Transaction& transaction, store::SignInRecord record, std::string secret,
                         std::string_view how);
  /// Ends after kSignInIdle and kSignInMost.
  store::SignInRecord record_of(const model::Technician& technician, model::SignInKind kind, std::string_view name,
                                std::string_view address) const;

  /// Who holds this secret; kDenied when nobody does (unknown, ended, expired, technician disabled). Moves the idle
  /// end.
  Result<SignedIn> find(std::string_view secret);
  /// Whether the header's token is the one of this sign-in; equal time.
  static bool csrf_matches(const SignedIn& signed_in, std::string_view token);

  /// `why` is empty when it was asked for. Whose it was and of which kind, the secret tells.
  Result<> sign_out(std::string_view secret, std::string_view address, std::string_view why = "");
  /// No error when it has ended already.
  Result<> end(const model::SignInId& sign_in, const model::AuditActor& by, std::string_view why);
  /// Those of one technician, newest first, API tokens among them.
  Result<std::vector<store::SignInInfo>> list(const model::TechnicianId& technician);
  /// kNotFound unless it is that technician's and of these kinds. By themselves, as `by` says.
  Result<> end_of(const model::Technician& technician, const model::SignInId& sign_in, bool token,
                  const model::AuditActor& by);
  /// Removes what has expired and answers it. Called now and then (main: hourly).
  Result<std::vector<model::SignInId>> tidy();

  /// To be written down by work(), which is called several times a second.
  void refused(Refusal refusal) { refusals_.add(std::move(refusal)); }
  void work() { refusals_.work(); }

 private:
  friend class HalfOpenSignIns;
  /// `proven`: the second factor was given. `how` as open() takes it.
  Result<NewSignIn> open_checked(const PasswordChecked& checked, bool proven, std::string_view how,
                                 std::string_view address);
  Result<std::vector<model::SignInId>> tidy(const std::vector<model::SignInId>& due);

  store::Store& store_;
  audit::Journal& journal_;
  const Passwords& passwords_;
  const Clock& clock_;
  Log& log_;
  Refusals refusals_;
  AttemptGuard accounts_;
  AttemptGuard addresses_;
};

}  // namespace callout::identity
