// SPDX-License-Identifier: Apache-2.0
// How many connections one address may hold at a time. One per server; any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace callout::http {

class AddressLimit {
 public:
  /// One connection's place, given back when it dies.
  class Slot {
   public:
    /// Holds nothing: for peers without a bound.
    Slot() = default;
    Slot(Slot&& other) noexcept : limit_(std::exchange(other.limit_, nullptr)), key_(std::move(other.key_)) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot();

   private:
    friend AddressLimit;
    Slot(AddressLimit& limit, std::string key) : limit_(&limit), key_(std::move(key)) {}
    AddressLimit* limit_ = nullptr;
    std::string key_;
  };

  explicit AddressLimit(std::size_t most) : most_(most) {}
  /// nullopt when the address has all that it may have. IPv6 counts by /64: a single host commands that many addresses.
  std::optional<Slot> take(std::string_view ip);

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> held_;
};

}  // namespace callout::http
