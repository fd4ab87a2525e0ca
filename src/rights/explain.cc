// SPDX-License-Identifier: Apache-2.0
#include "rights/explain.h"

#include <fmt/format.h>

#include "access/scopes.h"
#include "rights/naming.h"

namespace callout::rights {
namespace {

using access::Reason;
using access::Target;

/// What the target itself is as a scope: rights for it are direct, for others inherited.
model::Scope own_scope(const Target& target) {
  if (const auto* entity = std::get_if<model::EntityId>(&target.what)) return model::Scope::of(*entity);
  if (const auto* device = std::get_if<model::DeviceFacts>(&target.what)) return model::Scope::of(device->id);
  return model::Scope::team();
}

model::EntityId entity_of(const Target& target) {
  if (const auto* entity = std::get_if<model::EntityId>(&target.what)) return *entity;
  if (const auto* device = std::get_if<model::DeviceFacts>(&target.what)) return device->entity;
  return {};
}

std::vector<SwitchState> path_to(const store::TeamScope& team, const access::Snapshot& snapshot,
                                 const model::EntityId& from) {
  std::vector<SwitchState> path;
  if (from.empty()) return path;
  snapshot.climb(from, [&](const model::EntityId& entity, const access::Place& place) {
    path.push_back({.id = entity.str(),
                    .name = name_of(team, model::Scope::of(entity)),
                    .own = place.remote_access,
                    .on = access::remote_access_on(snapshot, entity)});
  });
  return path;
}

std::vector<SwitchState> installs_of(const store::TeamScope& team, const access::Snapshot& snapshot,
                                     const Target& target) {
  std::vector<SwitchState> installs;
  const auto* device = std::get_if<model::DeviceFacts>(&target.what);
  if (device == nullptr) return installs;
  for (const auto& install : device->installs) {
    const auto* place = snapshot.install(install);
    if (place == nullptr) continue;
    installs.push_back(
        {.id = install.str(),
         .name = name_of(team, install),
         .own = place->remote_access,
         .on = place->remote_access != model::Switch::kOff && access::remote_access_on(snapshot, place->parent)});
  }
  return installs;
}

std::vector<std::string> remedies_for(const store::TeamScope& team, const access::Decision& decision,
                                      const Explanation& explanation, model::Permission permission) {
  switch (decision.reason) {
    case Reason::kAllowed:
    case Reason::kForeignTeam:
    case Reason::kUnknownTechnician:
    case Reason::kUnknownTarget: return {};
    case Reason::kTechnicianDisabled: return {"Set the technician's status to active."};
    case Reason::kDisabledByPlan:
      return {"Raise the team's limit of technicians, or disable one that was added before."};
    case Reason::kNotActivated: return {"The technician accepts the invitation that was sent to them."};
    case Reason::kDeviceRestricted: return {"Switch Remote Technician on for the device."};
    case Reason::kEntityRestricted:
      return {fmt::format("Switch Remote Technician on for the entity \"{}\", or for one below it on the way.",
                          name_of(team, model::Scope::of(model::EntityId(decision.restricted))))};
    case Reason::kInstallRestricted:
      return {fmt::format("Switch Remote Technician on for the install \"{}\" and the entity it belongs to.",
                          name_of(team, model::InstallId(decision.restricted)))};
    case Reason::kHidden: return {"The technician that the device is hidden for shows it again."};
    case Reason::kNoRight:
    case Reason::kNotOwn: break;
  }
  std::vector<std::string> remedies;
  for (const auto& origin : explanation.origins) {
    if (!origin.holds_now)
      remedies.push_back(fmt::format("The right by the role \"{}\" does not hold at this time: change when it does.",
                                     origin.role_name));
  }
  remedies.push_back(fmt::format("Give an access right with a role that holds {}, for this or for something over it.",
                                 model::to_string(permission)));
  return remedies;
}

}  // namespace

Result<std::vector<Origin>> origins_of(store::Transaction& transaction, const access::Snapshot& snapshot,
                                       const access::Subject& subject, const Target& target, WallMs now) {
  std::vector<Origin> origins;
  const auto* account = snapshot.account(subject.technician);
  if (account == nullptr) return fail(Code::kNotFound, "There is no such technician.");
  const store::TeamScope team(transaction, subject.team);
  const auto own = own_scope(target);
  const auto held = snapshot.held_by(*account);
  access::each_scope_over(snapshot, target, [&](const model::ScopeRef& scope) {
    access::Snapshot::each_right(held, scope, [&](const model::AccessRight& right) {
      const auto end = access::holds(right.term, now);
      origins.push_back({.right = right,
                         .permissions = snapshot.permissions_of(right.role),
                         .role_name = name_of(team, right.role),
                         .holder_name = name_of(team, right.holder),
                         .scope_name = name_of(team, right.scope),
                         .inherited = right.holder.kind == model::HolderKind::kDepartment || right.scope != own,
                         .holds_now = end.has_value(),
                         .until = end ? end->at : std::nullopt});
    });
  });
  return origins;
}

Result<Explanation> explain(store::Transaction& transaction, const access::Snapshot& snapshot,
                            const access::Subject& subject, model::Permission permission, const Target& target,
                            WallMs now) {
  auto origins = origins_of(transaction, snapshot, subject, target, now);
  if (!origins) return fail(origins);
  std::erase_if(*origins, [&](const Origin& origin) { return !origin.permissions.has(permission); });
  const store::TeamScope team(transaction, subject.team);
  Explanation out{.decision = access::decide(snapshot, subject, permission, target, now),
                  .origins = std::move(*origins),
                  .path = path_to(team, snapshot, entity_of(target)),
                  .installs = installs_of(team, snapshot, target)};
  out.remedies = remedies_for(team, out.decision, out, permission);
  return out;
}

}  // namespace callout::rights
