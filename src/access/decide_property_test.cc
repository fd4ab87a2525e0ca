// SPDX-License-Identifier: Apache-2.0
// The decision against a second one that is as plain as can be: it keeps everything in lists, asks each right whether
// its scope holds the target, and shares nothing with decide.cc but the table of actions. 10,000 random worlds.
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "access/access_testing.h"

namespace callout::access {
namespace {

using model::ScopeKind;
using model::Switch;

constexpr int kWorlds = 10'000;

struct Answer {
  bool allowed = false;
  bool forever = false;
  WallMs until{};
  bool operator==(const Answer&) const = default;
};

/// The naive one.
class Plain {
 public:
  Plain(const Town& town, WallMs now) : town_(town), now_(now) {}

  Answer decide(const std::string& who, const ActionRule& rule, const Target& target) const {
    const model::Technician* technician = nullptr;
    for (const auto& candidate : town_.technicians) {
      if (candidate.id.str() == who) technician = &candidate;
    }
    if (technician == nullptr || !counts(*technician)) return {};
    const auto* device = std::get_if<model::DeviceFacts>(&target.what);
    std::vector<std::string> above;
    if (!place_of(target, above)) return {};
    if (device != nullptr) {
      const bool hidden = device->hidden_for && device->hidden_for->str() != who;
      if (hidden && !technician->owner) return {};
      bool remote = !rule.any.empty();
      for (const auto permission : rule.any.list()) remote = remote && model::kRemoteAccess.has(permission);
      if (remote && restricted(*device)) return {};
    }
    if (technician->owner && (rule.everyone || !rule.any.empty())) return {.allowed = true, .forever = true};
    if (rule.everyone) return {.allowed = true, .forever = true};
    if (rule.own && target.own_of && target.own_of->str() == who) return {.allowed = true, .forever = true};
    if (technician->firmware_everywhere && device != nullptr && rule.any.has(model::Permission::kFirmwareUpdate))
      return {.allowed = true, .forever = true};
    const std::string home = technician->home.empty() ? "root" : technician->home.str();
    if (rule.home && contains(above, home)) return {.allowed = true, .forever = true};

    Answer best;
    for (const auto& right : town_.rights) {
      if (!held_by(right.holder, *technician) || !gives(right.role, rule.any)) continue;
      if (!covers(right.scope, target, above)) continue;
      const auto answer = at_this_time(right.term);
      if (!answer.allowed) continue;
      if (!best.allowed || answer.forever || (!best.forever && answer.until > best.until)) best = answer;
    }
    return best;
  }

 private:
  static bool contains(const std::vector<std::string>& all, const std::string& one) {
    for (const auto& each : all) {
      if (each == one) return true;
    }
    return false;
  }
  bool counts(const model::Technician& technician) const {
    if (technician.status == model::TechnicianStatus::kDisabled) return false;
    if (technician.state == model::TechnicianState::kInvitation) return false;
    if (technician.owner || !town_.team.technician_limit) return true;
    int before = 0;
    for (const auto& other : town_.technicians) {
      if (other.status == model::TechnicianStatus::kDisabled || other.state == model::TechnicianState::kInvitation)
        continue;
      if (other.owner || other.created_at < technician.created_at) ++before;
    }
    return before < *town_.team.technician_limit;
  }
  const model::Entity* entity(const std::string& id) const {
    for (const auto& each : town_.entities) {
      if (each.id.str() == id) return &each;
    }
    return nullptr;
  }
  bool path(const std::string& from, std::vector<std::string>& out) const {
    const auto* at = entity(from);
    if (at == nullptr) return false;
    out.push_back(from);
    return at->parent ? path(at->parent->str(), out) : true;
  }
  const model::InstallPlace* install(const std::string& id) const {
    for (const auto& each : town_.installs) {
      if (each.id.str() == id) return &each;
    }
    return nullptr;
  }
  bool place_of(const Target& target, std::vector<std::string>& above) const {
    if (const auto* at = std::get_if<model::EntityId>(&target.what)) return path(at->str(), above);
    if (const auto* id = std::get_if<model::InstallId>(&target.what)) {
      const auto* found = install(id->str());
      return found != nullptr && path(found->entity.str(), above);
    }
    if (const auto* device = std::get_if<model::DeviceFacts>(&target.what)) return path(device->entity.str(), above);
    return true;
  }
  bool is_on(const std::string& at) const {
    const auto* found = entity(at);
    if (found == nullptr) return false;
    if (found->remote_access != Switch::kInherited) return found->remote_access == Switch::kOn;
    return found->parent ? is_on(found->parent->str()) : true;
  }
  bool restricted(const model::DeviceFacts& device) const {
    if (!device.remote_access || !is_on(device.entity.str())) return true;
    std::size_t off = 0;
    for (const auto& id : device.installs) {
      const auto* found = install(id.str());
      if (found == nullptr || !found->remote_access || !is_on(found->entity.str())) ++off;
    }
    if (off == 0) return false;
    return town_.team.strict_installs || off == device.installs.size();
  }
  static bool held_by(const model::Holder& holder, const model::Technician& technician) {
    if (holder.kind == model::HolderKind::kTechnician) return holder.id == technician.id.str();
    for (const auto& department : technician.departments) {
      if (department.str() == holder.id) return true;
    }
    return false;
  }
  bool gives(const model::RoleId& id, model::Permissions any) const {
    for (const auto& role : town_.roles) {
      if (role.id != id) continue;
      for (const auto permission : role.permissions.list()) {
        if (any.has(permission)) return true;
      }
    }
    return false;
  }
  static bool covers(const model::Scope& scope, const Target& target, const std::vector<std::string>& above) {
    const auto* device = std::get_if<model::DeviceFacts>(&target.what);
    switch (scope.kind) {
      case ScopeKind::kTeam: return !std::holds_alternative<Target::QuickSupport>(target.what);
      case ScopeKind::kQuickSupport: return std::holds_alternative<Target::QuickSupport>(target.what);
      case ScopeKind::kEntity: return contains(above, scope.id);
      case ScopeKind::kDevice: return device != nullptr && device->id.str() == scope.id;
      case ScopeKind::kGroup:
        if (device == nullptr || !device->group_rights) return false;
        for (const auto& group : device->groups) {
          if (group.str() == scope.id) return true;
        }
    }
    return false;
  }
  Answer at_this_time(const model::Term& term) const {
    if (term.from && *term.from > now_) return {};
    if (term.to && *term.to <= now_) return {};
    Answer answer{.allowed = true, .forever = !term.to, .until = term.to.value_or(WallMs())};
    if (!term.hours) return answer;
    const auto end = model::hours_end(*term.hours, now_);  // Has tests of its own.
    if (!end) return {};
    if (answer.forever || *end < answer.until) answer = {.allowed = true, .forever = false, .until = *end};
    return answer;
  }

  const Town& town_;
  const WallMs now_;
};

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int below(int most) { return std::uniform_int_distribution(0, most - 1)(engine_); }
  bool one_in(int most) { return below(most) == 0; }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
  }

 private:
  std::mt19937 engine_;
};

std::string named(const char* what, int number) {
  return fmt::format("{}{}", what, number);
}

constexpr int kTechnicians = 4, kDepartments = 3, kRoles = 4, kInstalls = 3, kGroups = 3, kDevices = 3;

model::Term random_term(Dice& dice) {
  model::Term term;
  const auto hours = [&] { return std::chrono::hours(dice.below(9) - 4); };
  if (dice.one_in(3)) term.from = kNow + hours();
  if (dice.one_in(3)) term.to = kNow + hours();
  if (dice.one_in(4)) {
    const int from = dice.below(24) * 60;
    term.hours = model::WeeklyHours{.days = static_cast<unsigned>(1 + dice.below(127)),
                                    .from = from,
                                    .to = (from + 60 * (1 + dice.below(23))) % 1440 + 1,
                                    .zone = dice.one_in(2) ? "UTC" : "Asia/Kolkata"};
  }
  return term;
}

model::Scope random_scope(Dice& dice, const std::vector<std::string>& entities) {
  switch (dice.below(6)) {
    case 0: return model::Scope::of(model::DeviceId(named("device", dice.below(kDevices))));
    case 1: return model::Scope::of(model::GroupId(named("group", dice.below(kGroups))));
    case 2: return model::Scope::team();
    case 3: return model::Scope::quick_support();
    default: return entity_scope(dice.of(entities));
  }
}

/// Also holds what the server would not let anyone make: roles of mixed purpose, rights for what is gone.
Town random_town(Dice& dice, std::vector<std::string>& entities) {
  Town town;
  town.team.strict_installs = dice.one_in(4);
  if (dice.one_in(5)) town.team.technician_limit = dice.below(kTechnicians + 1);
  entities = {"root"};
  for (int i = 0, count = dice.below(7); i < count; ++i) {
    const auto name = named("entity", i);
    town.entity(name, dice.of(entities));
    entities.push_back(name);
  }
  for (auto& entity : town.entities) {
    if (dice.one_in(4)) entity.remote_access = dice.one_in(2) ? Switch::kOn : Switch::kOff;
  }
  for (int i = 0; i < kTechnicians; ++i) {
    auto& technician = town.technician(named("technician", i), i == 0);
    if (dice.one_in(8)) technician.status = model::TechnicianStatus::kDisabled;
    if (dice.one_in(8)) technician.state = model::TechnicianState::kInvitation;
    if (dice.one_in(2)) technician.home = model::EntityId(dice.of(entities));
    technician.firmware_everywhere = dice.one_in(6);
    for (int d = 0; d < kDepartments; ++d) {
      if (dice.one_in(3)) technician.departments.emplace_back(named("department", d));
    }
  }
  for (int i = 0; i < kInstalls; ++i)
    town.install(named("install", i), dice.of(entities)).remote_access = !dice.one_in(3);
  for (int i = 0; i < kRoles; ++i) {
    model::Permissions permissions;
    for (const auto& [permission, name] : model::Names<model::Permission>::kTable) {
      if (dice.one_in(5)) permissions.add(permission);
    }
    town.role(named("role", i), permissions);
  }
  for (int i = 0, count = dice.below(12); i < count; ++i) {
    const auto holder =
        dice.one_in(3) ? model::Holder{model::HolderKind::kDepartment, named("department", dice.below(kDepartments))}
                       : model::Holder{model::HolderKind::kTechnician, named("technician", dice.below(kTechnicians))};
    town.give(holder, random_scope(dice, entities), named("role", dice.below(kRoles + 1)), random_term(dice));
  }
  return town;
}

std::vector<Target> random_targets(Dice& dice, std::vector<std::string> entities) {
  entities.emplace_back("gone");
  std::vector<Target> targets{on_team(),
                              {.team = kTeam, .what = Target::QuickSupport()},
                              on_entity(dice.of(entities)),
                              Target::of_install(kTeam, model::InstallId(named("install", dice.below(kInstalls + 1))))};
  for (int i = 0; i < kDevices; ++i) {
    auto device = device_at(dice.of(entities));
    device.id = model::DeviceId(named("device", i));
    for (int n = 0; n < kInstalls + 1; ++n) {
      if (dice.one_in(3)) device.installs.emplace_back(named("install", n));
    }
    for (int n = 0; n < kGroups; ++n) {
      if (dice.one_in(3)) device.groups.emplace_back(named("group", n));
    }
    device.remote_access = !dice.one_in(5);
    device.group_rights = !dice.one_in(4);
    if (dice.one_in(6)) device.hidden_for = model::TechnicianId(named("technician", dice.below(kTechnicians)));
    targets.push_back(on(device));
  }
  for (auto& target : targets) {
    if (dice.one_in(3)) target.own_of = model::TechnicianId(named("technician", dice.below(kTechnicians)));
  }
  return targets;
}

/// A world's decisions, all technicians on all targets: one of the actions and one of the permissions each.
void compare(unsigned seed, int& allowed) {
  Dice dice(seed);
  std::vector<std::string> entities;
  const Town town = random_town(dice, entities);
  const Snapshot snapshot = town.snapshot();
  const Plain plain(town, kNow);
  for (const auto& target : random_targets(dice, entities)) {
    for (int i = 0; i <= kTechnicians; ++i) {
      const auto who = named("technician", i);
      const auto action = static_cast<Action>(dice.below(static_cast<int>(std::size(model::Names<Action>::kTable))));
      const auto permission = static_cast<model::Permission>(dice.below(static_cast<int>(model::kPermissionCount)));
      for (const auto& [decision, expected] :
           {std::pair(decide(snapshot, as(who), action, target, kNow), plain.decide(who, rule_of(action), target)),
            std::pair(decide(snapshot, as(who), permission, target, kNow),
                      plain.decide(who, {.any = {permission}}, target))}) {
        const Answer answer{decision.allowed, decision.allowed && !decision.until, decision.until.value_or(WallMs())};
        ASSERT_EQ(answer.allowed, expected.allowed)
            << "world " << seed << ", " << who << ", " << model::to_string(action) << ": " << decision.sentence();
        ASSERT_EQ(answer, expected) << "world " << seed << ", " << who << ", " << model::to_string(action);
        allowed += decision.allowed;
      }
    }
  }
}

TEST(DecideProperty, AgreesWithANaiveOneInTenThousandWorlds) {
  int allowed = 0;
  for (unsigned seed = 1; seed <= kWorlds && !testing::Test::HasFatalFailure(); ++seed) compare(seed, allowed);
  // 7 targets x 5 technicians x 2 questions each; worlds in which nothing is allowed would prove nothing.
  EXPECT_GT(allowed, kWorlds * 7);
  RecordProperty("allowed", allowed);
}

/// What reach() says of a list is what decide() says of each device.
TEST(DecideProperty, ReachIsWhatDecisionsAllow) {
  for (unsigned seed = 1; seed <= 2'000; ++seed) {
    Dice dice(seed);
    std::vector<std::string> entities;
    const Town town = random_town(dice, entities);
    const Snapshot snapshot = town.snapshot();
    for (const auto& target : random_targets(dice, entities)) {
      const auto* device = std::get_if<model::DeviceFacts>(&target.what);
      if (device == nullptr || snapshot.entity(device->entity) == nullptr) continue;
      for (int i = 0; i < kTechnicians; ++i) {
        const auto who = named("technician", i);
        const auto reached = reach(snapshot, as(who), Action::kDevicesView, kNow);
        bool in = reached.everything;
        const auto has = [](const auto& all, const auto& one) { return std::ranges::find(all, one) != all.end(); };
        in = in || has(reached.devices, device->id);
        snapshot.climb(device->entity, [&](const auto& at, const Place&) { in = in || has(reached.entities, at); });
        for (const auto& group : device->groups) in = in || (device->group_rights && has(reached.groups, group));
        if (device->hidden_for && device->hidden_for->str() != who) in = in && reached.hidden;
        const auto plain = Target::of_device(kTeam, *device);
        ASSERT_EQ(in, decide(snapshot, as(who), Action::kDevicesView, plain, kNow).allowed) << seed << ' ' << who;
      }
    }
  }
}

}  // namespace
}  // namespace callout::access
