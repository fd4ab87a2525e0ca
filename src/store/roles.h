// SPDX-License-Identifier: Apache-2.0
// Repository of a team's own roles. Built for one transaction, used by one thread; a foreign or unknown id is
// kNotFound. System roles are not in the database (model::system_roles).
#pragma once

#include <vector>

#include "base/result.h"
#include "model/rights.h"
#include "store/store.h"

namespace callout::store {

inline constexpr int kRolesPerTeam = 200;

class Roles {
 public:
  explicit Roles(TeamScope scope) : scope_(std::move(scope)) {}
  /// By name; all of them: they are few.
  Result<std::vector<model::Role>> list();
  Result<model::Role> get(const model::RoleId& id);
  /// kConflict when the name is taken, kExhausted beyond kRolesPerTeam.
  Result<> insert(const model::Role& role);
  /// Writes name and permissions and counts the version up. kConflict when the name is taken.
  Result<> update(const model::Role& role);
  Result<> remove(const model::RoleId& id);

 private:
  TeamScope scope_;
};

}  // namespace callout::store
