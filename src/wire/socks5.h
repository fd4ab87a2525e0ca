// SPDX-License-Identifier: Apache-2.0
// The server's side of SOCKS5 (RFC 1928), as far as a proxy of one device needs it: no authentication, CONNECT only.
// Called by client/. Pure functions, any thread; what they take and give is bounded by the protocol itself (262 bytes).
//
//   client: 05 count methods...                       greeting
//   server: 05 00 (no authentication) or 05 ff
//   client: 05 01 00 type address port                request
//   server: 05 reply 00 01 0.0.0.0 0                  then bytes, both ways, when the reply is 00
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>

namespace callout::wire {

inline constexpr std::byte kSocks5Version{5};

enum class Socks5Reply : std::uint8_t {
  kGranted = 0,
  kFailed = 1,
  kNotAllowed = 2,
  kHostUnreachable = 4,
  kCommandUnknown = 7,
  kAddressTypeUnknown = 8,
};

struct Socks5Greeting {
  std::size_t consumed = 0;
  bool without_authentication = false;  ///< Whether the client offers that; otherwise it can't be served.
};
/// nullopt while more is needed. False when it is no SOCKS5.
std::expected<std::optional<Socks5Greeting>, Socks5Reply> parse_socks5_greeting(std::span<const std::byte> received);
/// The answer to a greeting.
std::string socks5_method(bool accepted);

struct Socks5Request {
  std::size_t consumed = 0;
  std::string
      host;  ///< An address as Address::to_string writes it, or a name as the client sent it: any bytes but NUL.
  std::uint16_t port = 0;
};
/// nullopt while more is needed, or the reply to refuse with: anything but CONNECT, a type of address that is unknown,
/// port 0.
std::expected<std::optional<Socks5Request>, Socks5Reply> parse_socks5_request(std::span<const std::byte> received);
/// The answer to a request; the bound address is left zero, as nobody needs it.
std::string socks5_reply(Socks5Reply reply);

}  // namespace callout::wire
