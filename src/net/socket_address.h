// SPDX-License-Identifier: Apache-2.0
// An IP address and port as the system holds it. A plain value; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sys/socket.h>

#include "base/result.h"

namespace callout::net {

class SocketAddress {
 public:
  SocketAddress() = default;
  SocketAddress(const sockaddr* address, socklen_t size);
  /// "127.0.0.1:80", "[::1]:80". IP literals only: names are resolved by connect().
  static Result<SocketAddress> parse(std::string_view text);
  /// `ip` without brackets.
  static Result<SocketAddress> parse(std::string_view ip, std::uint16_t port);

  std::string ip() const;  ///< Without brackets; an IPv4-mapped IPv6 address reads as IPv4.
  std::uint16_t port() const;
  std::string to_string() const;  ///< As parse() takes it.
  bool is_loopback() const;
  int family() const { return storage_.ss_family; }
  const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t size() const { return size_; }

 private:
  sockaddr_storage storage_{};
  socklen_t size_ = 0;
};

}  // namespace callout::net
