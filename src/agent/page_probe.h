// SPDX-License-Identifier: Apache-2.0
// Asks an endpoint for its first page and notes what it tells: status, title, server, kind of sign-in. Follows nothing.
// Called by the device check; own worker only.
#pragma once

#include "agent/device_pool.h"
#include "agent/inventory.h"
#include "net/task.h"
#include "tunnel/messages.h"

namespace callout::agent {

/// Fills `check` from one GET of `/`. The connection is used up.
net::Task<> probe_page(std::shared_ptr<const Device> device, DeviceConnection& connection,
                       tunnel::EndpointCheck& check);

}  // namespace callout::agent
