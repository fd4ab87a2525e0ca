// SPDX-License-Identifier: Apache-2.0
// Who may do what: roles, departments, device groups and access rights. Plain values: any thread. access/ decides by
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/id.h"
#include "model/names.h"
#include "model/permission.h"
#include "model/weekly_hours.h"

namespace callout::model {

/// A named set of permissions of one purpose.
struct Role {
  RoleId id{};
  std::string name{};
  Purpose purpose = Purpose::kDevices;
  Permissions permissions{};
  bool system = false;       ///< Can be used and copied, not changed or deleted.
  std::int64_t version = 0;  ///< Counts its changes, so that nobody overwrites one that they have not seen.
};

/// The same on every server; their names stay English in every language.
std::span<const Role> system_roles();
const Role* find_system_role(const RoleId& id);

/// Technicians that hold rights together.
struct Department {
  DepartmentId id{};
  std::string name{};
  int technician_count = 0;
  WallMs created_at{};
};

/// Devices that rights are given for together, whatever entity they stand in.
struct DeviceGroup {
  GroupId id{};
  std::string name{};
  int device_count = 0;
  /// Devices that are added to the team from now on and whose name contains this join by themselves.
  std::string join_name{};
  std::optional<EntityId> join_entity{};  ///< Only those of this entity and below.
  WallMs created_at{};
};

/// Who holds an access right.
enum class HolderKind : std::uint8_t { kTechnician, kDepartment };
template <>
struct Names<HolderKind> {
  static constexpr std::pair<HolderKind, std::string_view> kTable[] = {{HolderKind::kTechnician, "technician"},
                                                                       {HolderKind::kDepartment, "department"}};
};
struct Holder {
  HolderKind kind = HolderKind::kTechnician;
  std::string id{};
  static Holder of(const TechnicianId& technician) { return {HolderKind::kTechnician, technician.str()}; }
  static Holder of(const DepartmentId& department) { return {HolderKind::kDepartment, department.str()}; }
  auto operator<=>(const Holder&) const = default;
};

/// What an access right is for: a thing with all below it, or a section of the console.
enum class ScopeKind : std::uint8_t { kDevice, kGroup, kEntity, kQuickSupport, kTeam };
template <>
struct Names<ScopeKind> {
  static constexpr std::pair<ScopeKind, std::string_view> kTable[] = {{ScopeKind::kDevice, "device"},
                                                                      {ScopeKind::kGroup, "group"},
                                                                      {ScopeKind::kEntity, "entity"},
                                                                      {ScopeKind::kQuickSupport, "quick_support"},
                                                                      {ScopeKind::kTeam, "team"}};
};
struct Scope {
  ScopeKind kind = ScopeKind::kTeam;
  std::string id{};  ///< Empty for sections.
  static Scope of(const DeviceId& device) { return {ScopeKind::kDevice, device.str()}; }
  static Scope of(const GroupId& group) { return {ScopeKind::kGroup, group.str()}; }
  static Scope of(const EntityId& entity) { return {ScopeKind::kEntity, entity.str()}; }
  static Scope team() { return {ScopeKind::kTeam, {}}; }
  static Scope quick_support() { return {ScopeKind::kQuickSupport, {}}; }
  auto operator<=>(const Scope&) const = default;
};

/// A scope that is only looked for: no copy of its id.
struct ScopeRef {
  ScopeKind kind = ScopeKind::kTeam;
  std::string_view id{};

  ScopeRef() = default;
  ScopeRef(ScopeKind of, std::string_view that) : kind(of), id(that) {}
  // NOLINTNEXTLINE(google-explicit-constructor): a scope is looked for as itself.
  ScopeRef(const Scope& scope) : kind(scope.kind), id(scope.id) {}
  template <class Tag>
  static ScopeRef of(ScopeKind kind, const Id<Tag>& id) {
    return {kind, id.str()};
  }
  Scope scope() const { return {kind, std::string(id)}; }
  auto operator<=>(const ScopeRef&) const = default;
};

/// Whether a role of this purpose can be given for such a scope: devices and groups for a device, a group or an entity;
/// invitations for Quick Support; administration for the team or an entity.
constexpr bool fits(Purpose purpose, ScopeKind scope) {
  switch (purpose) {
    case Purpose::kDevices:
      return scope == ScopeKind::kDevice || scope == ScopeKind::kGroup || scope == ScopeKind::kEntity;
    case Purpose::kInvitations: return scope == ScopeKind::kQuickSupport;
    case Purpose::kAdministration: return scope == ScopeKind::kTeam || scope == ScopeKind::kEntity;
  }
  return false;
}

/// When a right holds: always, unless something is given.
struct Term {
  std::optional<WallMs> from{};
  std::optional<WallMs> to{};  ///< The moment at which it has ended.
  std::optional<WeeklyHours> hours{};
  bool operator==(const Term&) const = default;
};

struct AccessRight {
  AccessRightId id{};
  Holder holder{};
  Scope scope{};
  RoleId role{};
  Term term{};
  /// Temporary permission of an engineer on a site; `reason` says why.
  bool temporary = false;
  std::string reason{};
  TechnicianId given_by{};
  std::string given_by_name{};
  WallMs created_at{};
  std::int64_t version = 0;
};

/// A switch that an entity has or takes from above.
enum class Switch : std::uint8_t { kInherited, kOn, kOff };
template <>
struct Names<Switch> {
  static constexpr std::pair<Switch, std::string_view> kTable[] = {
      {Switch::kInherited, "inherited"}, {Switch::kOn, "on"}, {Switch::kOff, "off"}};
};

}  // namespace callout::model
