// SPDX-License-Identifier: Apache-2.0
#include "rights/switches.h"

#include <fmt/format.h>

#include "rights/recording.h"
#include "store/devices.h"
#include "store/entities.h"
#include "store/installs.h"

namespace callout::rights {
namespace {

using access::Action;
using access::Target;

}  // namespace

Result<model::Entity> switch_entity(Authority& authority, const Actor& by, const model::EntityId& id,
                                    model::Switch value) {
  return authority.change(by, [&](Change& change) -> Result<model::Entity> {
    store::Entities entities(change.scope);
    const auto before = entities.get(id);
    if (!before) return before;
    if (auto may = change.require(by, Action::kRemoteAccessConfigure, Target::of_entity(by.team, id)); !may)
      return fail(may);
    if (auto set = entities.set_remote_access(id, value); !set) return fail(set);
    change.entities = true;
    if (auto kept = record_switch(change, {.entity = {id, before->path}}, model::to_string(before->remote_access),
                                  model::to_string(value));
        !kept)
      return fail(kept);
    return entities.get(id);
  });
}

Result<std::int64_t> reset_switches_below(Authority& authority, const Actor& by, const model::EntityId& id) {
  return authority.change(by, [&](Change& change) -> Result<std::int64_t> {
    store::Entities entities(change.scope);
    const auto entity = entities.get(id);
    if (!entity) return fail(entity);
    if (auto may = change.require(by, Action::kRemoteAccessConfigure, Target::of_entity(by.team, id)); !may)
      return fail(may);
    change.entities = true;
    const auto reset = entities.reset_remote_access_below(id);
    if (!reset) return reset;
    model::AuditRecord record{.entity = {id, entity->path}};
    record.detail = fmt::format("{} entities below take its switch again", *reset);
    if (auto kept = record_switch(change, std::move(record), "own below", "inherited below"); !kept) return fail(kept);
    return reset;
  });
}

Result<> switch_install(Authority& authority, const Actor& by, const model::InstallId& id, bool on) {
  return authority.change(by, [&](Change& change) -> Result<> {
    const auto install = store::Installs(change.scope).get(id);
    if (!install) return fail(install);
    if (auto may = change.require(by, Action::kRemoteAccessConfigure, Target::of_install(by.team, id)); !may)
      return may;
    change.installs.push_back(id);
    if (auto set = store::Installs(change.scope).set_remote_access(id, on); !set) return set;
    model::AuditRecord record;
    record.entity = entity_thing(change, install->entity);
    record.install = {id, install->name};
    return record_switch(change, std::move(record), install->remote_access ? "on" : "off", on ? "on" : "off");
  });
}

Result<> switch_device(Authority& authority, const Actor& by, const model::DeviceId& id, bool on) {
  return authority.change(by, [&](Change& change) -> Result<> {
    store::Devices devices(change.scope);
    auto device = devices.get(id);
    if (!device) return fail(device);
    if (auto may = change.require(by, Action::kRemoteAccessConfigure, Target::of_device(by.team, device->facts()));
        !may)
      return may;
    const bool before = device->remote_access;
    device->remote_access = on;
    if (auto updated = devices.update(*device); !updated) return updated;
    model::AuditRecord record;
    record.device = device_thing(*device);
    record.entity = {device->entity, device->entity_path};
    return record_switch(change, std::move(record), before ? "on" : "off", on ? "on" : "off");
  });
}

}  // namespace callout::rights
