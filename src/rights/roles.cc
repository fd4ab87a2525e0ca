// SPDX-License-Identifier: Apache-2.0
#include "rights/roles.h"

#include "model/text.h"
#include "rights/giving.h"
#include "rights/losing.h"
#include "rights/recording.h"
#include "store/access_rights.h"
#include "store/roles.h"

namespace callout::rights {
namespace {

using access::Action;
using access::Target;

Result<> check_permissions(model::Purpose purpose, model::Permissions permissions) {
  if (permissions.empty()) return fail(Code::kInvalid, "A role has at least one permission.");
  if (!model::Permissions::all_of(purpose).covers(permissions))
    return fail(Code::kInvalid, "A role holds permissions of its own purpose only.");
  return {};
}

/// The team's own role that `by` may change.
Result<model::Role> own_role(const Change& change, const Actor& by, const model::RoleId& id) {
  if (auto allowed = change.require(by, Action::kRolesManage, Target::of_team(by.team)); !allowed) return fail(allowed);
  if (model::find_system_role(id) != nullptr)
    return fail(Code::kConflict, "System roles can't be changed or removed: copy this one.");
  return store::Roles(change.scope).get(id);
}

}  // namespace

Result<model::Role> add_role(Authority& authority, const Actor& by, const NewRole& asked) {
  auto name = model::name_from(asked.name, "The role's name");
  if (!name) return fail(name);
  if (auto good = check_permissions(asked.purpose, asked.permissions); !good) return fail(good);
  return authority.change(by, [&](Change& change) -> Result<model::Role> {
    if (auto allowed = change.require(by, Action::kRolesManage, Target::of_team(by.team)); !allowed)
      return fail(allowed);
    const model::Role role{
        .id = model::RoleId::make(), .name = *name, .purpose = asked.purpose, .permissions = asked.permissions};
    if (auto inserted = store::Roles(change.scope).insert(role); !inserted) return fail(inserted);
    change.roles = true;
    if (auto kept = record_role(change, model::AuditKind::kRoleCreated, nullptr, &role); !kept) return fail(kept);
    return role;
  });
}

Result<model::Role> change_role(Authority& authority, const Actor& by, const model::RoleId& id,
                                const RoleChange& asked) {
  auto name = model::name_from(asked.name, "The role's name");
  if (!name) return fail(name);
  return authority.change(by, [&](Change& change) -> Result<model::Role> {
    auto role = own_role(change, by, id);
    if (!role) return role;
    if (role->version != asked.version)
      return fail(Code::kConflict, "The role was changed meanwhile: look at it again.");
    if (auto good = check_permissions(role->purpose, asked.permissions); !good) return fail(good);
    const auto differing = asked.permissions.without(role->permissions) | role->permissions.without(asked.permissions);
    if (!differing.empty()) {
      const auto uses = store::AccessRights(change.scope).all({.role = id});
      if (!uses) return fail(uses);
      for (const auto& right : *uses) {
        if (access::is_own(change.snapshot, by, right.holder))
          return fail(Code::kDenied, "A right of your own uses this role, and nobody changes their own rights.");
        if (auto held = must_hold(change, by, right.scope, differing, right.term); !held) return fail(held);
      }
    }
    const auto before = *role;
    role->name = *name;
    role->permissions = asked.permissions;
    if (auto updated = store::Roles(change.scope).update(*role); !updated) return fail(updated);
    ++role->version;
    change.roles = true;
    if (auto kept = record_role(change, model::AuditKind::kRoleChanged, &before, &*role); !kept) return fail(kept);
    return role;
  });
}

Result<> remove_role(Authority& authority, const Actor& by, const model::RoleId& id, std::int64_t removes) {
  return authority.change(by, [&](Change& change) -> Result<> {
    const auto role = own_role(change, by, id);
    if (!role) return fail(role);
    if (auto lost = lose_rights(change, by, {.role = id}, removes, "The role"); !lost) return lost;
    change.roles = true;
    if (auto removed = store::Roles(change.scope).remove(id); !removed) return removed;
    return record_role(change, model::AuditKind::kRoleRemoved, &*role, nullptr);
  });
}

}  // namespace callout::rights
