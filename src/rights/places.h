// SPDX-License-Identifier: Apache-2.0
// The tree that rights are inherited down: its entities are made, moved and removed here, by Authority::change. Called
// by the API's handlers; sessions::Inventory asks the same questions of installs and devices. Any thread; blocks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/team.h"
#include "rights/authority.h"

namespace callout::rights {

Result<model::Entity> add_entity(Authority& authority, const Actor& by, const model::EntityId& parent,
                                 std::string_view name);
Result<model::Entity> change_entity(Authority& authority, const Actor& by, const model::EntityId& id,
                                    const std::optional<std::string>& name,
                                    const std::optional<model::EntityId>& parent);
/// With the access rights for it.
Result<> remove_entity(Authority& authority, const Actor& by, const model::EntityId& id);

/// Whether `by`, who may manage the thing where it is, may move it from one entity to another: they manage there as
/// well, get no right by it that they did not have, and lift no switch that they may not switch. kInvalid for an
/// unknown entity.
Result<> may_move(const Change& change, const Actor& by, access::Action manage, const access::Target& thing,
                  const model::EntityId& from, const model::EntityId& to);
/// Removes the rights for what is being removed.
Result<> forget_scope(Change& change, const model::Scope& scope);

}  // namespace callout::rights
