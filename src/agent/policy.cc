// SPDX-License-Identifier: Apache-2.0
#include "agent/policy.h"

#include <algorithm>
#include <optional>

#include "wire/authority.h"

namespace callout::agent {
namespace {

/// The rule that the address itself breaks; empty if none. A device stands on a network as a plain unicast address.
std::string_view forbidden_kind(wire::AddressKind kind) {
  switch (kind) {
    case wire::AddressKind::kUnspecified:
    case wire::AddressKind::kThisNetwork: return "it means \"this host\"";
    case wire::AddressKind::kLoopback: return "it is this machine (loopback)";
    case wire::AddressKind::kLinkLocal: return "it is link-local";
    case wire::AddressKind::kMulticast: return "it is multicast";
    case wire::AddressKind::kBroadcast: return "it is broadcast";
    case wire::AddressKind::kReserved: return "it is reserved";
    case wire::AddressKind::kEmbedding: return "it hides an IPv4 address";
    case wire::AddressKind::kDocumentation:
    case wire::AddressKind::kBenchmark:
    case wire::AddressKind::kShared:
    case wire::AddressKind::kPrivate:
    case wire::AddressKind::kGlobal: return {};
  }
  return "it is of an unknown kind";
}

bool in_ranges(std::uint16_t port, const std::vector<PortRange>& ranges) {
  return std::ranges::any_of(ranges, [port](const PortRange& r) { return port >= r.first && port <= r.last; });
}

}  // namespace

bool Network::contains(const wire::Address& address) const {
  if (address.is_v4() != base.is_v4()) return false;
  unsigned left = prefix_bits;
  for (std::size_t i = 0; i < base.bytes().size() && left > 0; ++i) {
    const unsigned bits = std::min(left, 8U);
    const auto mask = static_cast<std::uint8_t>(0xFF00U >> bits);
    if ((address.bytes()[i] & mask) != (base.bytes()[i] & mask)) return false;
    left -= bits;
  }
  return true;
}

Result<AddressAndPort> parse_loopback_allow(std::string_view text) {
  const auto authority = wire::parse_authority(text);
  if (!authority || !authority->port || authority->kind == wire::HostKind::kName) {
    return fail(Code::kInvalid, "\"{}\" is not an address and port such as 127.0.0.1:8081 or [::1]:8081.", text);
  }
  const auto address = wire::parse_address(authority->host);
  if (!address) return fail(address);
  if (wire::classify(*address) != wire::AddressKind::kLoopback) {
    return fail(Code::kInvalid, "\"{}\" is not a loopback address: other devices need no allow.", text);
  }
  return AddressAndPort{*address, *authority->port};
}

Result<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = wire::parse_address(text.substr(0, slash));
  if (!address) return fail(address);
  const auto most = static_cast<unsigned>(address->bytes().size() * 8);
  if (slash == std::string_view::npos) return Network{*address, most};
  const std::string_view prefix = text.substr(slash + 1);
  const auto bits = prefix == "0" ? std::optional<std::uint16_t>(0) : wire::parse_port(prefix);
  if (!bits || *bits > most) {
    return fail(Code::kInvalid, "\"{}\" is not a network such as 10.1.0.0/16: the prefix is 0 to {}.", text, most);
  }
  return Network{*address, *bits};
}

Result<PortRange> parse_port_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = wire::parse_port(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : wire::parse_port(text.substr(dash + 1));
  if (!first || !last || *first > *last) {
    return fail(Code::kInvalid, "\"{}\" is not a port or a range of ports such as 80 or 8000-8099.", text);
  }
  return PortRange{*first, *last};
}

Result<Verified> allow(const Target& target, const PolicyConfig& config, std::span<const wire::Address> own) {
  if (!config.remote_access) {
    return fail(Code::kDenied, "Remote access is switched off in the agent's own file (policy.remote_access).");
  }
  const auto address = wire::parse_address(target.address);
  // A text with a second reading somewhere, or that is not the one way to write its address, never reaches a resolver.
  if (!address || address->to_string() != target.address) {
    return fail(Code::kDenied, "The target is not a plainly written IP address.");
  }
  if (target.port == 0 || std::ranges::find(target.device_ports, target.port) == target.device_ports.end()) {
    return fail(Code::kDenied, "Port {} is not one of the device's endpoints.", target.port);
  }
  const AddressAndPort exact{*address, target.port};
  const wire::AddressKind kind = wire::classify(*address);
  const bool allowed_loopback = kind == wire::AddressKind::kLoopback &&
                                std::ranges::find(config.allow_loopback, exact) != config.allow_loopback.end();
  if (allowed_loopback) return Verified(*address, target.port);

  if (const auto why = forbidden_kind(kind); !why.empty()) {
    return fail(Code::kDenied, "{} is never dialled: {}.", target.address, why);
  }
  if (wire::embedded_v4(*address)) {
    return fail(Code::kDenied, "{} is never dialled: it hides an IPv4 address.", target.address);
  }
  if (std::ranges::find(own, *address) != own.end()) {
    return fail(Code::kDenied, "{} is an address of the agent's own machine or network.", target.address);
  }
  if (std::ranges::any_of(config.deny, [&](const Network& n) { return n.contains(*address); })) {
    return fail(Code::kDenied, "{} is forbidden by the agent's own file (policy.deny).", target.address);
  }
  if (!config.ports.empty() && !in_ranges(target.port, config.ports)) {
    return fail(Code::kDenied, "Port {} is not allowed by the agent's own file (policy.ports).", target.port);
  }
  return Verified(*address, target.port);
}

}  // namespace callout::agent
