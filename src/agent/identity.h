// SPDX-License-Identifier: Apache-2.0
// Whether the device at an address is still the one that the inventory means. Asked on each new connection, before a
// byte goes to the device, and again on a kept one after limits::kIdentityFresh. Own worker only.
#pragma once

#include <optional>
#include <string>

#include "agent/failures.h"
#include "agent/neighbours.h"

namespace callout::agent {

/// The MAC that was seen, nullopt where none can be seen and none is expected. Fails closed: a known MAC must be seen.
Outcome<std::optional<std::string>> check_identity(Neighbours& neighbours, const wire::Address& address,
                                                   const std::optional<std::string>& known_mac);

}  // namespace callout::agent
