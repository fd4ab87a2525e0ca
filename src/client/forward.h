// SPDX-License-Identifier: Apache-2.0
// `callout forward`: a port of this machine that leads to a raw port of a device, one channel for each connection. Own
// worker only.
#pragma once

#include <functional>
#include <string>

#include "client/local_port.h"
#include "client/outcome.h"
#include "client/visit.h"

namespace callout::client {

/// Serves connections to `local` until the visit is over, and says of each that fails why. `say` gets whole lines.
net::Task<Outcome<>> forward(Visit& visit, LocalPort& local, std::uint16_t device_port,
                             std::function<void(std::string)> say);

}  // namespace callout::client
