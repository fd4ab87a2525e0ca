// SPDX-License-Identifier: Apache-2.0
// A team's own roles: made, changed, removed with the access rights that use them. Called by the API's handlers; each
// is one Authority::change. Any thread; blocks. System roles are kConflict: they can be used and copied.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/rights.h"
#include "rights/authority.h"

namespace callout::rights {

struct NewRole {
  std::string name{};
  model::Purpose purpose = model::Purpose::kDevices;
  model::Permissions permissions{};
};
/// kInvalid for permissions of another purpose, or none.
Result<model::Role> add_role(Authority& authority, const Actor& by, const NewRole& role);

struct RoleChange {
  std::int64_t version = 0;  ///< The one that was looked at: kConflict when it was changed meanwhile.
  std::string name{};
  model::Permissions permissions{};
};
/// What the role gives more or less, it gives to or takes from everyone who has it: kDenied unless `by` holds that
/// wherever the role is used, and when a right of their own uses it.
Result<model::Role> change_role(Authority& authority, const Actor& by, const model::RoleId& id,
                                const RoleChange& change);

/// With the access rights that use it. kConflict, saying how many there are, unless `removes` is their number.
Result<> remove_role(Authority& authority, const Actor& by, const model::RoleId& id, std::int64_t removes);

}  // namespace callout::rights
