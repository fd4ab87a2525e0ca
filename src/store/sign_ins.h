// SPDX-License-Identifier: Apache-2.0
// Repository of sign-ins: who holds which sign-in cookie, known here only as its hash. Used by identity::SignIns;
// sessions only asks whether sign-ins have ended. One transaction, one thread. Not scoped by a team: the cookie is what
// tells the team.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/deadline.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::store {

struct SignInRecord {
  model::SignInId id;
  model::Technician technician;
  model::Deadline idle;      ///< Moves with use.
  model::Deadline absolute;  ///< Never moves.
};

struct SignInDeadlines {
  model::SignInId id;
  model::Deadline idle;
  model::Deadline absolute;
};

class SignIns {
 public:
  explicit SignIns(Transaction& transaction) : transaction_(&transaction) {}
  Result<> insert(const SignInRecord& record, std::string_view secret_hash, WallMs now);
  Result<std::optional<SignInRecord>> find(std::string_view secret_hash);
  Result<> set_idle(const model::SignInId& id, const model::Deadline& idle);
  Result<> remove(const model::SignInId& id);
  Result<> remove_all_of(const model::TechnicianId& technician);
  /// Removes the technician's oldest sign-ins beyond `keep`, so that a table can't grow with failed tidying of
  /// browsers; answers those.
  Result<std::vector<model::SignInId>> remove_oldest_of(const model::TechnicianId& technician, int keep);
  Result<std::vector<SignInDeadlines>> all();

 private:
  Transaction* transaction_;
};

/// Whether all of these have not ended; false for none at all. For sessions, which end with them.
Result<bool> sign_ins_exist(Transaction& transaction, std::span<const model::SignInId> ids);

}  // namespace callout::store
