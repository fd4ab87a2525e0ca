// SPDX-License-Identifier: Apache-2.0
// The second factor of a technician: a TOTP secret in an app, and recovery codes for when the app is gone. Enrolled and
// removed by its technician, reset by an administrator (the API's handlers), asked for by HalfOpenSignIns. In the
// caller's transaction. Any thread; blocks.
//
// The secret is sealed (base/seal.h); of recovery codes there are only hashes. A time step counts once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/seal.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::identity {

inline constexpr int kRecoveryCodes = 10;

struct TwoFactorState {
  bool enabled = false;
  int recovery_codes = 0;  ///< That are left.
};

/// What the app needs; shown once.
struct TwoFactorSecret {
  std::string text;
  std::string uri;
};

class TwoFactors {
 public:
  TwoFactors(const Seal& seal, const Clock& clock) : seal_(seal), clock_(clock) {}

  static Result<TwoFactorState> state(store::Transaction& transaction, const model::TechnicianId& technician);
  /// A new secret, which counts when a code of it was given: confirm(). kConflict when there is one that counts.
  Result<TwoFactorSecret> begin(store::Transaction& transaction, const model::Technician& technician,
                                std::string_view issuer) const;
  /// The recovery codes, shown once. kDenied for a wrong code, kConflict when nothing was begun.
  Result<std::vector<std::string>> confirm(store::Transaction& transaction, const model::TechnicianId& technician,
                                           std::string_view code) const;
  enum class Proof { kWrong, kCode, kRecoveryCode };
  /// Uses up what was given: the caller commits.
  Result<Proof> prove(store::Transaction& transaction, const model::TechnicianId& technician,
                      std::string_view code) const;
  static Result<> remove(store::Transaction& transaction, const model::TechnicianId& technician);

 private:
  const Seal seal_;
  const Clock& clock_;
};

}  // namespace callout::identity
