// SPDX-License-Identifier: Apache-2.0
#include "rights/technicians.h"

#include "rights/giving.h"
#include "rights/recording.h"
#include "store/teams.h"

namespace callout::rights {

using access::Action;
using access::Target;

Result<model::Technician> may_change_technician(const Change& change, const Actor& by, const model::TechnicianId& id,
                                                Reaching reaching) {
  auto technician = store::Technicians(change.scope).get(id);
  if (!technician) return technician;
  if (!change.decide(by, Action::kTechniciansManage, Target::of_entity(by.team, technician->home)).allowed)
    return fail(Code::kNotFound, "There is no such technician.");
  if (technician->owner) return fail(Code::kConflict, "The owner's record can't be changed.");
  if (reaching == Reaching::kProfile) return technician;
  if (id == by.technician)
    return fail(Code::kDenied, "Nobody changes their own account here: ask another administrator.");
  if (!access::outranks(change.snapshot, by, id, change.facts_of(), change.now))
    return fail(Code::kDenied, "This technician holds rights that you do not: ask who holds them.");
  return technician;
}

Result<model::Technician> change_technician_access(Authority& authority, const Actor& by, const model::TechnicianId& id,
                                                   const TechnicianAccess& asked) {
  return authority.change(by, [&](Change& change) -> Result<model::Technician> {
    const auto technician = may_change_technician(change, by, id, Reaching::kAccount);
    if (!technician) return technician;
    if (technician->version != asked.version)
      return fail(Code::kConflict, "The technician was changed meanwhile: look at them again.");
    const auto home = asked.home.value_or(technician->home);
    if (change.snapshot.entity(home) == nullptr) return fail(Code::kInvalid, "The entity is not one of this team.");
    if (auto may = change.require(by, Action::kTechniciansManage, Target::of_entity(by.team, home)); !may)
      return fail(may);
    const bool firmware = asked.firmware_everywhere.value_or(technician->firmware_everywhere);
    if (firmware != technician->firmware_everywhere) {
      const auto everywhere = model::Scope::of(change.snapshot.root());
      if (auto held = must_hold(change, by, everywhere, {model::Permission::kFirmwareUpdate}, {}); !held)
        return fail(held);
    }
    store::Technicians technicians(change.scope);
    if (auto set = technicians.set_access(id, home, firmware); !set) return fail(set);
    change.technicians = true;
    model::AuditRecord record{.kind = model::AuditKind::kTechnicianChanged,
                              .technician = {id, technician->name},
                              .entity = entity_thing(change, home)};
    note(record, "home", entity_thing(change, technician->home).name, record.entity.name);
    note(record, "firmware_everywhere", technician->firmware_everywhere ? "on" : "off", firmware ? "on" : "off");
    if (auto kept = change.record(std::move(record)); !kept) return fail(kept);
    return technicians.get(id);
  });
}

}  // namespace callout::rights
