// SPDX-License-Identifier: Apache-2.0
// The scopes that lie over a target: a right for any of them is one for the target. Inside access/ and for rights/ to
// explain by. Any thread.
#pragma once

#include "access/decide.h"

namespace callout::access {

/// Calls visit(model::ScopeRef) for the entity, those above it, and the team. False when one is not known.
template <class F>
bool each_scope_over(const Snapshot& snapshot, const model::EntityId& entity, F visit) {
  const bool whole = snapshot.climb(entity, [&](const model::EntityId& at, const Place&) {
    visit(model::ScopeRef::of(model::ScopeKind::kEntity, at));
  });
  visit(model::ScopeRef(model::ScopeKind::kTeam, {}));
  return whole;
}

/// The nearest first. False when the target is not one of the team's.
template <class F>
bool each_scope_over(const Snapshot& snapshot, const model::DeviceFacts& device, F visit) {
  visit(model::ScopeRef::of(model::ScopeKind::kDevice, device.id));
  if (device.group_rights) {
    for (const auto& group : device.groups) visit(model::ScopeRef::of(model::ScopeKind::kGroup, group));
  }
  return each_scope_over(snapshot, device.entity, visit);
}

template <class F>
bool each_scope_over(const Snapshot& snapshot, const Target& target, F visit) {
  if (std::holds_alternative<Target::Team>(target.what)) {
    visit(model::ScopeRef(model::ScopeKind::kTeam, {}));
    return true;
  }
  if (std::holds_alternative<Target::QuickSupport>(target.what)) {
    visit(model::ScopeRef(model::ScopeKind::kQuickSupport, {}));
    return true;
  }
  if (const auto* entity = std::get_if<model::EntityId>(&target.what)) return each_scope_over(snapshot, *entity, visit);
  if (const auto* install = std::get_if<model::InstallId>(&target.what)) {
    const Place* place = snapshot.install(*install);
    return place != nullptr && each_scope_over(snapshot, place->parent, visit);
  }
  return each_scope_over(snapshot, std::get<model::DeviceFacts>(target.what), visit);
}

}  // namespace callout::access
