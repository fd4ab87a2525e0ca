// SPDX-License-Identifier: Apache-2.0
// Token buckets by name (an address, a technician). Asked by the dispatcher before any work is done. Thread-safe.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace callout::api {

class RateLimit {
 public:
  /// A bucket holds `burst` tokens and gains `per_second`. At most `names` buckets are kept: a full table forgets those
  /// that are full again first, and refuses unknown names when none is, so that a flood of addresses costs no memory
  /// and locks out nobody known.
  RateLimit(const Clock& clock, double burst, double per_second, std::size_t names = 16384);

  /// Takes one token; the seconds to wait if there is none.
  std::optional<long> take(std::string_view name);

 private:
  struct Bucket {
    double tokens;
    Steady at;
  };
  double tokens_now(const Bucket& bucket, Steady now) const;
  bool make_room(Steady now);

  const Clock& clock_;
  const double burst_;
  const double per_second_;
  const std::size_t names_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
  Steady swept_{};
};

}  // namespace callout::api
