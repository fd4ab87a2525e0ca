// SPDX-License-Identifier: Apache-2.0
#include "net/socket_address.h"

#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/check.h"

namespace callout::net {

SocketAddress::SocketAddress(const sockaddr* address, socklen_t size) : size_(size) {
  check(size <= sizeof(storage_));
  std::memcpy(&storage_, address, size);
}

Result<SocketAddress> SocketAddress::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  std::uint16_t port = 0;
  if (colon != std::string_view::npos) {
    const auto digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    std::string_view ip = text.substr(0, colon);
    const bool bracketed = ip.size() > 2 && ip.front() == '[' && ip.back() == ']';
    const bool plain = ip.find(':') == std::string_view::npos;
    if (error == std::errc() && end == digits.data() + digits.size() && (bracketed || plain)) {
      return parse(bracketed ? ip.substr(1, ip.size() - 2) : ip, port);
    }
  }
  return fail(Code::kInvalid, "'{}' is not an address like 127.0.0.1:8440 or [::1]:8440.", text);
}

Result<SocketAddress> SocketAddress::parse(std::string_view ip, std::uint16_t port) {
  const std::string text(ip);
  SocketAddress out;
  if (auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage_);
      ::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.size_ = sizeof(sockaddr_in);
    return out;
  }
  if (auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage_);
      ::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    out.size_ = sizeof(sockaddr_in6);
    return out;
  }
  return fail(Code::kInvalid, "'{}' is not an IPv4 or IPv6 address.", ip);
}

std::string SocketAddress::ip() const {
  char text[INET6_ADDRSTRLEN] = "";
  if (storage_.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(&storage_)->sin_addr, text, sizeof(text));
  } else if (storage_.ss_family == AF_INET6) {
    const auto& address = reinterpret_cast<const sockaddr_in6*>(&storage_)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
      ::inet_ntop(AF_INET, address.s6_addr + 12, text, sizeof(text));
    } else {
      ::inet_ntop(AF_INET6, &address, text, sizeof(text));
    }
  }
  return text;
}

std::uint16_t SocketAddress::port() const {
  if (storage_.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&storage_)->sin_port);
  if (storage_.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(&storage_)->sin6_port);
  return 0;
}

std::string SocketAddress::to_string() const {
  const auto text = ip();
  return text.find(':') == std::string::npos ? fmt::format("{}:{}", text, port())
                                             : fmt::format("[{}]:{}", text, port());
}

bool SocketAddress::is_loopback() const {
  const auto text = ip();
  return text.starts_with("127.") || text == "::1";
}

}  // namespace callout::net
