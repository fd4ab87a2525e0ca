// SPDX-License-Identifier: Apache-2.0
// classify() and embedded_v4(): the IANA special-purpose address registries as tables, first match wins.
#include <algorithm>

#include "wire/address.h"

namespace callout::wire {
namespace {

struct V4Range {
  std::array<std::uint8_t, 4> prefix;
  int bits;
  AddressKind kind;
};
constexpr std::array kV4Ranges = {
    V4Range{{0, 0, 0, 0}, 32, AddressKind::kUnspecified},
    V4Range{{0, 0, 0, 0}, 8, AddressKind::kThisNetwork},
    V4Range{{127, 0, 0, 0}, 8, AddressKind::kLoopback},
    V4Range{{169, 254, 0, 0}, 16, AddressKind::kLinkLocal},
    V4Range{{224, 0, 0, 0}, 4, AddressKind::kMulticast},
    V4Range{{255, 255, 255, 255}, 32, AddressKind::kBroadcast},
    V4Range{{240, 0, 0, 0}, 4, AddressKind::kReserved},
    V4Range{{192, 0, 0, 0}, 24, AddressKind::kReserved},
    V4Range{{192, 88, 99, 0}, 24, AddressKind::kReserved},
    V4Range{{192, 0, 2, 0}, 24, AddressKind::kDocumentation},
    V4Range{{198, 51, 100, 0}, 24, AddressKind::kDocumentation},
    V4Range{{203, 0, 113, 0}, 24, AddressKind::kDocumentation},
    V4Range{{198, 18, 0, 0}, 15, AddressKind::kBenchmark},
    V4Range{{100, 64, 0, 0}, 10, AddressKind::kShared},
    V4Range{{10, 0, 0, 0}, 8, AddressKind::kPrivate},
    V4Range{{172, 16, 0, 0}, 12, AddressKind::kPrivate},
    V4Range{{192, 168, 0, 0}, 16, AddressKind::kPrivate},
};

/// Whether the first `bits` bits are those of the prefix, which may be shorter than the address and then continues with
/// zeros.
bool begins_with(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> prefix, int bits) {
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const int mask = bits >= 8 ? 0xFF : 0xFF00 >> bits & 0xFF;
    const int expected = i < prefix.size() ? prefix[i] : 0;
    if ((bytes[i] & mask) != (expected & mask)) return false;
  }
  return true;
}

struct V6Range {
  std::array<std::uint8_t, 6> prefix;
  int bits;
  AddressKind kind;
};
/// Looked up before the question whether an IPv4 address is embedded.
constexpr std::array kV6Own = {
    V6Range{{0xFF}, 8, AddressKind::kMulticast},
    V6Range{{0xFE, 0x80}, 10, AddressKind::kLinkLocal},
};
constexpr std::array kV6Ranges = {
    V6Range{{0xFC}, 7, AddressKind::kPrivate},
    V6Range{{0xFE, 0xC0}, 10, AddressKind::kPrivate},
    V6Range{{0x20, 0x01, 0x0D, 0xB8}, 32, AddressKind::kDocumentation},
    V6Range{{0x3F, 0xFF, 0x00}, 20, AddressKind::kDocumentation},
    V6Range{{0x20, 0x01, 0x00, 0x02, 0x00, 0x00}, 48, AddressKind::kBenchmark},
    V6Range{{0x20, 0x01, 0x00}, 23, AddressKind::kReserved},
    V6Range{{0x20}, 3, AddressKind::kGlobal},
};

std::array<std::uint8_t, 4> four_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return {bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]};
}

bool is_all_zero(std::span<const std::uint8_t> bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

std::optional<EmbeddedV4> embedded_v4(const Address& address) {
  if (address.is_v4()) return std::nullopt;
  const auto bytes = address.bytes();
  const auto starts = [bytes](std::initializer_list<std::uint8_t> prefix, int bits) {
    return begins_with(bytes, {prefix.begin(), prefix.size()}, bits);
  };
  const auto last = four_at(bytes, 12);
  const auto found = [](Embedding how, std::array<std::uint8_t, 4> quad) { return EmbeddedV4{how, Address::v4(quad)}; };
  if (starts({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96)) return found(Embedding::kMapped, last);
  if (starts({0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96)) return found(Embedding::kTranslated, last);
  if (starts({}, 96)) {
    if (is_all_zero(bytes.subspan(12, 3)) && bytes[15] <= 1) return std::nullopt;
    return found(Embedding::kCompatible, last);
  }
  if (starts({0x00, 0x64, 0xFF, 0x9B}, 96) || starts({0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}, 48)) {
    return found(Embedding::kNat64, last);
  }
  if (starts({0x20, 0x02}, 16)) return found(Embedding::kSixToFour, four_at(bytes, 2));
  if (starts({0x20, 0x01}, 32)) {
    auto inverted = last;
    for (std::uint8_t& byte : inverted) byte = static_cast<std::uint8_t>(~byte);
    return found(Embedding::kTeredo, inverted);
  }
  if ((bytes[8] & 0xFD) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE) {
    return found(Embedding::kIsatap, last);
  }
  return std::nullopt;
}

AddressKind classify(const Address& address) {
  const auto bytes = address.bytes();
  if (address.is_v4()) {
    for (const V4Range& range : kV4Ranges) {
      if (begins_with(bytes, range.prefix, range.bits)) return range.kind;
    }
    return AddressKind::kGlobal;
  }
  if (is_all_zero(bytes.first(15)) && bytes[15] <= 1) {
    return bytes[15] == 0 ? AddressKind::kUnspecified : AddressKind::kLoopback;
  }
  for (const V6Range& range : kV6Own) {
    if (begins_with(bytes, range.prefix, range.bits)) return range.kind;
  }
  if (embedded_v4(address)) return AddressKind::kEmbedding;
  for (const V6Range& range : kV6Ranges) {
    if (begins_with(bytes, range.prefix, range.bits)) return range.kind;
  }
  return AddressKind::kReserved;
}

std::string_view name_of(AddressKind kind) {
  switch (kind) {
    case AddressKind::kUnspecified: return "unspecified";
    case AddressKind::kThisNetwork: return "this network";
    case AddressKind::kLoopback: return "loopback";
    case AddressKind::kLinkLocal: return "link-local";
    case AddressKind::kMulticast: return "multicast";
    case AddressKind::kBroadcast: return "broadcast";
    case AddressKind::kReserved: return "reserved";
    case AddressKind::kDocumentation: return "documentation";
    case AddressKind::kBenchmark: return "benchmark";
    case AddressKind::kShared: return "shared";
    case AddressKind::kPrivate: return "private";
    case AddressKind::kEmbedding: return "IPv4 inside IPv6";
    case AddressKind::kGlobal: return "global";
  }
  return "reserved";
}

}  // namespace callout::wire
