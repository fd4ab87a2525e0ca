// SPDX-License-Identifier: Apache-2.0
// What this agent may dial, whatever the server says. Asked when a device enters the inventory and again before every
// connection; only its answer, a Verified, can be dialled, so no connection is made without having asked.
//
// Pure: no I/O, no clock. Plain values, any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/address.h"

namespace callout::agent {

struct AddressAndPort {
  wire::Address address;
  std::uint16_t port = 0;
  bool operator==(const AddressAndPort&) const = default;
};

/// `10.0.0.0/8`, `fd00::/8`, or one address.
struct Network {
  wire::Address base;
  unsigned prefix_bits = 0;
  bool contains(const wire::Address& address) const;
};

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

/// The [policy] section of the agent's own file.
struct PolicyConfig {
  bool remote_access = true;                   ///< false: no device is ever dialled for a session.
  std::vector<AddressAndPort> allow_loopback;  ///< The only loopback targets; for demos and tests on one machine.
  std::vector<Network> deny;
  std::vector<PortRange> ports;  ///< Empty: every port of a device's endpoints.
};

/// Parsers of the section's values: kInvalid with what is wrong.
Result<AddressAndPort> parse_loopback_allow(std::string_view text);
Result<Network> parse_network(std::string_view text);
Result<PortRange> parse_port_range(std::string_view text);

struct Target {
  std::string_view address;  ///< As the server wrote it.
  std::uint16_t port = 0;
  std::span<const std::uint16_t> device_ports;  ///< Of the device's own endpoints.
};

/// A target that may be dialled.
class Verified {
 public:
  const wire::Address& address() const { return address_; }
  std::uint16_t port() const { return port_; }

 private:
  friend Result<Verified> allow(const Target&, const PolicyConfig&, std::span<const wire::Address>);
  Verified(const wire::Address& address, std::uint16_t port) : address_(address), port_(port) {}
  wire::Address address_;
  std::uint16_t port_;
};

/// kDenied with the rule that forbids. `own` are this machine's addresses and the broadcast addresses of its networks,
/// read fresh by the caller.
Result<Verified> allow(const Target& target, const PolicyConfig& config, std::span<const wire::Address> own);

}  // namespace callout::agent
