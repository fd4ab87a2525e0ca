// SPDX-License-Identifier: Apache-2.0
#include "rights/switches.h"

#include "store/devices.h"
#include "store/entities.h"
#include "store/installs.h"

namespace callout::rights {
namespace {

using access::Action;
using access::Target;

}  // namespace

Result<model::Entity> switch_entity(Authority& authority, const access::Subject& by, const model::EntityId& id,
                                    model::Switch value) {
  return authority.change(by.team, [&](Change& change) -> Result<model::Entity> {
    store::Entities entities(change.scope);
    if (auto entity = entities.get(id); !entity) return entity;
    if (auto may = change.require(by, Action::kRemoteAccessConfigure, Target::of_entity(by.team, id)); !may)
      return fail(may);
    if (auto set = entities.set_remote_access(id, value); !set) return fail(set);
    change.places = true;
    return entities.get(id);
  });
}

Result<std::int64_t> reset_switches_below(Authority& authority, const access::Subject& by, const model::EntityId& id) {
  return authority.change(by.team, [&](Change& change) -> Result<std::int64_t> {
    store::Entities entities(change.scope);
    if (auto entity = entities.get(id); !entity) return fail(entity);
    if (auto may = change.require(by, Action::kRemoteAccessConfigure, Target::of_entity(by.team, id)); !may)
      return fail(may);
    change.places = true;
    return entities.reset_remote_access_below(id);
  });
}

Result<> switch_install(Authority& authority, const access::Subject& by, const model::InstallId& id, bool on) {
  return authority.change(by.team, [&](Change& change) -> Result<> {
    if (auto install = store::Installs(change.scope).get(id); !install) return fail(install);
    if (auto may = change.require(by, Action::kRemoteAccessConfigure, Target::of_install(by.team, id)); !may)
      return may;
    change.places = true;
    return store::Installs(change.scope).set_remote_access(id, on);
  });
}

Result<> switch_device(Authority& authority, const access::Subject& by, const model::DeviceId& id, bool on) {
  return authority.change(by.team, [&](Change& change) -> Result<> {
    store::Devices devices(change.scope);
    auto device = devices.get(id);
    if (!device) return fail(device);
    if (auto may = change.require(by, Action::kRemoteAccessConfigure, Target::of_device(by.team, device->facts()));
        !may)
      return may;
    device->remote_access = on;
    return devices.update(*device);
  });
}

}  // namespace callout::rights
