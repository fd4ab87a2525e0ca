// SPDX-License-Identifier: Apache-2.0
// For tests: a team put together by names, from which snapshots are compiled. One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "access/decide.h"
#include "access/giving.h"

namespace callout::access {

inline const model::TeamId kTeam{"team"};
inline const model::EntityId kRoot{"root"};
inline const WallMs kNow{std::chrono::milliseconds(1'780'000'000'000)};  // Thursday, 2026-05-28 20:26:40 UTC.

/// Everything by its name as id.
struct Town {
  model::Team team{.id = kTeam, .name = "Team", .root_entity = kRoot, .created_at = {}};
  std::vector<model::Technician> technicians;
  std::vector<model::Role> roles;
  std::vector<model::Entity> entities{{.id = kRoot, .parent = {}, .name = "root", .path = "root"}};
  std::vector<model::InstallPlace> installs;
  std::vector<model::AccessRight> rights;

  model::Technician& technician(const std::string& name, bool owner = false) {
    technicians.push_back({.id = model::TechnicianId(name),
                           .team = kTeam,
                           .email = name + "@example.com",
                           .name = name,
                           .owner = owner,
                           .created_at = WallMs(std::chrono::milliseconds(technicians.size()))});
    return technicians.back();
  }
  model::Entity& entity(const std::string& name, const std::string& parent = "root") {
    entities.push_back({.id = model::EntityId(name), .parent = model::EntityId(parent), .name = name, .path = name});
    return entities.back();
  }
  model::InstallPlace& install(const std::string& name, const std::string& entity = "root") {
    return installs.emplace_back(model::InstallPlace{.id = model::InstallId(name), .entity = model::EntityId(entity)});
  }
  void role(const std::string& name, model::Permissions permissions,
            model::Purpose purpose = model::Purpose::kDevices) {
    roles.push_back({.id = model::RoleId(name), .name = name, .purpose = purpose, .permissions = permissions});
  }
  model::AccessRight& give(const model::Holder& holder, const model::Scope& scope, const std::string& role,
                           model::Term term = {}) {
    rights.push_back({.id = model::AccessRightId("right" + std::to_string(rights.size())),
                      .holder = holder,
                      .scope = scope,
                      .role = model::RoleId(role),
                      .term = std::move(term)});
    return rights.back();
  }
  model::AccessRight& give(const std::string& technician, const model::Scope& scope, const std::string& role,
                           model::Term term = {}) {
    return give(model::Holder::of(model::TechnicianId(technician)), scope, role, std::move(term));
  }

  Snapshot snapshot() const {
    return Snapshot(team)
        .with_technicians(technicians)
        .with_roles(roles)
        .with_entities(entities)
        .with_installs(installs)
        .with_rights(rights);
  }
};

inline Subject as(const std::string& technician) {
  return {kTeam, model::TechnicianId(technician)};
}
inline model::Scope entity_scope(const std::string& name) {
  return model::Scope::of(model::EntityId(name));
}
inline model::DeviceFacts device_at(const std::string& entity, std::vector<std::string> installs = {},
                                    std::vector<std::string> groups = {}) {
  model::DeviceFacts facts{.id = model::DeviceId("device"), .entity = model::EntityId(entity)};
  for (auto& install : installs) facts.installs.emplace_back(std::move(install));
  for (auto& group : groups) facts.groups.emplace_back(std::move(group));
  return facts;
}
inline Target on(const model::DeviceFacts& device) {
  return Target::of_device(kTeam, device);
}
inline Target on_entity(const std::string& name) {
  return Target::of_entity(kTeam, model::EntityId(name));
}
inline Target on_team() {
  return Target::of_team(kTeam);
}

}  // namespace callout::access
