// SPDX-License-Identifier: Apache-2.0
#include "agent/backoff.h"

#include <algorithm>

namespace callout::agent {

std::chrono::milliseconds Backoff::after_failure(std::optional<std::chrono::seconds> retry_after) {
  const auto step = std::min(kMost, kFirst * (1U << std::min(failures_, 6U)));
  ++failures_;
  const std::chrono::milliseconds jitter{below_(static_cast<unsigned>(step.count()) + 1)};
  if (!retry_after) return jitter;
  const std::chrono::milliseconds asked = std::clamp<std::chrono::milliseconds>(*retry_after, kFirst, kServerMost);
  return asked + jitter;
}

std::chrono::milliseconds Backoff::after_drain() {
  return std::chrono::milliseconds{below_(static_cast<unsigned>(kAfterDrain.count()) + 1)};
}

}  // namespace callout::agent
