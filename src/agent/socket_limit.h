// SPDX-License-Identifier: Apache-2.0
// How many connections one device bears, learned from its refusals. Small devices have two to six sockets and don't say
// how many. Used by the device pool, which reports each refusal; own worker only.
//
// The rule. No limit is known at first. A refusal while `others` connections of ours are open sets it to that many, and
// never under 1: so many were not refused, and of a burst each refusal takes one more off until those that work are
// left. After a rest without a refusal, a safe request that would have to wait may try one more; each rest that passes
// well allows another step. A refused step is taken back and doubles the rest, from 30 s up to 16 min, so that a device
// with a fixed number of sockets is asked in vain ever more rarely.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>

#include "base/clock.h"

namespace callout::agent {

class SocketLimit {
 public:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  static constexpr std::chrono::seconds kShortestRest{30};
  static constexpr std::chrono::seconds kLongestRest{16 * 60};

  /// Beyond `most` connections the limit is of no use, and is forgotten.
  explicit SocketLimit(std::size_t most) : most_(most) {}

  /// What the device is known to bear, whatever is learned: it is never asked for more. kNone: nobody knows.
  void set_known(std::size_t known) { known_ = known; }

  /// Connections of ours that may be open at once.
  std::size_t now() const { return std::min(limit_, known_); }
  bool allows(std::size_t open) const { return open < now(); }

  void refused(std::size_t others, Steady now);
  /// A safe request waits for the limit alone: true when it may try one connection more.
  bool raise(Steady now);

 private:
  const std::size_t most_;
  std::size_t limit_ = kNone;
  std::size_t known_ = kNone;
  Steady changed_{};
  std::chrono::seconds rest_ = kShortestRest;
  bool raised_ = false;  ///< The last change was a step up, which the device has not refused so far.
};

}  // namespace callout::agent
