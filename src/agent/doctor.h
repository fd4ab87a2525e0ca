// SPDX-License-Identifier: Apache-2.0
// `callout-agent doctor`: walks the way to the server step by step and says for each whether it holds and what to do if
// not. Called by the command only; own worker only; may block, as nothing else runs.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "agent/config.h"
#include "agent/state_folder.h"
#include "base/clock.h"
#include "net/task.h"

namespace callout::agent {

struct DoctorStep {
  enum class Verdict : std::uint8_t { kPass, kFail, kSkipped };
  std::string name;
  Verdict verdict = Verdict::kPass;
  std::string detail;
  std::string remedy;  ///< What to do; with kFail.
};

/// Tells each step as it is done. Returns whether none failed; stops at the first failure that the next step needs.
net::Task<bool> examine(const AgentConfig& config, const std::string& state_folder, const Clock& clock,
                        std::function<void(const DoctorStep&)> tell);

/// Seconds by which the machine's clock is ahead of an HTTP Date (RFC 9110 section 5.6.7, IMF-fixdate).
Result<std::int64_t> clock_offset_s(std::string_view http_date, WallMs now);

}  // namespace callout::agent
