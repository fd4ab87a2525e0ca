// SPDX-License-Identifier: Apache-2.0
// A budget that refills with time: so many at once, then so many a second. For what a peer may do for free, but not
// endlessly. Own thread only.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace callout::net {

class TokenBucket {
 public:
  TokenBucket(std::uint32_t burst, std::uint32_t per_second) : burst_(burst), per_second_(per_second), tokens_(burst) {}

  /// False when the budget is used up.
  bool take(std::chrono::steady_clock::time_point now) {
    if (tokens_ < 1) refill(now);
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  void refill(std::chrono::steady_clock::time_point now) {
    const std::chrono::duration<double> passed = now - filled_;
    tokens_ = std::min<double>(burst_, tokens_ + passed.count() * per_second_);
    filled_ = now;
  }

  double burst_;
  double per_second_;
  double tokens_;
  std::chrono::steady_clock::time_point filled_ = std::chrono::steady_clock::now();
};

}  // namespace callout::net
