// SPDX-License-Identifier: Apache-2.0
// Raw bytes between the tunnel and a device: what the client's forwarded ports carry. Which port a session may reach
// follows from its kind; policy and identity are asked for each connection, as for every other. They have no place in
// the device's pool, as a page must not wait for them, but a bound of their own.
//
// Made once by the agent; own worker only. What it is given outlives it, and it outlives every connection.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "agent/device_dialler.h"
#include "agent/inventory.h"
#include "agent/lease_table.h"
#include "tunnel/agent_connection.h"

namespace callout::agent {

class RawConnections {
 public:
  RawConnections(const Inventory& inventory, const LeaseTable& leases, DeviceDialler& dialler)
      : inventory_(inventory), leases_(leases), dialler_(dialler) {}

  /// Answers 200 and carries bytes until both sides have ended, or refuses before a byte goes to the device. Cut at
  /// once when the session ends; returns soon after.
  net::Task<> serve(tunnel::RawRequest request, net::Http2Stream& stream);

 private:
  struct Target {
    std::shared_ptr<const Device> device;
    std::uint16_t port = 0;
  };
  /// What the session may reach by that name, or why not.
  Outcome<Target> find(const tunnel::RawTarget& asked, const Session& session) const;

  const Inventory& inventory_;
  const LeaseTable& leases_;
  DeviceDialler& dialler_;
  std::map<std::string, std::size_t, std::less<>> open_;  ///< By device id.
};

}  // namespace callout::agent
