// SPDX-License-Identifier: Apache-2.0
#include "access/decide.h"

#include <algorithm>

#include "access/scopes.h"

namespace callout::access {

namespace {

using model::Permissions;
using model::Switch;

Decision deny(Reason reason, std::string restricted = {}) {
  return {.reason = reason, .restricted = std::move(restricted)};
}

Decision allow(Ground ground) {
  return {.allowed = true, .reason = Reason::kAllowed, .ground = ground};
}

/// Why the account does not count; nullopt when it does.
std::optional<Reason> obstacle(const Account& account) {
  switch (account.standing) {
    case Standing::kActive: return std::nullopt;
    case Standing::kDisabled: return Reason::kTechnicianDisabled;
    case Standing::kDisabledByPlan: return Reason::kDisabledByPlan;
    case Standing::kInvited: return Reason::kNotActivated;
  }
  return Reason::kTechnicianDisabled;
}

/// The account if it is an active one of the snapshot's team, else null and why.
struct Found {
  const Account* account = nullptr;
  Reason why_not = Reason::kAllowed;
};
Found account_of(const Snapshot& snapshot, const Subject& subject) {
  const Account* account = snapshot.account(subject.technician);
  if (account == nullptr) return {nullptr, Reason::kUnknownTechnician};
  if (snapshot.team() != subject.team) return {nullptr, Reason::kForeignTeam};
  if (const auto why = obstacle(*account)) return {nullptr, *why};
  return {account, Reason::kAllowed};
}

bool known(Action action) {
  return std::ranges::any_of(model::Names<Action>::kTable, [&](const auto& row) { return row.first == action; });
}

/// What the owner's ownership gives: not what is only ever somebody's own.
bool owner_may(const ActionRule& rule) {
  return rule.everyone || !rule.any.empty();
}

/// The rule as far as the subject may use it.
ActionRule narrowed(ActionRule rule, const Subject& subject) {
  if (!subject.only) return rule;
  rule.any = rule.any & *subject.only;
  rule.section = rule.section & *subject.only;
  return rule;
}

bool is_remote_access(const ActionRule& rule) {
  return !rule.any.empty() && model::kRemoteAccess.covers(rule.any);
}

/// Longer is better; for ever is best.
bool lasts_longer(const std::optional<WallMs>& a, const std::optional<WallMs>& b) {
  if (!b) return false;
  return !a || *a > *b;
}

/// Looks for the right that gives any of the permissions and holds longest.
class Search {
 public:
  Search(const Snapshot& snapshot, const Account& account, Permissions any, WallMs now)
      : snapshot_(snapshot), account_(account), held_(snapshot.held_by(account)), any_(any), now_(now) {}

  void look_at(const model::ScopeRef& scope) {
    home_ = home_ || (scope.kind == model::ScopeKind::kEntity && scope.id == account_.home.str());
    Snapshot::each_right(held_, scope, [&](const model::AccessRight& right) {
      if (!snapshot_.permissions_of(right.role).any_of(any_)) return;
      const auto end = holds(right.term, now_);
      if (!end || (best_ && !lasts_longer(end->at, until_))) return;
      best_ = &right;
      until_ = end->at;
    });
  }
  bool at_home() const { return home_; }
  const model::AccessRight* best() const { return best_; }
  const std::optional<WallMs>& until() const { return until_; }

 private:
  const Snapshot& snapshot_;
  const Account& account_;
  const Snapshot::HeldRights held_;
  const Permissions any_;
  const WallMs now_;
  const model::AccessRight* best_ = nullptr;
  std::optional<WallMs> until_;
  bool home_ = false;
};

Decision decide_by(const Snapshot& snapshot, const Subject& subject, const ActionRule& rule, const Target& target,
                   WallMs now) {
  const Found found = account_of(snapshot, subject);
  const Account* account = found.account;
  if (account == nullptr) return deny(found.why_not);
  if (target.team != subject.team) return deny(Reason::kForeignTeam);

  std::vector<model::InstallId> through;
  const auto* device = std::get_if<model::DeviceFacts>(&target.what);
  if (device != nullptr) {
    if (device->hidden_for && device->hidden_for != subject.technician && !account->owner) return deny(Reason::kHidden);
    if (is_remote_access(rule)) {
      if (auto restricted = restriction(snapshot, *device, through)) return std::move(*restricted);
    }
  }

  Search search(snapshot, *account, rule.any, now);
  if (!each_scope_over(snapshot, target, [&](const model::ScopeRef& scope) { search.look_at(scope); }))
    return deny(Reason::kUnknownTarget);
  const bool own = target.own_of == subject.technician;
  Decision decision = [&] {
    if (account->owner && owner_may(rule)) return allow(Ground::kOwner);
    if (rule.everyone) return allow(Ground::kEveryone);
    if (rule.own && own) return allow(Ground::kOwn);
    if (account->firmware_everywhere && rule.any.has(model::Permission::kFirmwareUpdate) && device != nullptr)
      return allow(Ground::kFirmwareEverywhere);
    if (rule.home && search.at_home()) return allow(Ground::kHome);
    if (search.best() == nullptr) return deny(rule.own && target.own_of ? Reason::kNotOwn : Reason::kNoRight);
    Decision by_right = allow(Ground::kRight);
    by_right.right = search.best()->id;
    by_right.until = search.until();
    return by_right;
  }();
  if (decision.allowed) decision.through = std::move(through);
  return decision;
}

model::Reach reach_by(const Snapshot& snapshot, const Subject& subject, const ActionRule& rule, WallMs now) {
  const Account* account = account_of(snapshot, subject).account;
  model::Reach reach;
  if (account == nullptr) return reach;
  reach.technician = subject.technician;
  reach.own = rule.own;
  reach.hidden = account->owner;
  reach.everything = rule.everyone || (account->owner && owner_may(rule)) ||
                     (account->firmware_everywhere && rule.any.has(model::Permission::kFirmwareUpdate));
  if (reach.everything) return reach;
  if (rule.home) reach.entities.push_back(account->home);
  snapshot.each_right(*account, [&](const model::AccessRight& right) {
    const auto permissions = snapshot.permissions_of(right.role);
    if (!permissions.any_of(rule.any | rule.section) || !holds(right.term, now)) return;
    if (permissions.any_of(rule.section)) reach.section = true;
    if (!permissions.any_of(rule.any)) return;
    switch (right.scope.kind) {
      case model::ScopeKind::kDevice: reach.devices.emplace_back(right.scope.id); break;
      case model::ScopeKind::kGroup: reach.groups.emplace_back(right.scope.id); break;
      case model::ScopeKind::kEntity: reach.entities.emplace_back(right.scope.id); break;
      case model::ScopeKind::kQuickSupport: reach.section = true; break;
      case model::ScopeKind::kTeam: reach.everything = true; break;
    }
  });
  return reach;
}

}  // namespace

std::string_view Decision::sentence() const {
  switch (reason) {
    case Reason::kAllowed: return "A right of the technician allows it.";
    case Reason::kUnknownTechnician: return "There is no such technician.";
    case Reason::kForeignTeam: return "It belongs to another team.";
    case Reason::kTechnicianDisabled: return "The technician is disabled.";
    case Reason::kDisabledByPlan: return "The technician is disabled because the team's plan has fewer places.";
    case Reason::kNotActivated: return "The technician has not accepted the invitation yet.";
    case Reason::kUnknownTarget: return "There is no such thing in the team.";
    case Reason::kEntityRestricted: return "Remote Technician is switched off for the entity.";
    case Reason::kInstallRestricted: return "Remote Technician is switched off for the install.";
    case Reason::kDeviceRestricted: return "Remote Technician is switched off for the device.";
    case Reason::kHidden: return "The device is hidden from everyone but one technician.";
    case Reason::kNoRight: return "The technician has no right to do this.";
    case Reason::kNotOwn: return "The technician may do this only with what is their own.";
  }
  return {};
}

std::optional<TermEnd> holds(const model::Term& term, WallMs now) {
  if (term.from && now < *term.from) return std::nullopt;
  if (term.to && now >= *term.to) return std::nullopt;
  TermEnd end{term.to};
  if (term.hours) {
    const auto closing = model::hours_end(*term.hours, now);
    if (!closing) return std::nullopt;
    end.at = end.at ? std::min(*end.at, *closing) : *closing;
  }
  return end;
}

bool remote_access_on(const Snapshot& snapshot, const model::EntityId& entity, model::EntityId* set_by) {
  auto found = Switch::kInherited;
  const bool whole = snapshot.climb(entity, [&](const model::EntityId& at, const Place& place) {
    if (found != Switch::kInherited || place.remote_access == Switch::kInherited) return;
    found = place.remote_access;
    if (set_by != nullptr) *set_by = at;
  });
  return whole && found != Switch::kOff;
}

std::optional<Decision> restriction(const Snapshot& snapshot, const model::DeviceFacts& device,
                                    std::vector<model::InstallId>& through) {
  if (!device.remote_access) return deny(Reason::kDeviceRestricted, device.id.str());
  model::EntityId off_at;
  if (!remote_access_on(snapshot, device.entity, &off_at)) return deny(Reason::kEntityRestricted, off_at.str());
  const model::InstallId* forbidding = nullptr;
  for (const auto& install : device.installs) {
    const Place* place = snapshot.install(install);
    const bool open =
        place != nullptr && place->remote_access != Switch::kOff && remote_access_on(snapshot, place->parent);
    if (open) {
      through.push_back(install);
    } else if (forbidding == nullptr) {
      forbidding = &install;
    }
  }
  if (forbidding != nullptr && (through.empty() || snapshot.strict_installs()))
    return deny(Reason::kInstallRestricted, forbidding->str());
  return std::nullopt;
}

Decision decide(const Snapshot& snapshot, const Subject& subject, Action action, const Target& target, WallMs now) {
  if (!known(action)) return deny(Reason::kNoRight);
  return decide_by(snapshot, subject, narrowed(rule_of(action), subject), target, now);
}

Decision decide(const Snapshot& snapshot, const Subject& subject, model::Permission permission, const Target& target,
                WallMs now) {
  return decide_by(snapshot, subject, narrowed({.any = {permission}}, subject), target, now);
}

model::Reach reach(const Snapshot& snapshot, const Subject& subject, Action action, WallMs now) {
  if (!known(action)) return {};
  return reach_by(snapshot, subject, narrowed(rule_of(action), subject), now);
}

std::vector<Action> held_actions(const Snapshot& snapshot, const Subject& subject, WallMs now) {
  std::vector<Action> held;
  for (const auto& [action, name] : model::Names<Action>::kTable) {
    if (!reach(snapshot, subject, action, now).nothing()) held.push_back(action);
  }
  return held;
}

Permissions held_permissions(const Snapshot& snapshot, const Subject& subject, WallMs now) {
  const Account* account = account_of(snapshot, subject).account;
  if (account == nullptr) return {};
  const auto within = subject.only.value_or(Permissions::all());
  if (account->owner) return within;
  Permissions held;
  if (account->firmware_everywhere) held.add(model::Permission::kFirmwareUpdate);
  snapshot.each_right(*account, [&](const model::AccessRight& right) {
    if (holds(right.term, now)) held |= snapshot.permissions_of(right.role);
  });
  return held & within;
}

}  // namespace callout::access
