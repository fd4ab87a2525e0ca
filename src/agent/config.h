// SPDX-License-Identifier: Apache-2.0
// The agent's own file: what the site's administrator decides, whatever the server says. Read once at start by every
// command. packaging/callout-agent.toml documents each key; a test compares the two.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/policy.h"
#include "agent/proxy.h"
#include "base/config.h"
#include "base/log.h"

namespace callout::agent {

struct AgentConfig {
  std::string state_folder;  ///< Empty: where the system keeps state (see default_state_folder).
  Log::Level log_level = Log::Level::kInfo;
  Log::Format log_format = Log::Format::kJson;
  ProxySettings proxy;
  PolicyConfig policy;
  std::size_t connections_per_device = 6;  ///< What a browser opens to one host.
};

/// The config and every mistake found in it. `environment` as ConfigReader takes it; names begin with CALLOUT_AGENT_.
struct ConfigReading {
  AgentConfig config;
  std::vector<ConfigProblem> problems;
  std::set<std::string, std::less<>> keys;  ///< All keys that exist.
};
ConfigReading read_config(const std::string& file, std::string_view text, const std::vector<std::string>& environment);

/// $STATE_DIRECTORY (systemd), /var/lib/callout-agent for root, else ~/.local/state/callout-agent.
std::string default_state_folder();

}  // namespace callout::agent
