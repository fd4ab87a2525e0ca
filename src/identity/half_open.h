// SPDX-License-Identifier: Apache-2.0
// Signing in with a second factor (docs/adr/0080): after the right password a sign-in is half open, for five minutes
// and in memory, until a code is given. Called by the API's sign-in routes. Any thread; blocks.
//
// The challenge goes to the page, its cookie to the browser, and one is worth nothing without the other. Five wrong
// codes end it; wrong codes of an account, over all its half-open sign-ins, make the next ones wait.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "identity/attempt_guard.h"
#include "identity/notices.h"
#include "identity/sign_ins.h"
#include "identity/two_factors.h"

namespace callout::identity {

inline constexpr auto kHalfOpenTime = std::chrono::minutes(5);
inline constexpr int kWrongCodes = 5;
inline constexpr std::size_t kHalfOpenSignIns = 10'000;   ///< Of the whole server.
inline constexpr std::size_t kHalfOpenPerTechnician = 8;  ///< The oldest goes first.
/// A guess is right with 3 in a million: 96 in a day at most.
inline constexpr AttemptGuard::Rule kCodeRule{10, std::chrono::seconds(1), std::chrono::minutes(15),
                                              std::chrono::hours(24), 10'000};

class HalfOpenSignIns {
 public:
  HalfOpenSignIns(store::Store& store, SignIns& sign_ins, const TwoFactors& two_factors, Notices& notices,
                  const Clock& clock, Log& log);

  struct Begun {
    std::optional<NewSignIn> made{};  ///< Without a second factor.
    std::string challenge{};
    std::string cookie{};
  };
  /// Errors as SignIns::check_password().
  Result<Begun> begin(std::string_view email, std::string_view password, std::string_view address);
  /// kDenied for a wrong code, kClosed when the half-open sign-in has ended (or never was, or is another browser's):
  /// begin again. kExhausted when too many codes of this account were wrong: retry_after().
  Result<NewSignIn> finish(std::string_view challenge, std::string_view cookie, std::string_view code,
                           std::string_view address);
  std::chrono::seconds retry_after(std::string_view challenge) const;

 private:
  struct HalfOpen {
    PasswordChecked checked;
    std::string cookie_hash;
    Steady made;
    int wrong = 0;
  };
  void forget_old();
  void make_room(const model::TechnicianId& technician);
  Result<HalfOpen> take_try(std::string_view challenge, std::string_view cookie, std::string_view address);
  void refused(const model::Technician& technician, std::string_view address, std::string_view why);
  void end(std::string_view challenge);

  store::Store& store_;
  SignIns& sign_ins_;
  const TwoFactors& two_factors_;
  Notices& notices_;
  const Clock& clock_;
  Log& log_;
  AttemptGuard codes_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, HalfOpen> half_open_;  ///< By the challenge's hash.
  std::deque<std::string> order_;                        ///< Hashes, oldest first; some are gone.
};

}  // namespace callout::identity
