// SPDX-License-Identifier: Apache-2.0
// What a running agent last wrote about itself, for `callout-agent status` and for supervisors. Written whole on each
// change, on the blocking pool. Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent/state_folder.h"
#include "base/result.h"

namespace callout::agent {

struct AgentStatus {
  enum class State : std::uint8_t { kConnecting, kConnected, kWaiting, kStopped };
  State state = State::kConnecting;
  std::int64_t pid = 0;
  std::string since;       ///< RFC 3339: when this state began.
  std::string last_error;  ///< Why the last connection failed or ended; may be empty.
  std::string next_try;    ///< RFC 3339, while waiting.
  std::int64_t devices = 0;
  std::int64_t refused_devices = 0;
  std::int64_t sessions = 0;
};

inline constexpr std::string_view kStatusFile = "status.json";

std::string_view name_of(AgentStatus::State state);
std::string to_json(const AgentStatus& status);
Result<AgentStatus> parse_status(std::string_view json);

}  // namespace callout::agent
