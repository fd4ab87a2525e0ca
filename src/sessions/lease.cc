// SPDX-License-Identifier: Apache-2.0
#include "sessions/lease.h"

#include "base/random.h"
#include "sessions/lease_maker.h"

namespace callout::sessions {

Lease::Lease(LeaseTerms terms, Steady deadline, std::vector<std::string> cookie_hashes,
             std::vector<std::string> client_key_hashes)
    : terms_(std::move(terms)),
      deadline_(deadline),
      cookies_(std::move(cookie_hashes), kCookiesPerSession),
      client_keys_(std::move(client_key_hashes), kClientKeysPerSession) {}

bool KnownSecrets::knows(std::string_view secret) const {
  const std::scoped_lock lock(mutex_);
  if (!last_known_.empty() && equal_secrets(last_known_, secret)) return true;
  const std::string hash = hash_of_secret(secret);
  bool known = false;
  for (const auto& candidate : hashes_) known |= equal_secrets(candidate, hash);
  if (known) last_known_ = secret;
  return known;
}

void KnownSecrets::add(std::string hash) {
  const std::scoped_lock lock(mutex_);
  last_known_.clear();  // It may be the one that goes now.
  hashes_.push_back(std::move(hash));
  if (hashes_.size() > most_) hashes_.erase(hashes_.begin());
}

std::optional<model::ClosedReason> Lease::revoked() const {
  const int reason = reason_.load(std::memory_order_acquire);
  return reason < 0 ? std::nullopt : std::optional(static_cast<model::ClosedReason>(reason));
}

LeaseTable::Found LeaseTable::find(std::string_view label) const {
  std::shared_lock lock(mutex_);
  if (const auto live = live_.find(label); live != live_.end()) return {live->second, std::nullopt};
  if (const auto closed = closed_.find(label); closed != closed_.end()) return {nullptr, closed->second};
  return {};
}

std::vector<std::shared_ptr<Lease>> LeaseTable::of_install(const model::InstallId& install) const {
  std::vector<std::shared_ptr<Lease>> leases;
  std::shared_lock lock(mutex_);
  for (const auto& [label, lease] : live_) {
    if (lease->terms().install == install) leases.push_back(lease);
  }
  return leases;
}

std::size_t LeaseTable::size() const {
  std::shared_lock lock(mutex_);
  return live_.size();
}

std::shared_ptr<Lease> LeaseMaker::add(LeaseTable& table, LeaseTerms terms, Steady deadline,
                                       std::vector<std::string> cookie_hashes,
                                       std::vector<std::string> client_key_hashes) {
  auto lease = std::shared_ptr<Lease>(
      new Lease(std::move(terms), deadline, std::move(cookie_hashes), std::move(client_key_hashes)));
  std::unique_lock lock(table.mutex_);
  table.live_.emplace(lease->terms().label, lease);
  return lease;
}

void LeaseMaker::revoke(LeaseTable& table, Lease& lease, model::ClosedReason reason) {
  int none = -1;
  if (!lease.reason_.compare_exchange_strong(none, static_cast<int>(reason), std::memory_order_acq_rel)) return;
  {
    std::unique_lock lock(table.mutex_);
    table.live_.erase(lease.terms().label);
  }
  remember_closed(table, lease.terms().label, {lease.terms().session, reason});
  lease.cut_.request_stop();
}

void LeaseMaker::remember_closed(LeaseTable& table, std::string_view label, LeaseTable::Closed closed) {
  std::unique_lock lock(table.mutex_);
  if (!table.closed_.emplace(label, std::move(closed)).second) return;
  table.closed_order_.emplace_back(label);
  if (table.closed_order_.size() > kClosedLabels) {
    table.closed_.erase(table.closed_order_.front());
    table.closed_order_.pop_front();
  }
}

}  // namespace callout::sessions
