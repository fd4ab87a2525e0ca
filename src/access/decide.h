// SPDX-License-Identifier: Apache-2.0
// THE ONLY PLACE that answers "may X do Y to Z now?". Pure functions: no I/O, no clock of their own, a reason in every
// answer. Called by the API (from its route table) and by sessions (at open and at every change of anything a session
// used). Any thread.
//
// Order: unknown technician, foreign team and disabled technician deny before any right is looked at; then the rights
// add up; then deny.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "access/permission.h"
#include "base/clock.h"
#include "model/id.h"
#include "model/team.h"

namespace callout::access {

/// Who asks.
struct Subject {
  model::TeamId team;
  model::TechnicianId technician;
};

/// What it is asked about: something of a team; sessions and jobs also name the technician whose own they are.
struct Target {
  model::TeamId team;
  std::optional<model::TechnicianId> own_of;
  std::optional<model::DeviceId> device;

  static Target of_team(model::TeamId team) { return {std::move(team), std::nullopt, std::nullopt}; }
  static Target of_technician(model::TeamId team, model::TechnicianId whose) {
    return {std::move(team), std::move(whose), std::nullopt};
  }
  static Target of_device(model::TeamId team, model::DeviceId device) {
    return {std::move(team), std::nullopt, std::move(device)};
  }
};

/// Everything that decisions depend on, compiled once and never changed: a change makes a new one (sessions/authority.h
/// holds the current).
class Snapshot {
 public:
  Snapshot() = default;
  explicit Snapshot(std::span<const model::Technician> technicians);

 private:
  friend struct Judge;
  struct Account {
    model::TeamId team;
    bool owner = false;
    bool active = false;
  };
  std::unordered_map<model::TechnicianId, Account> accounts_;
};

enum class Reason { kAllowed, kUnknownTechnician, kForeignTeam, kTechnicianDisabled, kNoRight, kNotOwn };

struct Decision {
  bool allowed = false;
  Reason reason = Reason::kNoRight;
  std::string_view right;       ///< The right that matched ("owner", "member"); empty when denied.
  std::optional<WallMs> until;  ///< When the matched right ends; absent for no end.

  /// One sentence for logs and `why`; a browser may be told less.
  std::string_view sentence() const;
};

Decision decide(const Snapshot& snapshot, const Subject& subject, Permission permission, const Target& target,
                WallMs now);

/// How far a permission reaches for lists: nothing, the technician's own things, or all of the team's.
enum class Reach { kNone, kOwn, kAll };
Reach reach(const Snapshot& snapshot, const Subject& subject, Permission permission, WallMs now);

/// The permissions that the technician holds somewhere, for the console to show or hide buttons (never to enforce).
std::vector<Permission> held(const Snapshot& snapshot, const Subject& subject, WallMs now);

/// Proof that decide() allowed this to this technician on this device. Only access makes one, so a session can't be
/// opened without a decision; one of each permission is a type of its own, so that none stands for another.
template <Permission kPermission>
class GrantOf {
 public:
  const Subject& subject() const { return subject_; }
  const model::DeviceId& device() const { return device_; }

  /// decide() on a device of the subject's own team; nullopt when denied.
  static std::optional<GrantOf> ask(const Snapshot& snapshot, const Subject& subject, const model::DeviceId& device,
                                    WallMs now) {
    const auto decision = decide(snapshot, subject, kPermission, Target::of_device(subject.team, device), now);
    return decision.allowed ? std::optional(GrantOf(subject, device)) : std::nullopt;
  }

 private:
  GrantOf(Subject subject, model::DeviceId device) : subject_(std::move(subject)), device_(std::move(device)) {}
  Subject subject_;
  model::DeviceId device_;
};

/// To open the device's webpage, and to reach its raw ports.
using Grant = GrantOf<Permission::kDeviceWebpageOpen>;
using PortsGrant = GrantOf<Permission::kDevicePortsOpen>;

}  // namespace callout::access
