// SPDX-License-Identifier: Apache-2.0
#include "identity/attempt_guard.h"

#include <algorithm>
#include <utility>

#include <arpa/inet.h>

#include "base/encoding.h"

namespace callout::identity {

using std::chrono::seconds;

namespace {

/// What is left until `until`, rounded up: a caller that waits so long is let in.
seconds left(Steady until, Steady now) {
  return until <= now ? seconds::zero() : std::chrono::ceil<seconds>(until - now);
}

}  // namespace

seconds AttemptGuard::begin(std::string_view key) {
  const Steady now = clock_.steady();
  std::scoped_lock lock(mutex_);
  auto found = by_key_.find(std::string(key));
  if (found == by_key_.end()) {
    if (entries_.size() >= rule_.entries) {
      by_key_.erase(entries_.back().key);
      entries_.pop_back();
    }
    entries_.push_front({.key = std::string(key), .last = now, .until = now});
    found = by_key_.emplace(std::string(key), entries_.begin()).first;
  }
  Entry& entry = *found->second;
  entries_.splice(entries_.begin(), entries_, found->second);
  if (now - entry.last > rule_.forget) {
    entry.failures = 0;
    entry.told = false;
  }
  if (const seconds wait = left(entry.until, now); wait > seconds::zero()) return wait;
  entry.last = now;
  ++entry.failures;
  if (entry.failures > rule_.free) {
    const int doublings = std::min(entry.failures - rule_.free - 1, 20);
    entry.until = now + std::min(rule_.most, rule_.first * (1 << doublings));
  }
  return seconds::zero();
}

bool AttemptGuard::first_refusal(std::string_view key) {
  std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(std::string(key));
  return found != by_key_.end() && !std::exchange(found->second->told, true);
}

seconds AttemptGuard::wait(std::string_view key) const {
  std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(std::string(key));
  return found == by_key_.end() ? seconds::zero() : left(found->second->until, clock_.steady());
}

void AttemptGuard::forgive_one(std::string_view key) {
  std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(std::string(key));
  if (found == by_key_.end() || found->second->failures == 0) return;
  --found->second->failures;
  found->second->until = {};  // Not the time of now: who reads its clock before and the entry after would wait.
}

void AttemptGuard::forget(std::string_view key) {
  std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(std::string(key));
  if (found == by_key_.end()) return;
  entries_.erase(found->second);
  by_key_.erase(found);
}

std::string address_key(std::string_view address) {
  in6_addr v6{};
  if (::inet_pton(AF_INET6, std::string(address).c_str(), &v6) != 1) return std::string(address);
  return hex(std::as_bytes(std::span(v6.s6_addr).first(8)));
}

}  // namespace callout::identity
