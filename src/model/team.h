// SPDX-License-Identifier: Apache-2.0
// Teams, technicians and entities as plain values: what repositories return and the API prints. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/id.h"
#include "model/names.h"
#include "model/rights.h"

namespace callout::model {

/// One customer of the server: the tenant boundary.
struct Team {
  TeamId id;
  std::string name;
  std::chrono::minutes session_length{30};  ///< 1 min to 8 h.
  EntityId root_entity;
  WallMs created_at;
  std::optional<int> technician_limit{};  ///< Of its plan: the owner and the oldest accounts stay active beyond it.
  /// Any restricted install blocks a device; else one that is not restricted is enough.
  bool strict_installs = false;
  bool group_rights_for_new_devices = true;
  int temporary_days = 30;  ///< The longest temporary permission, 1 to 30.
  bool temporary_needs_reason = false;
};

enum class TechnicianStatus { kActive, kDisabled };
template <>
struct Names<TechnicianStatus> {
  static constexpr std::pair<TechnicianStatus, std::string_view> kTable[] = {{TechnicianStatus::kActive, "active"},
                                                                             {TechnicianStatus::kDisabled, "disabled"}};
};

/// Sequential and never edited: an account is invited, then activated by its technician.
enum class TechnicianState { kInvitation, kActivated };
template <>
struct Names<TechnicianState> {
  static constexpr std::pair<TechnicianState, std::string_view> kTable[] = {
      {TechnicianState::kInvitation, "invitation"}, {TechnicianState::kActivated, "activated"}};
};

/// What a technician says about themselves; each but the first name may be empty. Made by model/person.h.
struct Person {
  std::string first_name;
  std::string last_name;
  std::string phone;      ///< E.164: "+5511987654321".
  std::string language;   ///< BCP 47, one that mails are written in: "pt-BR".
  std::string time_zone;  ///< Of the tz database: "America/Sao_Paulo".
  std::string comment;

  /// As it is shown.
  std::string name() const { return last_name.empty() ? first_name : first_name + ' ' + last_name; }
};

/// An account in a team.
struct Technician {
  TechnicianId id;
  TeamId team;
  std::string email;  ///< Lower case; unique on the server.
  std::string name;   ///< As it is shown: that of the person.
  bool owner = false;
  TechnicianStatus status = TechnicianStatus::kActive;
  WallMs created_at;
  TechnicianState state = TechnicianState::kActivated;
  EntityId home{};  ///< The entity that it belongs to: it sees this one and what is below. Empty: the root.
  bool firmware_everywhere = false;  ///< Remote Firmware Update for all sites of the team.
  std::vector<DepartmentId> departments{};
  std::int64_t version = 0;  ///< Counts the changes of what it may do.
  Person person{};
};

/// What holds a sign-in.
enum class SignInKind : std::uint8_t { kBrowser, kClient, kToken };
template <>
struct Names<SignInKind> {
  static constexpr std::pair<SignInKind, std::string_view> kTable[] = {
      {SignInKind::kBrowser, "browser"}, {SignInKind::kClient, "client"}, {SignInKind::kToken, "token"}};
};

/// A node of the team's tree (dealer > customer > site).
struct Entity {
  EntityId id{};
  std::optional<EntityId> parent{};  ///< Absent on the root.
  std::string name{};
  std::string path{};  ///< Names from the root, joined by " / ".
  Switch remote_access = Switch::kInherited;
};

}  // namespace callout::model
