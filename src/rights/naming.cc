// SPDX-License-Identifier: Apache-2.0
#include "rights/naming.h"

#include "store/departments.h"
#include "store/device_groups.h"
#include "store/devices.h"
#include "store/entities.h"
#include "store/installs.h"
#include "store/roles.h"
#include "store/teams.h"

namespace callout::rights {
namespace {

template <class T>
std::string name_or(const Result<T>& found, const std::string& id) {
  return found ? found->name : id;
}

}  // namespace

std::string name_of(const store::TeamScope& team, const model::Holder& holder) {
  if (holder.kind == model::HolderKind::kDepartment)
    return name_or(store::Departments(team).get(model::DepartmentId(holder.id)), holder.id);
  return name_or(store::Technicians(team).get(model::TechnicianId(holder.id)), holder.id);
}

std::string name_of(const store::TeamScope& team, const model::Scope& scope) {
  switch (scope.kind) {
    case model::ScopeKind::kDevice: return name_or(store::Devices(team).get(model::DeviceId(scope.id)), scope.id);
    case model::ScopeKind::kGroup: return name_or(store::DeviceGroups(team).get(model::GroupId(scope.id)), scope.id);
    case model::ScopeKind::kEntity: {
      const auto entity = store::Entities(team).get(model::EntityId(scope.id));
      return entity ? entity->path : scope.id;
    }
    case model::ScopeKind::kQuickSupport:
    case model::ScopeKind::kTeam: return {};
  }
  return {};
}

std::string name_of(const store::TeamScope& team, const model::RoleId& role) {
  if (const auto* system = model::find_system_role(role)) return system->name;
  return name_or(store::Roles(team).get(role), role.str());
}

std::string name_of(const store::TeamScope& team, const model::InstallId& install) {
  return name_or(store::Installs(team).get(install), install.str());
}

}  // namespace callout::rights
