// SPDX-License-Identifier: Apache-2.0
#include "rights/giving.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "model/text.h"
#include "rights/recording.h"
#include "store/access_rights.h"
#include "store/departments.h"
#include "store/device_groups.h"
#include "store/entities.h"
#include "store/roles.h"
#include "store/teams.h"

namespace callout::rights {
namespace {

using access::Action;
using access::Target;

Result<model::Technician> technician_of(const Change& change, const std::string& id) {
  auto technician = store::Technicians(change.scope).get(model::TechnicianId(id));
  if (!technician) return fail(Code::kInvalid, "The technician is not one of this team.");
  if (technician->owner) return fail(Code::kConflict, "The owner may do everything: their record is not changed.");
  return technician;
}

Result<> check_term(const model::Term& term) {
  if (term.from && term.to && *term.to <= *term.from) return fail(Code::kInvalid, "A right ends after it begins.");
  if (term.hours) return model::check_hours(*term.hours);
  return {};
}

Result<std::string> reason_from(std::string_view text) {
  if (text.empty()) return std::string();
  return model::name_from(text, "The reason");
}

/// Everything of a right but who it is for, checked and ready to be written.
Result<> check_right(const Change& change, const Actor& by, const model::AccessRight& right) {
  const auto role = role_of(change, right.role);
  if (!role) return fail(role);
  if (!model::fits(role->purpose, right.scope.kind)) {
    return fail(Code::kInvalid, "The role \"{}\" is for {}: it can't be given for a scope of this kind.", role->name,
                model::to_string(role->purpose));
  }
  if (auto term = check_term(right.term); !term) return term;
  return must_hold(change, by, right.scope, role->permissions, right.term);
}

Result<model::AccessRight> insert(Change& change, const Actor& by, model::AccessRight right) {
  auto reason = reason_from(right.reason);
  if (!reason) return fail(reason);
  store::AccessRights rights(change.scope);
  const auto there = rights.count();
  if (!there) return fail(there);
  if (*there >= limits::kAccessRightsPerTeam)
    return fail(Code::kExhausted, "A team has at most {} access rights: remove some.", limits::kAccessRightsPerTeam);
  right.id = model::AccessRightId::make();
  right.reason = std::move(*reason);
  right.given_by = by.technician;
  right.given_by_name = by.name;
  right.created_at = change.now;
  if (auto inserted = rights.insert(right); !inserted) return fail(inserted);
  change.holders.push_back(right.holder);
  if (auto kept = record_right(change, model::AuditKind::kRightGranted, right); !kept) return fail(kept);
  return right;
}

Result<> check_temporary(const Change& change, const TemporaryPermission& asked, WallMs begin) {
  const auto team = store::Teams(change.scope).get();
  if (!team) return fail(team);
  if (asked.to <= begin || asked.to <= change.now)
    return fail(Code::kInvalid, "A temporary permission ends after it begins, and not in the past.");
  if (asked.to - begin > std::chrono::days(team->temporary_days)) {
    return fail(Code::kInvalid, "A temporary permission lasts at most {} days in this team: choose an earlier end.",
                team->temporary_days);
  }
  if (team->temporary_needs_reason && asked.reason.empty())
    return fail(Code::kInvalid, "This team asks for a reason or ticket number: give one.");
  if (asked.to - begin > kTemporaryUnconfirmed && !asked.confirmed)
    return fail(Code::kConflict, "That is longer than 3 days: confirm it.");
  return {};
}

}  // namespace

Result<Target> target_of(const Change& change, const model::Scope& scope) {
  const auto& team = change.scope.team_id();
  switch (scope.kind) {
    case model::ScopeKind::kTeam: return Target::of_team(team);
    // Administering Quick Support is the team's.
    case model::ScopeKind::kQuickSupport: return Target::of_team(team);
    case model::ScopeKind::kEntity: {
      const model::EntityId entity(scope.id);
      if (change.snapshot.entity(entity) == nullptr) return fail(Code::kInvalid, "The entity is not one of this team.");
      return Target::of_entity(team, entity);
    }
    case model::ScopeKind::kGroup: {
      if (!store::DeviceGroups(change.scope).get(model::GroupId(scope.id)))
        return fail(Code::kInvalid, "The device group is not one of this team.");
      // Its devices may stand anywhere.
      return Target::of_entity(team, change.snapshot.root());
    }
    case model::ScopeKind::kDevice: {
      auto facts = change.facts(model::DeviceId(scope.id));
      if (!facts) return fail(Code::kInvalid, "The device is not one of this team.");
      return Target::of_device(team, std::move(*facts));
    }
  }
  return fail(Code::kInvalid, "There is no such scope.");
}

Result<model::Role> role_of(const Change& change, const model::RoleId& id) {
  if (const auto* system = model::find_system_role(id)) return *system;
  auto role = store::Roles(change.scope).get(id);
  if (!role) return fail(Code::kInvalid, "The role is not one of this team.");
  return role;
}

Result<> may_administer(const Change& change, const Actor& by, const model::Holder& holder, const model::Scope& scope) {
  const auto target = target_of(change, scope);
  if (!target) return fail(target);
  if (auto allowed = change.require(by, Action::kRightsManage, *target); !allowed) return allowed;
  if (access::is_own(change.snapshot, by, holder))
    return fail(Code::kDenied, "Nobody changes their own rights: ask another administrator.");
  if (holder.kind == model::HolderKind::kDepartment) {
    if (!store::Departments(change.scope).get(model::DepartmentId(holder.id)))
      return fail(Code::kInvalid, "The department is not one of this team.");
    return change.require(by, Action::kRightsManage, Target::of_team(by.team));
  }
  const auto technician = technician_of(change, holder.id);
  if (!technician) return fail(technician);
  return change.require(by, Action::kTechniciansManage, Target::of_entity(by.team, technician->home));
}

Result<> must_hold(const Change& change, const Actor& by, const model::Scope& scope, model::Permissions permissions,
                   const model::Term& term) {
  const auto lacking = access::missing(change.snapshot, by, scope, permissions, term, change.facts_of(), change.now);
  if (lacking.empty()) return {};
  return fail(Code::kDenied, "Nobody gives, changes or takes more than they hold for as long; you lack here: {}.",
              names_of(lacking));
}

Result<> must_hold(const Change& change, const Actor& by, const model::AccessRight& right) {
  return must_hold(change, by, right.scope, change.snapshot.permissions_of(right.role), right.term);
}

Result<model::AccessRight> give(Authority& authority, const Actor& by, const NewRight& asked) {
  return authority.change(by, [&](Change& change) -> Result<model::AccessRight> {
    if (auto may = may_administer(change, by, asked.holder, asked.scope); !may) return fail(may);
    model::AccessRight right{
        .holder = asked.holder, .scope = asked.scope, .role = asked.role, .term = asked.term, .reason = asked.reason};
    if (auto fits = check_right(change, by, right); !fits) return fail(fits);
    return insert(change, by, std::move(right));
  });
}

Result<model::AccessRight> change_right(Authority& authority, const Actor& by, const model::AccessRightId& id,
                                        const RightChange& asked) {
  return authority.change(by, [&](Change& change) -> Result<model::AccessRight> {
    store::AccessRights rights(change.scope);
    auto right = rights.get(id);
    if (!right) return fail(right);
    if (auto may = may_administer(change, by, right->holder, right->scope); !may) return fail(may);
    if (right->temporary) return fail(Code::kConflict, "A temporary permission is replaced by a new one, not changed.");
    if (auto held = must_hold(change, by, *right); !held) return fail(held);
    if (right->version != asked.version)
      return fail(Code::kConflict, "The access right was changed meanwhile: look at it again.");
    auto reason = reason_from(asked.reason);
    if (!reason) return fail(reason);
    const auto before = *right;
    right->role = asked.role;
    right->term = asked.term;
    right->reason = std::move(*reason);
    if (auto fits = check_right(change, by, *right); !fits) return fail(fits);
    if (auto updated = rights.update(*right); !updated) return fail(updated);
    ++right->version;
    change.holders.push_back(right->holder);
    if (auto kept = record_right(change, model::AuditKind::kRightChanged, *right, &before); !kept) return fail(kept);
    return right;
  });
}

Result<> take_right(Authority& authority, const Actor& by, const model::AccessRightId& id) {
  return authority.change(by, [&](Change& change) -> Result<> {
    store::AccessRights rights(change.scope);
    const auto right = rights.get(id);
    if (!right) return fail(right);
    if (right->temporary) {
      // Who may give it may take it, whoever it belongs to.
      const auto site = target_of(change, right->scope);
      if (!site) return fail(site);
      if (auto allowed = change.require(by, Action::kTemporaryRightsGive, *site); !allowed) return allowed;
      if (access::is_own(change.snapshot, by, right->holder))
        return fail(Code::kDenied, "Nobody changes their own rights: ask another administrator.");
    } else if (auto may = may_administer(change, by, right->holder, right->scope); !may) {
      return may;
    }
    if (auto held = must_hold(change, by, *right); !held) return held;
    if (auto removed = rights.remove(id); !removed) return removed;
    change.holders.push_back(right->holder);
    return record_right(change, model::AuditKind::kRightRemoved, *right);
  });
}

Result<model::AccessRight> give_temporary(Authority& authority, const Actor& by, const TemporaryPermission& asked) {
  return authority.change(by, [&](Change& change) -> Result<model::AccessRight> {
    const auto site = model::Scope::of(asked.site);
    const auto holder = model::Holder::of(asked.technician);
    const auto target = target_of(change, site);
    if (!target) return fail(target);
    if (auto allowed = change.require(by, Action::kTemporaryRightsGive, *target); !allowed) return fail(allowed);
    if (access::is_own(change.snapshot, by, holder))
      return fail(Code::kDenied, "Nobody changes their own rights: ask another administrator.");
    if (auto technician = technician_of(change, asked.technician.str()); !technician) return fail(technician);
    const WallMs begin = asked.from.value_or(change.now);
    if (auto good = check_temporary(change, asked, begin); !good) return fail(good);
    model::AccessRight right{.holder = holder,
                             .scope = site,
                             .role = asked.role,
                             .term = {.from = begin, .to = asked.to},
                             .temporary = true,
                             .reason = asked.reason};
    if (auto fits = check_right(change, by, right); !fits) return fail(fits);
    store::AccessRights rights(change.scope);
    const auto before = rights.all({.holder = holder, .scope = site, .temporary = true});
    if (!before) return fail(before);
    for (const auto& old : *before) {
      if (auto held = must_hold(change, by, old); !held) return fail(held);
      if (auto removed = rights.remove(old.id); !removed) return fail(removed);
      if (auto kept = record_right(change, model::AuditKind::kRightRemoved, old); !kept) return fail(kept);
    }
    return insert(change, by, std::move(right));
  });
}

}  // namespace callout::rights
