// SPDX-License-Identifier: Apache-2.0
// Teams, technicians and entities as plain values: what repositories return and the API prints. Any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/id.h"
#include "model/names.h"

namespace callout::model {

/// One customer of the server: the tenant boundary.
struct Team {
  TeamId id;
  std::string name;
  std::chrono::minutes session_length{30};  ///< 1 min to 8 h.
  EntityId root_entity;
  WallMs created_at;
};

enum class TechnicianStatus { kActive, kDisabled };
template <>
struct Names<TechnicianStatus> {
  static constexpr std::pair<TechnicianStatus, std::string_view> kTable[] = {{TechnicianStatus::kActive, "active"},
                                                                             {TechnicianStatus::kDisabled, "disabled"}};
};

/// An account in a team.
struct Technician {
  TechnicianId id;
  TeamId team;
  std::string email;  ///< Lower case; unique on the server.
  std::string name;
  bool owner = false;
  TechnicianStatus status = TechnicianStatus::kActive;
  WallMs created_at;
};

/// A node of the team's tree (dealer > customer > site).
struct Entity {
  EntityId id;
  std::optional<EntityId> parent;  ///< Absent on the root.
  std::string name;
  std::string path;  ///< Names from the root, joined by " / ".
};

}  // namespace callout::model
