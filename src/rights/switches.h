// SPDX-License-Identifier: Apache-2.0
// The switches "Remote Technician enabled", which beat every right. Called by the API's handlers; each is one
// Authority::change. Any thread; blocks.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "model/device.h"
#include "model/install.h"
#include "model/team.h"
#include "rights/authority.h"

namespace callout::rights {

/// Sets it for the entity and all below that have not set their own.
Result<model::Entity> switch_entity(Authority& authority, const Actor& by, const model::EntityId& id,
                                    model::Switch value);
/// All below it take the entity's again; answers how many had their own.
Result<std::int64_t> reset_switches_below(Authority& authority, const Actor& by, const model::EntityId& id);
Result<> switch_install(Authority& authority, const Actor& by, const model::InstallId& id, bool on);
Result<> switch_device(Authority& authority, const Actor& by, const model::DeviceId& id, bool on);

}  // namespace callout::rights
