// SPDX-License-Identifier: Apache-2.0
#include "rights/authority.h"

#include <utility>

#include "store/access_rights.h"
#include "store/devices.h"
#include "store/entities.h"
#include "store/installs.h"
#include "store/roles.h"
#include "store/teams.h"

namespace callout::rights {
namespace {

using access::Snapshot;

Result<Snapshot> with_people(const Snapshot& before, const store::TeamScope& scope) {
  const auto team = store::Teams(scope).get();
  if (!team) return fail(team);
  const auto technicians = store::Technicians(scope).all();
  if (!technicians) return fail(technicians);
  return before.with_team(*team).with_technicians(*technicians);
}

Result<Snapshot> with_roles(const Snapshot& before, const store::TeamScope& scope) {
  const auto roles = store::Roles(scope).list();
  if (!roles) return fail(roles);
  return before.with_roles(*roles);
}

Result<Snapshot> with_entities(const Snapshot& before, const store::TeamScope& scope) {
  const auto entities = store::Entities(scope).all();
  if (!entities) return fail(entities);
  return before.with_entities(*entities);
}

Result<Snapshot> with_installs(const Snapshot& before, const store::TeamScope& scope) {
  const auto installs = store::Installs(scope).places();
  if (!installs) return fail(installs);
  return before.with_installs(*installs);
}

Result<Snapshot> with_rights(const Snapshot& before, const store::TeamScope& scope) {
  auto rights = store::AccessRights(scope).all();
  if (!rights) return fail(rights);
  return before.with_rights(std::move(*rights));
}

Result<Snapshot> with_rights_of(const Snapshot& before, const store::TeamScope& scope, const model::Holder& holder) {
  auto rights = store::AccessRights(scope).all({.holder = holder});
  if (!rights) return fail(rights);
  return before.with_rights_of(holder, std::move(*rights));
}

}  // namespace

Result<> Change::require(const access::Subject& by, access::Action action, const access::Target& target) const {
  const auto decision = decide(by, action, target);
  if (decision.allowed) return {};
  return fail(Code::kDenied, "{}", decision.sentence());
}

Result<model::DeviceFacts> Change::facts(const model::DeviceId& device) const {
  return store::Devices(scope).facts(device);
}

access::FactsOf Change::facts_of() const {
  return [this](const model::DeviceId& device) -> std::optional<model::DeviceFacts> {
    auto found = facts(device);
    return found ? std::optional(std::move(*found)) : std::nullopt;
  };
}

Result<> Change::record(model::AuditRecord record) {
  record.team = actor.team;
  record.actor = actor.audited();
  recorded_ = true;
  return journal_.append(transaction, std::move(record));
}

Result<Snapshot> compile(store::Transaction& transaction, const model::TeamId& team) {
  const store::TeamScope scope(transaction, team);
  Snapshot whole;
  for (const auto& part : {with_people, with_roles, with_entities, with_installs, with_rights}) {
    auto made = part(whole, scope);
    if (!made) return made;
    whole = std::move(*made);
  }
  return whole;
}

Authority::Authority(store::Store& store, audit::Journal& journal, const Clock& clock, Log& log)
    : store_(store), journal_(journal), clock_(clock), log_(log) {}

void Authority::set_listener(Listener* listener) {
  std::scoped_lock lock(mutex_);
  listener_ = listener;
}

Result<Authority::Shared> Authority::compile_anew(const Change& change) {
  Snapshot next = change.snapshot;
  const std::pair<bool, decltype(&with_people)> parts[] = {
      {change.technicians, with_people}, {change.roles, with_roles}, {change.entities, with_entities}};
  for (const auto& [changed, part] : parts) {
    if (!changed) continue;
    auto made = part(next, change.scope);
    if (!made) return fail(made);
    next = std::move(*made);
  }
  for (const auto& install : change.installs) {
    auto place = store::Installs(change.scope).place(install);
    if (!place && place.error().code != Code::kNotFound) return fail(place);
    next = next.with_install(install, place ? std::optional(std::move(*place)) : std::nullopt);
  }
  for (const auto& holder : change.holders) {
    auto made = with_rights_of(next, change.scope, holder);
    if (!made) return fail(made);
    next = std::move(*made);
  }
  return std::make_shared<const Snapshot>(std::move(next));
}

void Authority::keep(const model::TeamId& team, Shared snapshot) {
  std::scoped_lock lock(mutex_);
  snapshots_[team] = std::move(snapshot);
}

void Authority::forget(const model::TeamId& team) {
  {
    std::scoped_lock one(changing_);
    // Or who is reading the team right now would put back what it was.
    std::scoped_lock reading(loading_);
    std::scoped_lock lock(mutex_);
    snapshots_.erase(team);
  }
  tell(team);
}

bool Authority::look_at_plans() {
  const auto version = store_.others_version();
  if (version && *version == looked_at_) return false;
  // The version was read first: what is committed from here on shows at the next look.
  const auto changed = version ? changed_plans() : fail(version);
  if (!changed) {
    if (!std::exchange(look_failed_, true))
      log_.error("the teams' plans can't be looked at", {{"error", changed.error().message}});
    return false;
  }
  look_failed_ = false;
  looked_at_ = *version;
  for (const auto& team : *changed) {
    log_.info("a team's plan was changed", {{"team", team.str()}});
    forget(team);
  }
  return true;
}

Result<std::vector<model::TeamId>> Authority::changed_plans() const {
  // Nobody reads a team meanwhile: what was read before is compared here, what is read after this is as new as this.
  std::scoped_lock reading(loading_);
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  const auto teams = store::all_teams(*transaction);
  if (!teams) return fail(teams);
  std::vector<model::TeamId> changed;
  std::scoped_lock lock(mutex_);
  for (const auto& team : *teams) {
    const auto found = snapshots_.find(team.id);
    if (found != snapshots_.end() && found->second->technician_limit() != team.technician_limit)
      changed.push_back(team.id);
  }
  return changed;
}

void Authority::tell(const model::TeamId& team) {
  Listener* listener = nullptr;
  {
    std::scoped_lock lock(mutex_);
    listener = listener_;
  }
  if (listener != nullptr) listener->access_changed(team);
}

std::shared_ptr<const Snapshot> Authority::of(const model::TeamId& team) const {
  const auto kept = [&]() -> Shared {
    std::scoped_lock lock(mutex_);
    const auto found = snapshots_.find(team);
    return found == snapshots_.end() ? nullptr : found->second;
  };
  if (auto found = kept()) return found;
  // One at a time: and what a change has put there meanwhile is newer than what is read here.
  std::scoped_lock one(loading_);
  if (auto found = kept()) return found;
  auto read = [&]() -> Result<Snapshot> {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    return compile(*transaction, team);
  }();
  if (!read) {
    if (read.error().code != Code::kNotFound)
      log_.error("access can't be read: everything is denied until it can",
                 {{"team", team.str()}, {"error", read.error().message}});
    return std::make_shared<const Snapshot>();
  }
  std::scoped_lock lock(mutex_);
  return snapshots_.emplace(team, std::make_shared<const Snapshot>(std::move(*read))).first->second;
}

access::Decision Authority::decide(const access::Subject& subject, access::Action action,
                                   const access::Target& target) const {
  return access::decide(*of(subject.team), subject, action, target, clock_.wall());
}

model::Reach Authority::reach(const access::Subject& subject, access::Action action) const {
  return access::reach(*of(subject.team), subject, action, clock_.wall());
}

Result<model::DeviceFacts> Authority::facts(const model::TeamId& team, const model::DeviceId& device) const {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  return store::Devices(store::TeamScope(*transaction, team)).facts(device);
}

template <class Grant>
Result<Grant> Authority::grant(const access::Subject& subject, const model::DeviceId& device) const {
  const auto known = facts(subject.team, device);
  if (!known) return fail(known);
  const auto snapshot = of(subject.team);
  const WallMs now = clock_.wall();
  if (auto grant = Grant::ask(*snapshot, subject, *known, now)) return std::move(*grant);
  const auto target = access::Target::of_device(subject.team, *known);
  if (!access::decide(*snapshot, subject, access::Action::kDevicesView, target, now).allowed)
    return fail(Code::kNotFound, "There is no such device.");
  return fail(Code::kDenied, "{}", access::decide(*snapshot, subject, Grant::kAsked, target, now).sentence());
}

Result<access::Grant> Authority::grant_webpage(const access::Subject& subject, const model::DeviceId& device) const {
  return grant<access::Grant>(subject, device);
}

Result<access::PortsGrant> Authority::grant_ports(const access::Subject& subject, const model::DeviceId& device) const {
  return grant<access::PortsGrant>(subject, device);
}

Result<bool> Authority::is_current(const model::TeamId& team) {
  std::scoped_lock one(changing_);
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  const auto read = compile(*transaction, team);
  if (!read) return fail(read);
  return *read == *of(team);
}

}  // namespace callout::rights
