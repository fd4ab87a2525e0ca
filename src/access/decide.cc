// SPDX-License-Identifier: Apache-2.0
#include "access/decide.h"

#include <algorithm>
#include <array>

namespace callout::access {

namespace {

/// How far a plain member's permission reaches. What is not in the table is the owner's alone.
Reach member_reach(Permission permission) {
  switch (permission) {
    case Permission::kSignedIn:
    case Permission::kTeamView:
    case Permission::kEntitiesView:
    case Permission::kInstallsView:
    case Permission::kDevicesView:
    case Permission::kDeviceWebpageOpen:
    case Permission::kDevicePortsOpen: return Reach::kAll;
    case Permission::kSessionsView:
    case Permission::kSessionsEnd:
    case Permission::kJobsView:
    case Permission::kJobsCancel: return Reach::kOwn;
    case Permission::kTeamManage:
    case Permission::kTechniciansManage:
    case Permission::kEntitiesManage:
    case Permission::kInstallsManage:
    case Permission::kDevicesManage: return Reach::kNone;
  }
  return Reach::kNone;
}

constexpr bool is_known(Permission permission) {
  return std::ranges::any_of(model::Names<Permission>::kTable,
                             [&](const auto& row) { return row.first == permission; });
}

Decision deny(Reason reason) {
  return {.allowed = false, .reason = reason, .right = {}, .until = {}};
}

Decision allow(std::string_view right) {
  return {.allowed = true, .reason = Reason::kAllowed, .right = right, .until = {}};
}

}  // namespace

Snapshot::Snapshot(std::span<const model::Technician> technicians) {
  accounts_.reserve(technicians.size());
  for (const auto& technician : technicians) {
    accounts_[technician.id] = {technician.team, technician.owner,
                                technician.status == model::TechnicianStatus::kActive};
  }
}

/// Reads the snapshot for decide() and reach().
struct Judge {
  struct Held {
    Reach reach = Reach::kNone;
    Reason reason = Reason::kNoRight;
    std::string_view right;
  };
  static Held judge(const Snapshot& snapshot, const Subject& subject, Permission permission) {
    const auto found = snapshot.accounts_.find(subject.technician);
    if (found == snapshot.accounts_.end()) return {Reach::kNone, Reason::kUnknownTechnician, {}};
    const auto& account = found->second;
    if (account.team != subject.team) return {Reach::kNone, Reason::kForeignTeam, {}};
    if (!account.active) return {Reach::kNone, Reason::kTechnicianDisabled, {}};
    if (!is_known(permission)) return {Reach::kNone, Reason::kNoRight, {}};
    if (account.owner) return {Reach::kAll, Reason::kAllowed, "owner"};
    const Reach member = member_reach(permission);
    if (member == Reach::kNone) return {Reach::kNone, Reason::kNoRight, {}};
    return {member, Reason::kAllowed, "member"};
  }
};

std::string_view Decision::sentence() const {
  switch (reason) {
    case Reason::kAllowed: return "A right of the technician allows it.";
    case Reason::kUnknownTechnician: return "There is no such technician.";
    case Reason::kForeignTeam: return "It belongs to another team.";
    case Reason::kTechnicianDisabled: return "The technician is disabled.";
    case Reason::kNoRight: return "The technician has no right to do this.";
    case Reason::kNotOwn: return "The technician may do this only with what is their own.";
  }
  return {};
}

Decision decide(const Snapshot& snapshot, const Subject& subject, Permission permission, const Target& target, WallMs) {
  const auto held = Judge::judge(snapshot, subject, permission);
  if (held.reach == Reach::kNone) return deny(held.reason);
  if (target.team != subject.team) return deny(Reason::kForeignTeam);
  if (held.reach == Reach::kOwn && target.own_of != subject.technician) return deny(Reason::kNotOwn);
  return allow(held.right);
}

Reach reach(const Snapshot& snapshot, const Subject& subject, Permission permission, WallMs) {
  return Judge::judge(snapshot, subject, permission).reach;
}

std::vector<Permission> held(const Snapshot& snapshot, const Subject& subject, WallMs now) {
  std::vector<Permission> permissions;
  for (const auto& [permission, name] : model::Names<Permission>::kTable) {
    if (reach(snapshot, subject, permission, now) != Reach::kNone) permissions.push_back(permission);
  }
  return permissions;
}

}  // namespace callout::access
