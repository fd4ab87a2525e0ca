// SPDX-License-Identifier: Apache-2.0
#include "api/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace callout::api {

RateLimit::RateLimit(const Clock& clock, double burst, double per_second, std::size_t names)
    : clock_(clock), burst_(burst), per_second_(per_second), names_(names) {}

double RateLimit::tokens_now(const Bucket& bucket, Steady now) const {
  const std::chrono::duration<double> passed = now - bucket.at;
  return std::min(burst_, bucket.tokens + passed.count() * per_second_);
}

bool RateLimit::make_room(Steady now) {
  if (buckets_.size() < names_) return true;
  // Sweeping is O(names): once a second at most, however many names arrive.
  if (now - swept_ < std::chrono::seconds(1)) return false;
  swept_ = now;
  std::erase_if(buckets_, [&](const auto& item) { return tokens_now(item.second, now) >= burst_; });
  return buckets_.size() < names_;
}

std::optional<long> RateLimit::take(std::string_view name) {
  const Steady now = clock_.steady();
  const std::lock_guard lock(mutex_);
  auto found = buckets_.find(std::string(name));
  if (found == buckets_.end()) {
    if (!make_room(now)) return 1;
    found = buckets_.emplace(std::string(name), Bucket{burst_, now}).first;
  }
  Bucket& bucket = found->second;
  bucket = {tokens_now(bucket, now), now};
  if (bucket.tokens < 1) return std::max(1L, std::lround(std::ceil((1 - bucket.tokens) / per_second_)));
  bucket.tokens -= 1;
  return std::nullopt;
}

}  // namespace callout::api
