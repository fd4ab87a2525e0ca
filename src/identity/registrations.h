// SPDX-License-Identifier: Apache-2.0
// Accounts that people make themselves, each the owner of a team of its own. Only where the operator allows it and mail
// works: the address is confirmed by a link (256 bits, kept as its hash, 72 h, one use). request() and confirm() are
// called by open routes, work() by main()'s tick, tidy() hourly. Any thread; blocks, and request() hashes.
//
// As with PasswordResets, the answer and its time are the same for an address that has an account: that one gets a mail
// that says so.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "identity/accounts.h"
#include "identity/attempt_guard.h"
#include "identity/notices.h"
#include "identity/passwords.h"
#include "store/account_links.h"
#include "store/store.h"

namespace callout::identity {

inline constexpr auto kRegistrationTime = std::chrono::hours(72);
inline constexpr std::size_t kRegistrationsQueued = 1000;
inline constexpr std::size_t kRegistrationsWaiting = 10'000;  ///< Unconfirmed, of the whole server.

struct NewRegistration {
  std::string email{};
  model::Person person{};
  std::string team{};
  std::string password{};
};

class Registrations {
 public:
  struct Parts {
    store::Store& store;
    const Passwords& passwords;
    Accounts& accounts;
    Notices& notices;
    const Clock& clock;
    Log& log;
    bool allowed = false;  ///< By the operator: registration.enabled.
  };
  explicit Registrations(Parts parts);

  bool enabled() const { return parts_.allowed && parts_.notices.configured(); }
  /// kNotFound unless enabled(), kInvalid for what is wrong with the fields, kExhausted when it was asked too often.
  Result<> request(const NewRegistration& registration, std::string_view address);
  std::chrono::seconds retry_after(std::string_view email, std::string_view address) const;
  void work();
  /// The team and its owner. kNotFound for a link that is unknown, old or used; kConflict when the address has got an
  /// account meanwhile.
  Result<NewTeam> confirm(std::string_view token, std::string_view address, const Accounts::RecordTeam& record = {});
  /// Forgets what nobody has confirmed in time.
  Result<> tidy();

 private:
  Result<> mail(const store::RegistrationRecord& registration);

  Parts parts_;
  AttemptGuard recipients_;
  AttemptGuard addresses_;
  AttemptGuard guesses_;
  std::mutex mutex_;
  std::deque<store::RegistrationRecord> queue_;
};

}  // namespace callout::identity
