// SPDX-License-Identifier: Apache-2.0
// The only place that answers "may X do Y to Z now?": pure functions, no I/O, no clock, a reason in every answer. Asked
// by api for every request and by sessions at open and at every change. Thread-safe because a Snapshot never changes;
// returned views are into static text.
//
// In this order: the technician has to be an active one of the snapshot's own team, and the target has to be the same
// team's; a switch that is off forbids remote access to everyone; then any right that covers the target is enough, the
// owner's is one. What is not known is denied.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "access/action.h"
#include "access/snapshot.h"
#include "base/clock.h"
#include "model/device.h"
#include "model/id.h"
#include "model/reach.h"

namespace callout::access {

/// Who asks. The team is that of the sign-in, not one that a request names.
struct Subject {
  model::TeamId team;
  model::TechnicianId technician;
};

/// What it is about, always of some team.
struct Target {
  struct Team {};
  struct QuickSupport {};
  model::TeamId team;
  std::variant<Team, QuickSupport, model::EntityId, model::InstallId, model::DeviceFacts> what = Team();
  std::optional<model::TechnicianId> own_of{};  ///< Whose session, job or rights it is.

  static Target of_team(model::TeamId team) { return {.team = std::move(team)}; }
  static Target of_entity(model::TeamId team, model::EntityId entity) {
    return {.team = std::move(team), .what = std::move(entity)};
  }
  static Target of_install(model::TeamId team, model::InstallId install) {
    return {.team = std::move(team), .what = std::move(install)};
  }
  static Target of_device(model::TeamId team, model::DeviceFacts device) {
    return {.team = std::move(team), .what = std::move(device)};
  }
  Target owned_by(model::TechnicianId technician) && {
    own_of = std::move(technician);
    return std::move(*this);
  }
};

enum class Reason : std::uint8_t {
  kAllowed,
  kUnknownTechnician,
  kForeignTeam,
  kTechnicianDisabled,
  kDisabledByPlan,
  kNotActivated,
  kUnknownTarget,
  kEntityRestricted,
  kInstallRestricted,
  kDeviceRestricted,
  kHidden,
  kNoRight,
  kNotOwn,
};

/// Whether it is a switch that forbids it.
constexpr bool is_restriction(Reason reason) {
  return reason == Reason::kEntityRestricted || reason == Reason::kInstallRestricted ||
         reason == Reason::kDeviceRestricted;
}

/// What an allowed decision rests on.
enum class Ground : std::uint8_t { kNone, kEveryone, kOwn, kOwner, kHome, kRight, kFirmwareEverywhere };

struct Decision {
  bool allowed = false;
  Reason reason = Reason::kNoRight;
  Ground ground = Ground::kNone;
  std::optional<model::AccessRightId> right{};  ///< The matching right that holds longest.
  std::optional<WallMs> until{};                ///< When that right ends, if it does.
  /// The entity or install whose switch is off (kEntityRestricted, kInstallRestricted).
  std::string restricted{};
  /// Of a device: the installs that a session may go through, the first choice first.
  std::vector<model::InstallId> through{};

  /// One sentence for logs and `why`; a browser may be told less.
  std::string_view sentence() const;
};

Decision decide(const Snapshot& snapshot, const Subject& subject, Action action, const Target& target, WallMs now);
/// The same for one permission by itself: for functions that are not built yet, and to explain.
Decision decide(const Snapshot& snapshot, const Subject& subject, model::Permission permission, const Target& target,
                WallMs now);

/// Where a technician may do this, for lists: what decide() would allow, as sets.
model::Reach reach(const Snapshot& snapshot, const Subject& subject, Action action, WallMs now);

/// The actions and the permissions that the technician holds somewhere, for the console to show or hide (never to
/// enforce).
std::vector<Action> held_actions(const Snapshot& snapshot, const Subject& subject, WallMs now);
model::Permissions held_permissions(const Snapshot& snapshot, const Subject& subject, WallMs now);

/// When a term that holds now ends; nullopt inside for never, nothing when it does not hold now.
struct TermEnd {
  std::optional<WallMs> at{};
};
std::optional<TermEnd> holds(const model::Term& term, WallMs now);

/// Why remote access to the device is off for everyone, or nullopt; `through` gets the installs that are left.
std::optional<Decision> restriction(const Snapshot& snapshot, const model::DeviceFacts& device,
                                    std::vector<model::InstallId>& through);
/// The switch of the entity as it works: its own or the nearest set one above, else on.
bool remote_access_on(const Snapshot& snapshot, const model::EntityId& entity, model::EntityId* set_by = nullptr);

/// Proof that decide() allowed this to this technician on this device. Only access makes one, so a session can't be
/// opened without a decision; one of each action is a type of its own, so that none stands for another.
template <Action kAction>
class GrantOf {
 public:
  static constexpr Action kAsked = kAction;
  const Subject& subject() const { return subject_; }
  const model::DeviceId& device() const { return device_; }
  const Decision& decision() const { return decision_; }

  /// decide() on a device of the subject's own team; nullopt when denied.
  static std::optional<GrantOf> ask(const Snapshot& snapshot, const Subject& subject, const model::DeviceFacts& device,
                                    WallMs now) {
    auto decision = decide(snapshot, subject, kAction, Target::of_device(subject.team, device), now);
    if (!decision.allowed) return std::nullopt;
    return GrantOf(subject, device.id, std::move(decision));
  }

 private:
  GrantOf(Subject subject, model::DeviceId device, Decision decision)
      : subject_(std::move(subject)), device_(std::move(device)), decision_(std::move(decision)) {}
  Subject subject_;
  model::DeviceId device_;
  Decision decision_;
};

/// To open the device's webpage, and to reach its raw ports.
using Grant = GrantOf<Action::kDeviceWebpageOpen>;
using PortsGrant = GrantOf<Action::kDevicePortsOpen>;

}  // namespace callout::access
