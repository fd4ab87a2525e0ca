// SPDX-License-Identifier: Apache-2.0
// Repository of second factors: the sealed TOTP secret of a technician and the hashes of their recovery codes. Used by
// identity::TwoFactors. One transaction, one thread; scoped by a technician that the caller has found.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::store {

struct TwoFactorRecord {
  std::string sealed_secret;
  bool confirmed = false;      ///< Until a code was given, it is asked for by nobody.
  std::int64_t last_step = 0;  ///< The newest time step whose code was used.
  std::int64_t recovery_codes = 0;
};

class TwoFactors {
 public:
  TwoFactors(Transaction& transaction, model::TechnicianId technician)
      : transaction_(&transaction), technician_(std::move(technician)) {}
  Result<std::optional<TwoFactorRecord>> get();
  /// Begins anew, unconfirmed.
  Result<> put(std::string_view sealed_secret);
  Result<> confirm(std::span<const std::string> recovery_hashes);
  /// Whether this step is newer than the last one used, which it then is.
  Result<bool> use_step(std::int64_t step);
  /// Whether there was such a code; it is gone then.
  Result<bool> use_recovery(std::string_view code_hash);
  Result<> remove();

 private:
  Transaction* transaction_;
  model::TechnicianId technician_;
};

/// How many secrets are sealed, of all teams: they can't be read without their key.
Result<std::int64_t> sealed_secrets(Transaction& transaction);

/// For the host's command only: of all teams.
Result<std::vector<model::Technician>> technicians_with_two_factor(Transaction& transaction);

}  // namespace callout::store
