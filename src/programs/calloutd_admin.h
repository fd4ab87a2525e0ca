// SPDX-License-Identifier: Apache-2.0
// `calloutd admin create`: the only way to a first administrator; `calloutd admin reset-two-factor`: the way back in
// for an owner. Called by main(); may run beside a serving calloutd.
#pragma once

#include <string>

#include "base/log.h"
#include "base/result.h"
#include "programs/calloutd_commands.h"
#include "programs/calloutd_config.h"

namespace callout::programs {

/// What to print: who was made, and the password if it was made here.
Result<std::string> create_administrator(const ServerConfig& config, const AdminCreateCommand& command, Log& log);

/// What to print. Ends the sign-ins of who had one and records both in the audit journal; needs no key of the secrets,
/// and may run beside a serving calloutd. kConflict for who has none.
Result<std::string> reset_two_factor(const ServerConfig& config, const ResetTwoFactorCommand& command, Log& log);

}  // namespace callout::programs
