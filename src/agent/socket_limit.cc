// SPDX-License-Identifier: Apache-2.0
#include "agent/socket_limit.h"

#include <algorithm>
#include <utility>

namespace callout::agent {

void SocketLimit::refused(std::size_t others, Steady now) {
  if (std::exchange(raised_, false)) rest_ = std::min(rest_ * 2, kLongestRest);
  limit_ = std::min(limit_, std::max<std::size_t>(others, 1));
  changed_ = now;
}

bool SocketLimit::raise(Steady now) {
  if (limit_ == kNone || limit_ >= known_ || now - changed_ < rest_) return false;
  if (std::exchange(raised_, true)) rest_ = kShortestRest;
  changed_ = now;
  ++limit_;
  if (limit_ >= most_) limit_ = kNone;
  return true;
}

}  // namespace callout::agent
