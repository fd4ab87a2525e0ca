// SPDX-License-Identifier: Apache-2.0
#include "sessions/inventory.h"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.h"
#include "model/profile_json.h"
#include "model/text.h"
#include "rights/places.h"
#include "rights/recording.h"
#include "store/device_groups.h"
#include "store/devices.h"
#include "store/installs.h"
#include "store/teams.h"

namespace callout::sessions {

namespace {

using access::Action;
using access::Target;
using rights::Change;

/// The endpoints as asked for; those that were there before keep their ids.
Result<std::vector<model::Endpoint>> endpoints_from(const std::vector<NewEndpoint>& asked,
                                                    const std::vector<model::Endpoint>& before) {
  if (asked.empty() || asked.size() > limits::kEndpointsPerDevice) {
    return fail(Code::kInvalid, "A device has 1 to {} endpoints.", limits::kEndpointsPerDevice);
  }
  std::vector<model::Endpoint> endpoints;
  for (const auto& [scheme, port] : asked) {
    const auto same = [&](const model::Endpoint& endpoint) {
      return endpoint.scheme == scheme && endpoint.port == port;
    };
    if (port == 0) return fail(Code::kInvalid, "A port is 1 to 65535.");
    if (std::ranges::any_of(endpoints, same))
      return fail(Code::kInvalid, "The endpoint {} {} is given twice.", model::to_string(scheme), port);
    const auto old = std::ranges::find_if(before, same);
    endpoints.push_back({old == before.end() ? model::EndpointId::make() : old->id, scheme, port, std::nullopt});
  }
  return endpoints;
}

Result<> accept(const store::TeamScope& scope, const rights::Actor& by, const model::DeviceId& device,
                const AcceptedKey& key, WallMs now) {
  const auto who = store::Technicians(scope).get(by.technician);
  if (!who) return fail(who);
  return store::Devices(scope).accept_key(device, key.endpoint, key.key_sha256, who->name, now);
}

/// Those that devices of the chosen profile have; none if it is not known.
std::vector<NewEndpoint> usual_endpoints(const store::TeamScope& scope, const ProfileChoice& choice) {
  if (!choice.profile) return {};
  const auto own = store::Profiles(scope).get(*choice.profile);
  const auto* shipped = model::find_profile(model::shipped_profiles(), *choice.profile);
  const auto* profile = own ? &*own : shipped;
  std::vector<NewEndpoint> endpoints;
  if (profile == nullptr) return endpoints;
  for (const auto& [scheme, port] : profile->treatment.endpoints) endpoints.push_back({scheme, port});
  return endpoints;
}

Result<std::vector<std::uint16_t>> raw_ports_from(std::vector<std::uint16_t> asked) {
  if (asked.size() > limits::kRawPortsPerDevice)
    return fail(Code::kInvalid, "A device has at most {} raw ports.", limits::kRawPortsPerDevice);
  std::ranges::sort(asked);
  if (std::ranges::find(asked, 0) != asked.end()) return fail(Code::kInvalid, "A port is 1 to 65535.");
  if (const auto twice = std::ranges::adjacent_find(asked); twice != asked.end())
    return fail(Code::kInvalid, "The raw port {} is given twice.", *twice);
  return asked;
}

/// Whether `by` may let the device stand where it does, reached by way of its installs: who may change devices at one
/// site must not reach into another's network.
Result<> may_place(const Change& change, const rights::Actor& by, const model::Device& device) {
  if (change.snapshot.entity(device.entity) == nullptr)
    return fail(Code::kInvalid, "The entity is not one of this team.");
  if (auto may = change.require(by, Action::kDevicesManage, Target::of_entity(by.team, device.entity)); !may)
    return may;
  for (const auto& install : device.facts().installs) {
    if (change.snapshot.install(install) == nullptr)
      return fail(Code::kInvalid, "The install is not one of this team.");
    if (auto may = change.require(by, Action::kDevicesManage, Target::of_install(by.team, install)); !may) return may;
  }
  return {};
}

/// The same for what a change moves, of the one that is changed.
Result<> may_move(const Change& change, const rights::Actor& by, const model::Device& before,
                  const model::Device& after) {
  if (after.entity != before.entity) {
    const auto device = Target::of_device(by.team, before.facts());
    if (auto may = rights::may_move(change, by, Action::kDevicesManage, device, before.entity, after.entity); !may)
      return may;
  }
  for (const auto& install : after.facts().installs) {
    if (before.tracked_by(install)) continue;
    if (change.snapshot.install(install) == nullptr)
      return fail(Code::kInvalid, "The install is not one of this team.");
    if (auto may = change.require(by, Action::kDevicesManage, Target::of_install(by.team, install)); !may) return may;
  }
  return {};
}

std::string text_of(const std::vector<model::Endpoint>& endpoints) {
  std::string text;
  for (const auto& endpoint : endpoints)
    text += fmt::format("{}{}:{}", text.empty() ? "" : " ", model::to_string(endpoint.scheme), endpoint.port);
  return text;
}

std::string text_of(const std::optional<model::InstallId>& install) {
  return install ? install->str() : std::string();
}

model::AuditKind kind_of(const DeviceChange& change) {
  if (change.accept_identity) return model::AuditKind::kDeviceIdentityAccepted;
  if (change.accept_key) return model::AuditKind::kDeviceKeyAccepted;
  return change.entity ? model::AuditKind::kDeviceMoved : model::AuditKind::kDeviceChanged;
}

Result<> record_device(Change& change, model::AuditKind kind, const model::Device& before, const model::Device& after) {
  const auto& device = after.id.empty() ? before : after;
  model::AuditRecord record{
      .kind = kind, .device = rights::device_thing(device), .entity = rights::entity_thing(change, device.entity)};
  if (device.install) record.install = {*device.install, device.install_name};
  const auto hidden = [](const model::Device& of) { return of.hidden_for ? of.hidden_for->str() : std::string(); };
  rights::note(record, "name", before.name, after.name);
  rights::note(record, "entity", before.entity.str(), after.entity.str());
  rights::note(record, "install", text_of(before.install), text_of(after.install));
  rights::note(record, "address", before.address, after.address);
  rights::note(record, "endpoints", text_of(before.endpoints), text_of(after.endpoints));
  rights::note(record, "raw_ports", fmt::format("{}", fmt::join(before.raw_ports, " ")),
               fmt::format("{}", fmt::join(after.raw_ports, " ")));
  rights::note(record, "mac", before.mac.value_or(""), after.mac.value_or(""));
  rights::note(record, "group_rights", before.group_rights ? "on" : "off", after.group_rights ? "on" : "off");
  rights::note(record, "hidden_for", hidden(before), hidden(after));
  return change.record(std::move(record));
}

Result<> record_install(Change& change, model::AuditKind kind, const model::Install& before,
                        const model::Install& after) {
  const auto& install = after.id.empty() ? before : after;
  model::AuditRecord record{.kind = kind, .entity = rights::entity_thing(change, install.entity)};
  record.install = {install.id, install.name};
  rights::note(record, "name", before.name, after.name);
  rights::note(record, "entity", before.entity_path, after.entity_path);
  return change.record(std::move(record));
}

bool same_endpoints(const std::vector<model::Endpoint>& a, const std::vector<model::Endpoint>& b) {
  return std::ranges::equal(a, b, {}, &model::Endpoint::id, &model::Endpoint::id);
}

}  // namespace

Inventory::Inventory(store::Store& store, rights::Authority& authority, jobs::Service& jobs, Service& sessions,
                     model::EventSink& events, const Clock& clock, Log& log)
    : store_(store),
      authority_(authority),
      jobs_(jobs),
      sessions_(sessions),
      events_(events),
      clock_(clock),
      log_(log) {}

Result<model::Device> Inventory::read(const rights::Actor& by, const model::DeviceId& id) {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  return store::Devices(store::TeamScope(*transaction, by.team)).get(id);
}

/// The device as it is after its check was asked for, which may be refused: it has no install, or that has too many
/// jobs.
Result<model::Device> Inventory::check(const rights::Actor& by, const model::DeviceId& id) {
  jobs_.ask_for_check(by.team, id, by.technician, by.audited());
  return read(by, id);
}

Result<model::Device> Inventory::add_device(const rights::Actor& by, const NewDevice& asked) {
  auto name = model::name_from(asked.name, "The device's name");
  if (!name) return fail(name);
  auto address = model::address_from(asked.address);
  if (!address) return fail(address);
  auto raw_ports = raw_ports_from(asked.raw_ports);
  if (!raw_ports) return fail(raw_ports);
  model::Device device;
  device.id = model::DeviceId::make();
  device.team = by.team;
  device.name = std::move(*name);
  device.install = asked.install;
  device.other_installs = asked.other_installs;
  device.address = std::move(*address);
  device.raw_ports = std::move(*raw_ports);
  device.chosen_profile = asked.profile.profile;
  device.translate_bodies = asked.translation.on;
  if (asked.hidden) device.hidden_for = by.technician;
  device.created_at = clock_.wall();
  const auto added = authority_.change(by, [&](Change& change) -> Result<> {
    auto install = store::Installs(change.scope).get(asked.install);
    if (!install) return fail(Code::kInvalid, "The install is not one of this team.");
    device.entity = asked.entity.value_or(install->entity);
    if (auto may = may_place(change, by, device); !may) return may;
    const auto team = store::Teams(change.scope).get();
    if (!team) return fail(team);
    device.group_rights = asked.group_rights.value_or(team->group_rights_for_new_devices);
    auto endpoints =
        endpoints_from(asked.endpoints.empty() ? usual_endpoints(change.scope, asked.profile) : asked.endpoints, {});
    if (!endpoints) return fail(endpoints);
    device.endpoints = std::move(*endpoints);
    auto groups = store::DeviceGroups(change.scope).joined_by(device);
    if (!groups) return fail(groups);
    device.groups = std::move(*groups);
    if (auto inserted = store::Devices(change.scope).insert(device); !inserted) return inserted;
    return record_device(change, model::AuditKind::kDeviceCreated, {}, device);
  });
  if (!added) return fail(added);
  events_.publish(by.team, {model::EventKind::kDevice, device.id.str()});
  events_.publish(by.team, {model::EventKind::kInstall, asked.install.str()});
  return check(by, device.id);
}

Result<model::Device> Inventory::change_device(const rights::Actor& by, const model::DeviceId& id,
                                               const DeviceChange& change) {
  bool reaches = false, raw_ports_changed = false, treated_anew = false;
  const auto changed = authority_.change(by, [&](Change& access) -> Result<> {
    const auto& scope = access.scope;
    store::Devices devices(scope);
    auto before = devices.get(id);
    if (!before) return fail(before);
    if (auto may = access.require(by, Action::kDevicesManage, Target::of_device(by.team, before->facts())); !may)
      return may;
    auto device = *before;
    if (change.name) {
      auto name = model::name_from(*change.name, "The device's name");
      if (!name) return fail(name);
      device.name = std::move(*name);
    }
    if (change.entity) device.entity = *change.entity;
    if (change.install) device.install = *change.install;
    if (change.other_installs) device.other_installs = *change.other_installs;
    if (change.group_rights) device.group_rights = *change.group_rights;
    if (change.hidden) device.hidden_for = *change.hidden ? std::optional(by.technician) : std::nullopt;
    if (change.address) {
      auto address = model::address_from(*change.address);
      if (!address) return fail(address);
      device.address = std::move(*address);
    }
    if (change.endpoints) {
      auto endpoints = endpoints_from(*change.endpoints, before->endpoints);
      if (!endpoints) return fail(endpoints);
      device.endpoints = std::move(*endpoints);
    }
    if (change.raw_ports) {
      auto raw_ports = raw_ports_from(*change.raw_ports);
      if (!raw_ports) return fail(raw_ports);
      device.raw_ports = std::move(*raw_ports);
      raw_ports_changed = device.raw_ports != before->raw_ports;
    }
    if (change.profile) device.chosen_profile = change.profile->profile;
    if (change.translation) device.translate_bodies = change.translation->on;
    if (change.accept_identity) {
      if (!device.seen_mac)
        return fail(Code::kConflict, "There is no other identity to accept: check the device first.");
      device.mac = device.seen_mac;
    }
    if (auto may = may_move(access, by, *before, device); !may) return may;
    const bool endpoints_changed = !same_endpoints(device.endpoints, before->endpoints);
    reaches = device.install != before->install || device.other_installs != before->other_installs ||
              device.address != before->address || endpoints_changed || change.accept_identity || change.accept_key;
    if (reaches) {
      device.seen_mac.reset();
      device.status = model::DeviceStatus::kUnchecked;
      device.status_detail.clear();
    }
    if (auto updated = devices.update(device); !updated) return fail(updated);
    if (endpoints_changed) {
      if (auto replaced = devices.replace_endpoints(id, device.endpoints); !replaced) return fail(replaced);
    }
    if (change.accept_identity) {
      if (auto forgotten = devices.forget_keys(id); !forgotten) return fail(forgotten);
    }
    if (change.accept_key) {
      if (auto accepted = accept(scope, by, id, *change.accept_key, clock_.wall()); !accepted) return fail(accepted);
    }
    const auto after = devices.get(id);
    if (!after) return fail(after);
    treated_anew = after->treatment != before->treatment;
    return record_device(access, kind_of(change), *before, *after);
  });
  if (!changed) return fail(changed);
  if (change.accept_key) {
    log_.info("a changed TLS key was accepted", {{"device", id.str()},
                                                 {"endpoint", change.accept_key->endpoint.str()},
                                                 {"key_sha256", change.accept_key->key_sha256},
                                                 {"technician", by.technician.str()}});
  }
  events_.publish(by.team, {model::EventKind::kDevice, id.str()});
  if (raw_ports_changed) sessions_.raw_ports_changed(id);
  if (reaches || treated_anew) sessions_.device_changed(id);
  if (!reaches) return read(by, id);
  jobs_.cancel_for_device(id, by.audited());
  return check(by, id);
}

Result<> Inventory::remove_device(const rights::Actor& by, const model::DeviceId& id) {
  const auto removed = authority_.change(by, [&](Change& change) -> Result<> {
    store::Devices devices(change.scope);
    const auto device = devices.get(id);
    if (!device) return fail(device);
    if (auto may = change.require(by, Action::kDevicesDelete, Target::of_device(by.team, device->facts())); !may)
      return may;
    if (auto forgotten = rights::forget_scope(change, model::Scope::of(id)); !forgotten) return forgotten;
    if (auto removed = devices.remove(id); !removed) return removed;
    return record_device(change, model::AuditKind::kDeviceRemoved, *device, {});
  });
  if (!removed) return removed;
  sessions_.device_removed(id);
  jobs_.cancel_for_device(id, by.audited());
  events_.publish(by.team, {model::EventKind::kDevice, id.str(), true});
  return {};
}

Result<model::DeviceProfile> Inventory::add_profile(const rights::Actor& by, model::DeviceProfile profile) {
  profile.id = model::ProfileId::make();
  const auto added = profiles_changed(by, model::AuditKind::kProfileCreated, profile, [&](store::Profiles& profiles) {
    return profiles.insert(profile, clock_.wall());
  });
  if (!added) return fail(added);
  return profile;
}

Result<model::DeviceProfile> Inventory::change_profile(const rights::Actor& by, model::DeviceProfile profile) {
  const auto changed = profiles_changed(by, model::AuditKind::kProfileChanged, profile,
                                        [&](store::Profiles& profiles) { return profiles.update(profile); });
  if (!changed) return fail(changed);
  return profile;
}

Result<> Inventory::remove_profile(const rights::Actor& by, const model::ProfileId& id) {
  model::DeviceProfile removed;
  removed.id = id;
  return profiles_changed(by, model::AuditKind::kProfileRemoved, removed,
                          [&](store::Profiles& profiles) { return profiles.remove(id); });
}

/// Any change can make another profile fit a device, so the sessions are looked through after each. Profiles are the
/// team's: who may change all of its devices may change these.
Result<> Inventory::profiles_changed(const rights::Actor& by, model::AuditKind kind,
                                     const model::DeviceProfile& profile,
                                     const std::function<Result<>(store::Profiles&)>& edit) {
  const auto changed = authority_.change(by, [&](Change& change) -> Result<> {
    if (auto may = change.require(by, Action::kDevicesManage, Target::of_entity(by.team, change.snapshot.root())); !may)
      return may;
    store::Profiles profiles(change.scope);
    const auto before = profiles.get(profile.id);
    if (auto done = edit(profiles); !done) return done;
    const auto after = profiles.get(profile.id);
    const auto text = [](const Result<model::DeviceProfile>& of) {
      return of ? boost::json::serialize(model::to_json(*of)) : std::string();
    };
    model::AuditRecord record{.kind = kind};
    rights::note(record, "document", text(before), text(after));
    record.detail = fmt::format("profile {}", after ? after->name : before ? before->name : profile.id.str());
    return change.record(std::move(record));
  });
  if (!changed) return changed;
  sessions_.profiles_changed(by.team);
  return {};
}

Result<model::Install> Inventory::add_install(const rights::Actor& by, std::string_view name,
                                              const model::EntityId& entity) {
  const auto install = authority_.change(by, [&](Change& change) -> Result<model::Install> {
    if (change.snapshot.entity(entity) == nullptr) return fail(Code::kInvalid, "The entity is not one of this team.");
    if (auto may = change.require(by, Action::kInstallsManage, Target::of_entity(by.team, entity)); !may)
      return fail(may);
    auto made = store::Installs(change.scope).create(name, entity, clock_.wall());
    if (!made) return made;
    change.installs.push_back(made->id);
    if (auto kept = record_install(change, model::AuditKind::kInstallCreated, {}, *made); !kept) return fail(kept);
    return made;
  });
  if (install) events_.publish(by.team, {model::EventKind::kInstall, install->id.str()});
  return install;
}

Result<model::Install> Inventory::change_install(const rights::Actor& by, const model::InstallId& id,
                                                 const std::optional<std::string>& name,
                                                 const std::optional<model::EntityId>& entity) {
  const auto install = authority_.change(by, [&](Change& change) -> Result<model::Install> {
    store::Installs installs(change.scope);
    const auto before = installs.get(id);
    if (!before) return before;
    const auto target = Target::of_install(by.team, id);
    if (auto may = change.require(by, Action::kInstallsManage, target); !may) return fail(may);
    if (name) {
      if (auto renamed = installs.rename(id, *name); !renamed) return fail(renamed);
    }
    if (entity) {
      if (auto may = rights::may_move(change, by, Action::kInstallsManage, target, before->entity, *entity); !may)
        return fail(may);
      if (auto moved = installs.move(id, *entity); !moved) return fail(moved);
      change.installs.push_back(id);
    }
    const auto after = installs.get(id);
    if (!after) return after;
    if (auto kept = record_install(change, model::AuditKind::kInstallChanged, *before, *after); !kept)
      return fail(kept);
    return after;
  });
  if (install) events_.publish(by.team, {model::EventKind::kInstall, id.str()});
  return install;
}

Result<> Inventory::remove_install(const rights::Actor& by, const model::InstallId& id) {
  const auto removed = authority_.change(by, [&](Change& change) -> Result<> {
    store::Installs installs(change.scope);
    const auto install = installs.get(id);
    if (!install) return fail(install);
    if (auto may = change.require(by, Action::kInstallsManage, Target::of_install(by.team, id)); !may) return may;
    change.installs.push_back(id);
    if (auto removed = installs.remove(id); !removed) return removed;
    return record_install(change, model::AuditKind::kInstallRemoved, *install, {});
  });
  if (!removed) return removed;
  sessions_.install_removed(id);
  jobs_.cancel_for_install(id, by.audited());
  jobs_.disconnect(id);
  events_.publish(by.team, {model::EventKind::kInstall, id.str(), true});
  return {};
}

}  // namespace callout::sessions
