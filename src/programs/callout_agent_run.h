// SPDX-License-Identifier: Apache-2.0
// `callout-agent run`: builds the agent's objects, wires them, runs until a signal. Called by main().
#pragma once

#include "agent/config.h"
#include "base/result.h"

namespace callout::programs {

Result<void> run_agent(const agent::AgentConfig& config, const std::string& state);

}  // namespace callout::programs
