// SPDX-License-Identifier: Apache-2.0
// An install: an agent enrolled to an entity. Plain values: any thread. Whether it is online is jobs::Service's answer,
// not the database's.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "model/id.h"
#include "model/names.h"

namespace callout::model {

enum class InstallState { kWaiting, kEnrolled };
template <>
struct Names<InstallState> {
  static constexpr std::pair<InstallState, std::string_view> kTable[] = {{InstallState::kWaiting, "waiting"},
                                                                         {InstallState::kEnrolled, "enrolled"}};
};

/// What an agent says of itself when it enrols or connects. Untrusted text: store::Installs cuts it to 200 bytes and
/// drops control characters.
struct AgentInfo {
  std::string agent_version;
  std::string hostname;
  std::string os;
  std::string remote_address;
};

/// What decisions depend on.
struct InstallPlace {
  InstallId id{};
  EntityId entity{};
  bool remote_access = true;  ///< Its own switch.
};

struct Install {
  InstallId id;
  TeamId team;
  EntityId entity;
  std::string entity_path;
  std::string name;
  InstallState state = InstallState::kWaiting;
  bool duplicate_key = false;  ///< Its key was seen live from two machines; the second was refused.
  AgentInfo agent;             ///< Empty strings until the agent has said so.
  std::optional<WallMs> last_seen_at;
  int device_count = 0;
  WallMs created_at;
  bool remote_access = true;  ///< Its own switch.
};

}  // namespace callout::model
