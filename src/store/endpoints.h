// SPDX-License-Identifier: Apache-2.0
// The rows of a device's endpoints. Inside store/ only, for Devices, whose caller has seen that the device is its
// team's; inside guarded().
#pragma once

#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/device.h"
#include "store/connection.h"

namespace callout::store {

/// In their order.
std::vector<model::Endpoint> read_endpoints(Connection& connection, const model::DeviceId& device);
/// Endpoints that stay keep what is known of them.
void write_endpoints(Connection& connection, const model::DeviceId& device,
                     const std::vector<model::Endpoint>& endpoints);
/// What a check saw.
void write_check(Connection& connection, const model::DeviceId& device, const model::EndpointId& endpoint,
                 const model::EndpointCheck& check);
/// The TLS that an endpoint showed; with `known_identity` the first key of all is the known one from now on.
void write_tls(Connection& connection, const model::DeviceId& device, const model::EndpointId& endpoint,
               const model::TlsFacts& tls, bool known_identity, WallMs now);
/// The key that was last seen is the known one from now on. False when that is not `key`.
bool accept_key(Connection& connection, const model::DeviceId& device, const model::EndpointId& endpoint,
                std::string_view key, std::string_view by, WallMs now);
/// The next key seen will be the first again.
void forget_keys(Connection& connection, const model::DeviceId& device);

}  // namespace callout::store
