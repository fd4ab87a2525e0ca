// SPDX-License-Identifier: Apache-2.0
// Nobody gives or edits more than they hold, and nobody edits their own rights: what rights/ asks before each change.
// Pure functions over a snapshot, like decide.h; any thread.
#pragma once

#include <functional>
#include <optional>

#include "access/decide.h"
#include "access/snapshot.h"

namespace callout::access {

/// Reads a device's facts; nullopt when there is none such. Empty: devices are known by nothing but their id.
using FactsOf = std::function<std::optional<model::DeviceFacts>(const model::DeviceId&)>;

/// What of the permissions the giver does not hold, by one right each, for the whole scope and the whole term. Nothing
/// is missing for the owner; everything for who is not active.
model::Permissions missing(const Snapshot& snapshot, const Subject& giver, const model::Scope& scope,
                           model::Permissions permissions, const model::Term& term, const FactsOf& facts_of,
                           WallMs now);

/// Whether a change of what the holder has would be one of the subject's own rights.
bool is_own(const Snapshot& snapshot, const Subject& subject, const model::Holder& holder);

/// Whether the actor holds all that the other technician has now or will have: who does not must not set their password
/// or take their place. False for an owner.
bool outranks(const Snapshot& snapshot, const Subject& actor, const model::TechnicianId& other, const FactsOf& facts_of,
              WallMs now);

/// Whether the subject would get permissions by something's moving below another entity that they lack where it is.
bool gains_by_move(const Snapshot& snapshot, const Subject& subject, const model::EntityId& from,
                   const model::EntityId& to, WallMs now);

}  // namespace callout::access
