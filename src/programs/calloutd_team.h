// SPDX-License-Identifier: Apache-2.0
// `calloutd team list` and `calloutd team limit`: which teams there are, and how many technicians the plan of each
// allows. Called by main(); may run beside a serving calloutd, which notices within 2 s (docs/adr/0084).
#pragma once

#include <string>

#include "base/log.h"
#include "base/result.h"
#include "programs/calloutd_commands.h"
#include "programs/calloutd_config.h"

namespace callout::programs {

/// What to print: a line for each team.
Result<std::string> list_teams(const ServerConfig& config, Log& log);

/// What to print. Recorded in the team's audit journal; kNotFound for a team that there is not.
Result<std::string> limit_team(const ServerConfig& config, const TeamLimitCommand& command, Log& log);

}  // namespace callout::programs
