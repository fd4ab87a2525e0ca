// SPDX-License-Identifier: Apache-2.0
// A new password for who forgot theirs, by a link in a mail: 256 bits, kept as its hash, 1 h, one use, dead with any
// other change of the password. request() and complete() are called by open routes, work() by main()'s tick. Any
// thread; blocks, except for request().
//
// request() only puts the address into a bounded queue; work() looks whether it has an account. So neither the answer
// nor its time tells who has one.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "audit/journal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "identity/attempt_guard.h"
#include "identity/notices.h"
#include "identity/passwords.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::identity {

inline constexpr auto kResetTime = std::chrono::hours(1);
inline constexpr std::size_t kResetsQueued = 1000;

/// Mails that anybody can cause: per recipient, whoever they are.
inline constexpr AttemptGuard::Rule kRecipientRule{3, std::chrono::seconds(60), std::chrono::hours(1),
                                                   std::chrono::hours(24), 10'000};
inline constexpr AttemptGuard::Rule kAskingRule{10, std::chrono::seconds(10), std::chrono::minutes(15),
                                                std::chrono::hours(1), 10'000};

class PasswordResets {
 public:
  PasswordResets(store::Store& store, audit::Journal& journal, const Passwords& passwords, Notices& notices,
                 const Clock& clock, Log& log);

  /// kUnavailable without a mail server, kExhausted when it was asked too often for this e-mail or by this address:
  /// retry_after() says how long to wait. Nothing else, whether or not there is an account.
  Result<> request(std::string_view email, std::string_view address);
  std::chrono::seconds retry_after(std::string_view email, std::string_view address) const;
  /// Mails the links of what was asked for. Called several times a second.
  void work();

  /// kNotFound, in one sentence, for a link that is unknown, old, used or outlived, and for who was disabled. Every
  /// sign-in of the technician ends (API tokens live on); a second factor stays.
  Result<model::Technician> complete(std::string_view token, std::string_view password, std::string_view address,
                                     const Record& record = {});

 private:
  Result<> mail(const std::string& email);

  store::Store& store_;
  audit::Journal& journal_;
  const Passwords& passwords_;
  Notices& notices_;
  const Clock& clock_;
  Log& log_;
  AttemptGuard recipients_;
  AttemptGuard addresses_;  ///< Of request().
  AttemptGuard guesses_;    ///< Of complete().
  std::mutex mutex_;
  std::deque<std::string> queue_;
};

}  // namespace callout::identity
