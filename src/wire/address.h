// SPDX-License-Identifier: Apache-2.0
// IP addresses as values: parsed only from unambiguous text, classified by the IANA special-purpose registries. The
// address policy of agent/ decides by these; translate.h and authority.h use the parser. Plain values, any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::wire {

class Address {
 public:
  static Address v4(std::array<std::uint8_t, 4> bytes);
  static Address v6(std::array<std::uint8_t, 16> bytes);

  bool is_v4() const { return is_v4_; }
  /// 4 or 16 bytes in network order.
  std::span<const std::uint8_t> bytes() const { return {bytes_.data(), is_v4_ ? 4U : 16U}; }
  /// Dotted quad, or RFC 5952 lower-case IPv6 without brackets.
  std::string to_string() const;

  auto operator<=>(const Address&) const = default;

 private:
  Address() = default;
  bool is_v4_ = true;
  std::array<std::uint8_t, 16> bytes_{};
};

/// Takes a canonical dotted quad only; nullopt for anything else.
std::optional<Address> parse_v4(std::string_view text);

/// Takes a canonical dotted quad (four decimal numbers, no leading zero) or RFC 4291 groups of IPv6, without brackets.
/// Refuses octal, hex, short and integer forms, zone ids, dotted tails and IPv4-mapped addresses: every one of them has
/// a second reading somewhere.
Result<Address> parse_address(std::string_view text);

enum class AddressKind : std::uint8_t {
  kUnspecified,    ///< 0.0.0.0, ::
  kThisNetwork,    ///< 0.0.0.0/8 but for the above
  kLoopback,       ///< 127.0.0.0/8, ::1
  kLinkLocal,      ///< 169.254.0.0/16, fe80::/10
  kMulticast,      ///< 224.0.0.0/4, ff00::/8
  kBroadcast,      ///< 255.255.255.255
  kReserved,       ///< 240.0.0.0/4, 192.0.0.0/24, 100::/64, and IPv6 that IANA gave to nobody
  kDocumentation,  ///< 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32, 3fff::/20
  kBenchmark,      ///< 198.18.0.0/15, 2001:2::/48
  kShared,         ///< 100.64.0.0/10, behind a provider's NAT
  kPrivate,        ///< 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7, and fec0::/10 of old
  kEmbedding,      ///< An IPv6 address that carries an IPv4 one: see embedded_v4
  kGlobal,         ///< Everything else
};
AddressKind classify(const Address& address);
std::string_view name_of(AddressKind kind);

enum class Embedding : std::uint8_t {
  kMapped,      ///< ::ffff:0:0/96
  kCompatible,  ///< ::/96 but for :: and ::1
  kTranslated,  ///< ::ffff:0:0:0/96 (SIIT)
  kNat64,       ///< 64:ff9b::/96, and 64:ff9b:1::/48 by its last four bytes
  kSixToFour,   ///< 2002::/16
  kTeredo,      ///< 2001::/32: the client's address, inverted
  kIsatap,      ///< Any prefix with the interface identifier 0:5efe or 200:5efe
};
struct EmbeddedV4 {
  Embedding how;
  Address address;
};
/// The IPv4 address that packets to this IPv6 address can end up at, if its form carries one.
std::optional<EmbeddedV4> embedded_v4(const Address& address);

}  // namespace callout::wire
