// SPDX-License-Identifier: Apache-2.0
// Who may change which technician. Asked by the API's handlers inside Authority::change, beside identity::Accounts,
// which writes; and where a technician is at home. Any thread; blocks.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "model/team.h"
#include "rights/authority.h"

namespace callout::rights {

/// How deep a change goes: a name is only a name, but who sets a password or disables takes another's place or rights.
enum class Reaching : std::uint8_t { kProfile, kAccount };

/// kNotFound for who `by` does not administer, kConflict for the owner's record, kDenied for their own and for who
/// holds more than they do.
Result<model::Technician> may_change_technician(const Change& change, const Actor& by, const model::TechnicianId& id,
                                                Reaching reaching);

struct TechnicianAccess {
  std::int64_t version = 0;  ///< The one that was looked at: kConflict when it was changed meanwhile.
  std::optional<model::EntityId> home{};
  std::optional<bool> firmware_everywhere{};
};
Result<model::Technician> change_technician_access(Authority& authority, const Actor& by, const model::TechnicianId& id,
                                                   const TechnicianAccess& access);

}  // namespace callout::rights
