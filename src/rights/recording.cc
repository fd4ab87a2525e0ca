// SPDX-License-Identifier: Apache-2.0
#include "rights/recording.h"

#include <fmt/format.h>

#include "rights/naming.h"

namespace callout::rights {
namespace {

using model::AuditKind;
using model::AuditRecord;

std::string time_text(const std::optional<WallMs>& time) {
  return time ? rfc3339(*time) : std::string();
}

std::string hours_text(const std::optional<model::WeeklyHours>& hours) {
  if (!hours) return {};
  return fmt::format("days {} {:02}:{:02}-{:02}:{:02} {}", hours->days.to_string(), hours->from / 60, hours->from % 60,
                     hours->to / 60, hours->to % 60, hours->zone);
}

}  // namespace

void note(AuditRecord& record, std::string_view field, std::string_view before, std::string_view after) {
  record.changes.add(field, model::FieldClass::kPlain, before, after);
}

std::string names_of(model::Permissions permissions) {
  std::string names;
  for (const auto permission : permissions.list()) {
    if (!names.empty()) names += ", ";
    names += model::to_string(permission);
  }
  return names;
}

model::AuditThing<model::EntityId> entity_thing(const Change& change, const model::EntityId& entity) {
  return {entity, name_of(change.scope, model::Scope::of(entity))};
}

model::AuditThing<model::TechnicianId> technician_thing(const Change& change, const model::TechnicianId& technician) {
  return {technician, name_of(change.scope, model::Holder::of(technician))};
}

model::AuditThing<model::DeviceId> device_thing(const model::Device& device) {
  return {device.id, device.name};
}

Result<> record_right(Change& change, AuditKind kind, const model::AccessRight& right,
                      const model::AccessRight* before) {
  AuditRecord record{.kind = kind};
  const std::string holder = name_of(change.scope, right.holder), scope = name_of(change.scope, right.scope);
  if (right.holder.kind == model::HolderKind::kTechnician)
    record.technician = {model::TechnicianId(right.holder.id), holder};
  if (right.scope.kind == model::ScopeKind::kEntity) record.entity = {model::EntityId(right.scope.id), scope};
  if (right.scope.kind == model::ScopeKind::kDevice) record.device = {model::DeviceId(right.scope.id), scope};
  const model::AccessRight none;
  const auto& was = before != nullptr ? *before : kind == AuditKind::kRightRemoved ? right : none;
  const auto& is = kind == AuditKind::kRightRemoved ? none : right;
  const auto role = [&](const model::AccessRight& of) {
    return of.role.empty() ? std::string() : name_of(change.scope, of.role);
  };
  note(record, "role", role(was), role(is));
  note(record, "from", time_text(was.term.from), time_text(is.term.from));
  note(record, "to", time_text(was.term.to), time_text(is.term.to));
  note(record, "hours", hours_text(was.term.hours), hours_text(is.term.hours));
  note(record, "reason", was.reason, is.reason);
  record.detail =
      fmt::format("{}access right {} of {} {} for {} {}", right.temporary ? "temporary " : "", right.id.str(),
                  model::to_string(right.holder.kind), holder, model::to_string(right.scope.kind), scope);
  return change.record(std::move(record));
}

Result<> record_role(Change& change, AuditKind kind, const model::Role* before, const model::Role* after) {
  AuditRecord record{.kind = kind};
  const model::Role none;
  const auto &was = before != nullptr ? *before : none, &is = after != nullptr ? *after : none;
  note(record, "name", was.name, is.name);
  note(record, "permissions", names_of(was.permissions), names_of(is.permissions));
  record.detail = fmt::format("role {}", (after != nullptr ? *after : was).name);
  return change.record(std::move(record));
}

Result<> record_switch(Change& change, AuditRecord record, std::string_view before, std::string_view after) {
  record.kind = after == "off" ? AuditKind::kRestrictionSet : AuditKind::kRestrictionLifted;
  note(record, "remote_access", before, after);
  return change.record(std::move(record));
}

}  // namespace callout::rights
