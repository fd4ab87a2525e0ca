// SPDX-License-Identifier: Apache-2.0
#include "rights/device_groups.h"

#include <fmt/format.h>

#include "model/text.h"
#include "rights/giving.h"
#include "rights/losing.h"
#include "rights/naming.h"
#include "rights/recording.h"
#include "store/access_rights.h"
#include "store/device_groups.h"

namespace callout::rights {
namespace {

using access::Action;
using access::Target;
using model::Scope;

/// Groups are the team's: their devices may stand anywhere.
Result<> may_manage_groups(const Change& change, const Actor& by) {
  return change.require(by, Action::kGroupsManage, Target::of_entity(by.team, change.snapshot.root()));
}

/// Whether `by` holds, for this scope, what the rights for the group give.
Result<> must_hold_rights_of(const Change& change, const Actor& by, const model::GroupId& group, const Scope& scope) {
  const auto rights = store::AccessRights(change.scope).all({.scope = Scope::of(group)});
  if (!rights) return fail(rights);
  for (const auto& right : *rights) {
    const auto permissions = change.snapshot.permissions_of(right.role);
    if (auto held = must_hold(change, by, scope, permissions, right.term); !held) return held;
  }
  return {};
}

Result<model::DeviceGroup> group_from(const GroupDetails& details) {
  auto name = model::name_from(details.name, "The group's name");
  if (!name) return fail(name);
  model::DeviceGroup group{.name = std::move(*name), .join_entity = details.join_entity};
  if (details.join_name.empty()) return group;
  auto join_name = model::name_from(details.join_name, "What names of new devices contain");
  if (!join_name) return fail(join_name);
  group.join_name = std::move(*join_name);
  return group;
}

Result<> record_group(Change& change, model::AuditKind kind, const model::DeviceGroup& before,
                      const model::DeviceGroup& after) {
  const auto entity = [](const model::DeviceGroup& group) {
    return group.join_entity ? group.join_entity->str() : std::string();
  };
  model::AuditRecord record{.kind = kind};
  note(record, "name", before.name, after.name);
  note(record, "join_name", before.join_name, after.join_name);
  note(record, "join_entity", entity(before), entity(after));
  record.detail = fmt::format("device group {}", after.name.empty() ? before.name : after.name);
  return change.record(std::move(record));
}

}  // namespace

Result<model::DeviceGroup> add_group(Authority& authority, const Actor& by, const GroupDetails& details) {
  auto group = group_from(details);
  if (!group) return group;
  return authority.change(by, [&](Change& change) -> Result<model::DeviceGroup> {
    if (auto may = may_manage_groups(change, by); !may) return fail(may);
    group->id = model::GroupId::make();
    group->created_at = change.now;
    if (auto inserted = store::DeviceGroups(change.scope).insert(*group); !inserted) return fail(inserted);
    if (auto kept = record_group(change, model::AuditKind::kDeviceGroupCreated, {}, *group); !kept) return fail(kept);
    return *group;
  });
}

Result<model::DeviceGroup> change_group(Authority& authority, const Actor& by, const model::GroupId& id,
                                        const GroupDetails& details) {
  auto group = group_from(details);
  if (!group) return group;
  return authority.change(by, [&](Change& change) -> Result<model::DeviceGroup> {
    if (auto may = may_manage_groups(change, by); !may) return fail(may);
    store::DeviceGroups groups(change.scope);
    const auto before = groups.get(id);
    if (!before) return before;
    group->id = id;
    if (!group->join_name.empty() || group->join_entity) {
      const auto where = Scope::of(group->join_entity.value_or(change.snapshot.root()));
      if (auto held = must_hold_rights_of(change, by, id, where); !held) return fail(held);
    }
    if (auto updated = groups.update(*group); !updated) return fail(updated);
    if (auto kept = record_group(change, model::AuditKind::kDeviceGroupChanged, *before, *group); !kept)
      return fail(kept);
    return groups.get(id);
  });
}

Result<> remove_group(Authority& authority, const Actor& by, const model::GroupId& id, std::int64_t removes) {
  return authority.change(by, [&](Change& change) -> Result<> {
    if (auto may = may_manage_groups(change, by); !may) return may;
    store::DeviceGroups groups(change.scope);
    const auto group = groups.get(id);
    if (!group) return fail(group);
    if (auto lost = lose_rights(change, by, {.scope = Scope::of(id)}, removes, "The device group"); !lost) return lost;
    if (auto removed = groups.remove(id); !removed) return removed;
    return record_group(change, model::AuditKind::kDeviceGroupRemoved, *group, {});
  });
}

Result<> change_group_devices(Authority& authority, const Actor& by, const model::GroupId& id,
                              const std::vector<model::DeviceId>& add, const std::vector<model::DeviceId>& take_out) {
  return authority.change(by, [&](Change& change) -> Result<> {
    store::DeviceGroups groups(change.scope);
    const auto may_change = [&](const model::DeviceId& device) -> Result<> {
      const auto facts = change.facts(device);
      if (!facts) return fail(Code::kInvalid, "The device is not one of this team.");
      if (auto may = change.require(by, Action::kDevicesManage, Target::of_device(by.team, *facts)); !may) return may;
      return must_hold_rights_of(change, by, id, Scope::of(device));
    };
    const auto record = [&](const model::DeviceId& device, std::string_view before, std::string_view after) {
      model::AuditRecord made{.kind = model::AuditKind::kDeviceGroupChanged};
      made.device = {device, name_of(change.scope, Scope::of(device))};
      note(made, "membership", before, after);
      made.detail = fmt::format("device group {}", name_of(change.scope, Scope::of(id)));
      return change.record(std::move(made));
    };
    for (const auto& device : add) {
      if (auto may = may_change(device); !may) return may;
      if (auto added = groups.add(id, device); !added) return added;
      if (auto kept = record(device, "", "member"); !kept) return kept;
    }
    for (const auto& device : take_out) {
      if (auto may = may_change(device); !may) return may;
      if (auto out = groups.take_out(id, device); !out) return out;
      if (auto kept = record(device, "member", ""); !kept) return kept;
    }
    return {};
  });
}

}  // namespace callout::rights
