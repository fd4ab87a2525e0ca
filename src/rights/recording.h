// SPDX-License-Identifier: Apache-2.0
// The audit records of rights: what each says of a right, role or switch. Inside rights/, sessions/ and customers/
// only, within a change. One thread.
#pragma once

#include <string>
#include <string_view>

#include "model/device.h"
#include "model/rights.h"
#include "model/team.h"
#include "rights/authority.h"

namespace callout::rights {

/// Notes a plain field if it changed.
void note(model::AuditRecord& record, std::string_view field, std::string_view before, std::string_view after);

/// kRightGranted, kRightRemoved, or kRightChanged from what it was before.
Result<> record_right(Change& change, model::AuditKind kind, const model::AccessRight& right,
                      const model::AccessRight* before = nullptr);
/// kRoleCreated and so on; without one there was none before or is none after.
Result<> record_role(Change& change, model::AuditKind kind, const model::Role* before, const model::Role* after);
Result<> record_switch(Change& change, model::AuditRecord record, std::string_view before, std::string_view after);

model::AuditThing<model::EntityId> entity_thing(const Change& change, const model::EntityId& entity);
model::AuditThing<model::TechnicianId> technician_thing(const Change& change, const model::TechnicianId& technician);
model::AuditThing<model::DeviceId> device_thing(const model::Device& device);
std::string names_of(model::Permissions permissions);

}  // namespace callout::rights
