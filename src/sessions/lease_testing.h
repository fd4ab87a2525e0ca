// SPDX-License-Identifier: Apache-2.0
// For tests of what uses leases (the relay): makes and revokes one in a table without a session behind it. Any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "sessions/lease_maker.h"

namespace callout::sessions {

/// A lease at `label` for the holder of any of the cookies; ids are made up.
inline std::shared_ptr<Lease> add_test_lease(LeaseTable& table, std::string label, Steady deadline,
                                             const std::vector<std::string>& cookie_secrets,
                                             model::Scheme scheme = model::Scheme::kHttp,
                                             std::string address = "10.0.0.9", std::uint16_t port = 80) {
  std::vector<std::string> hashes;
  for (const auto& secret : cookie_secrets) hashes.push_back(hash_of_secret(secret));
  LeaseTerms terms{.kind = model::SessionKind::kWebpage,
                   .label = std::move(label),
                   .session = model::SessionId::make(),
                   .team = model::TeamId::make(),
                   .device = model::DeviceId::make(),
                   .install = model::InstallId::make(),
                   .endpoint = model::EndpointId::make(),
                   .technician = model::TechnicianId::make(),
                   .scheme = scheme,
                   .address = std::move(address),
                   .port = port};
  return LeaseMaker::add(table, std::move(terms), deadline, std::move(hashes), {});
}

/// The same for a ports session to these ports, and the holder of the client key.
inline std::shared_ptr<Lease> add_test_ports_lease(LeaseTable& table, std::string label, Steady deadline,
                                                   const std::string& client_key, std::vector<std::uint16_t> ports) {
  LeaseTerms terms{.kind = model::SessionKind::kPorts,
                   .label = std::move(label),
                   .session = model::SessionId::make(),
                   .team = model::TeamId::make(),
                   .device = model::DeviceId::make(),
                   .install = model::InstallId::make(),
                   .endpoint = {},
                   .technician = model::TechnicianId::make(),
                   .scheme = model::Scheme::kHttp,
                   .address = "10.0.0.9",
                   .port = ports.front(),
                   .ports = std::move(ports)};
  return LeaseMaker::add(table, std::move(terms), deadline, {}, {hash_of_secret(client_key)});
}

inline void revoke_test_lease(LeaseTable& table, Lease& lease, model::ClosedReason reason) {
  LeaseMaker::revoke(table, lease, reason);
}

}  // namespace callout::sessions
