// SPDX-License-Identifier: Apache-2.0
// Why a technician may or may not: the decision with everything it rests on by name, and what would change it. Called
// by the API's handlers. Any thread; blocks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/decide.h"
#include "base/result.h"
#include "model/rights.h"
#include "rights/authority.h"

namespace callout::rights {

/// One right of the technician that covers the target.
struct Origin {
  model::AccessRight right{};
  model::Permissions permissions{};  ///< Of its role.
  std::string role_name{};
  std::string holder_name{};
  std::string scope_name{};
  bool inherited = false;  ///< By a department, or from something over the target.
  bool holds_now = false;
  std::optional<WallMs> until{};  ///< While it holds.
};

/// A switch on the way: an entity from the target up to the root, or an install that tracks the device.
struct SwitchState {
  std::string id{};
  std::string name{};
  model::Switch own = model::Switch::kInherited;
  bool on = true;  ///< As it works.
};

struct Explanation {
  access::Decision decision{};
  std::vector<Origin> origins{};  ///< Those that give what was asked for.
  std::vector<SwitchState> path{};
  std::vector<SwitchState> installs{};
  std::vector<std::string> remedies{};  ///< What would allow it: whole sentences.
};

/// What a permission is asked for: a device or an entity of the team.
Result<Explanation> explain(store::Transaction& transaction, const access::Snapshot& snapshot,
                            const access::Subject& subject, model::Permission permission, const access::Target& target,
                            WallMs now);

/// All rights of the technician that cover the target, whatever they give.
Result<std::vector<Origin>> origins_of(store::Transaction& transaction, const access::Snapshot& snapshot,
                                       const access::Subject& subject, const access::Target& target, WallMs now);

}  // namespace callout::rights
