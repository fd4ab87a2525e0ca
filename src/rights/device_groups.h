// SPDX-License-Identifier: Apache-2.0
// Device groups: made, changed, removed with their rights, and which devices belong to them. Called by the API's
// handlers; each is one Authority::change. Any thread; blocks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/rights.h"
#include "rights/authority.h"

namespace callout::rights {

struct GroupDetails {
  std::string name{};
  /// New devices join by themselves: those whose name contains this, below this entity. Neither: none does.
  std::string join_name{};
  std::optional<model::EntityId> join_entity{};
};
Result<model::DeviceGroup> add_group(Authority& authority, const Actor& by, const GroupDetails& details);
/// A rule gives the group's rights for devices to come: kDenied unless `by` holds them where those will stand.
Result<model::DeviceGroup> change_group(Authority& authority, const Actor& by, const model::GroupId& id,
                                        const GroupDetails& details);
/// With the access rights that are for it. kConflict, saying how many there are, unless `removes` is their number.
Result<> remove_group(Authority& authority, const Actor& by, const model::GroupId& id, std::int64_t removes);

/// A device that comes into a group comes within the group's rights: kDenied unless `by` holds them for it, and may
/// change it.
Result<> change_group_devices(Authority& authority, const Actor& by, const model::GroupId& id,
                              const std::vector<model::DeviceId>& add, const std::vector<model::DeviceId>& take_out);

}  // namespace callout::rights
