// SPDX-License-Identifier: Apache-2.0
#include "http/address_limit.h"

#include "wire/address.h"

namespace callout::http {
namespace {

std::string key_of(std::string_view ip) {
  const auto address = wire::parse_address(ip);
  if (!address || address->is_v4()) return std::string(ip);
  const auto network = address->bytes().first(8);
  return {network.begin(), network.end()};
}

}  // namespace

std::optional<AddressLimit::Slot> AddressLimit::take(std::string_view ip) {
  auto key = key_of(ip);
  const std::lock_guard lock(mutex_);
  auto& held = held_[key];
  if (held >= most_) return std::nullopt;
  ++held;
  return Slot(*this, std::move(key));
}

AddressLimit::Slot::~Slot() {
  if (limit_ == nullptr) return;
  const std::lock_guard lock(limit_->mutex_);
  const auto at = limit_->held_.find(key_);
  if (--at->second == 0) limit_->held_.erase(at);
}

}  // namespace callout::http
