// SPDX-License-Identifier: Apache-2.0
// Which accounts of a team count: what signing in asks, and what access decides with. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/team.h"

namespace callout::model {

/// Whether an account counts, and why not.
enum class Standing : std::uint8_t { kActive, kDisabled, kDisabledByPlan, kInvited };

/// Which of the team's technicians count: beyond the limit of its plan, the accounts that were made last are disabled
/// by it; the owner never is. In the order of `technicians`.
std::vector<Standing> standings(std::span<const Technician> technicians, std::optional<int> limit);

}  // namespace callout::model
