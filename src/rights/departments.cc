// SPDX-License-Identifier: Apache-2.0
#include "rights/departments.h"

#include <fmt/format.h>

#include "model/text.h"
#include "rights/giving.h"
#include "rights/losing.h"
#include "rights/naming.h"
#include "rights/recording.h"
#include "store/access_rights.h"
#include "store/departments.h"
#include "store/teams.h"

namespace callout::rights {
namespace {

using access::Action;
using access::Target;
using model::Holder;

Result<> may_manage_departments(const Change& change, const Actor& by) {
  return change.require(by, Action::kRightsManage, Target::of_team(by.team));
}

Result<> may_move(const Change& change, const Actor& by, const Membership& membership) {
  if (membership.technician == by.technician)
    return fail(Code::kDenied, "Nobody changes their own rights: ask another administrator.");
  const auto technician = store::Technicians(change.scope).get(membership.technician);
  if (!technician) return fail(Code::kInvalid, "The technician is not one of this team.");
  if (technician->owner) return fail(Code::kConflict, "The owner may do everything: their record is not changed.");
  if (auto allowed = change.require(by, Action::kTechniciansManage, Target::of_entity(by.team, technician->home));
      !allowed)
    return allowed;
  const auto* rights = change.snapshot.rights_of(Holder::of(membership.department));
  if (rights == nullptr) return {};
  for (const auto& right : *rights) {
    if (auto held = must_hold(change, by, right); !held) return held;
  }
  return {};
}

Result<> record_department(Change& change, model::AuditKind kind, std::string_view before, std::string_view after) {
  model::AuditRecord record{.kind = kind};
  note(record, "name", before, after);
  record.detail = fmt::format("department {}", after.empty() ? before : after);
  return change.record(std::move(record));
}

Result<> record_membership(Change& change, const Membership& membership, std::string_view before,
                           std::string_view after) {
  model::AuditRecord record{.kind = model::AuditKind::kDepartmentChanged,
                            .technician = technician_thing(change, membership.technician)};
  note(record, "membership", before, after);
  record.detail = fmt::format("department {}", name_of(change.scope, Holder::of(membership.department)));
  return change.record(std::move(record));
}

}  // namespace

Result<model::Department> add_department(Authority& authority, const Actor& by, std::string_view name) {
  auto clean = model::name_from(name, "The department's name");
  if (!clean) return fail(clean);
  return authority.change(by, [&](Change& change) -> Result<model::Department> {
    if (auto may = may_manage_departments(change, by); !may) return fail(may);
    const model::Department department{
        .id = model::DepartmentId::make(), .name = std::move(*clean), .created_at = change.now};
    if (auto inserted = store::Departments(change.scope).insert(department); !inserted) return fail(inserted);
    if (auto kept = record_department(change, model::AuditKind::kDepartmentCreated, "", department.name); !kept)
      return fail(kept);
    return department;
  });
}

Result<model::Department> rename_department(Authority& authority, const Actor& by, const model::DepartmentId& id,
                                            std::string_view name) {
  const auto clean = model::name_from(name, "The department's name");
  if (!clean) return fail(clean);
  return authority.change(by, [&](Change& change) -> Result<model::Department> {
    if (auto may = may_manage_departments(change, by); !may) return fail(may);
    store::Departments departments(change.scope);
    const auto before = departments.get(id);
    if (!before) return before;
    if (auto renamed = departments.rename(id, *clean); !renamed) return fail(renamed);
    if (auto kept = record_department(change, model::AuditKind::kDepartmentChanged, before->name, *clean); !kept)
      return fail(kept);
    return departments.get(id);
  });
}

Result<> remove_department(Authority& authority, const Actor& by, const model::DepartmentId& id, std::int64_t removes) {
  return authority.change(by, [&](Change& change) -> Result<> {
    if (auto may = may_manage_departments(change, by); !may) return may;
    store::Departments departments(change.scope);
    const auto department = departments.get(id);
    if (!department) return fail(department);
    if (auto lost = lose_rights(change, by, {.holder = Holder::of(id)}, removes, "The department"); !lost) return lost;
    change.technicians = true;
    if (auto removed = departments.remove(id); !removed) return removed;
    return record_department(change, model::AuditKind::kDepartmentRemoved, department->name, "");
  });
}

Result<> change_memberships(Authority& authority, const Actor& by, const std::vector<Membership>& add,
                            const std::vector<Membership>& take_out) {
  return authority.change(by, [&](Change& change) -> Result<> {
    if (auto may = may_manage_departments(change, by); !may) return may;
    store::Departments departments(change.scope);
    for (const auto& membership : add) {
      if (auto may = may_move(change, by, membership); !may) return may;
      if (auto added = departments.add(membership.department, membership.technician); !added) return added;
      if (auto kept = record_membership(change, membership, "", "member"); !kept) return kept;
    }
    for (const auto& membership : take_out) {
      if (auto may = may_move(change, by, membership); !may) return may;
      if (auto out = departments.take_out(membership.department, membership.technician); !out) return out;
      if (auto kept = record_membership(change, membership, "member", ""); !kept) return kept;
    }
    change.technicians = true;
    return {};
  });
}

}  // namespace callout::rights
