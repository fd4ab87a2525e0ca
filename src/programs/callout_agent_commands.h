// SPDX-License-Identifier: Apache-2.0
// The commands of callout-agent that do one thing and end. Called by main(); each runs its own worker where it needs
// one and prints its result.
#pragma once

#include "agent/config.h"
#include "agent/state_folder.h"
#include "base/result.h"
#include "programs/callout_agent_command_line.h"

namespace callout::programs {

Result<void> enroll_command(const agent::AgentConfig& config, const std::string& state, const AgentCommandLine& line);
Result<void> rotate_key_command(const agent::AgentConfig& config, const std::string& state);
Result<void> status_command(const std::string& state, bool json);
/// False when a step failed; each was printed.
bool doctor_command(const agent::AgentConfig& config, const std::string& state);

}  // namespace callout::programs
