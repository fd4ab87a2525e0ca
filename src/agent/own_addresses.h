// SPDX-License-Identifier: Apache-2.0
// This machine's addresses, so that the policy can refuse them. Read fresh before each decision: interfaces come and
// go. Any thread.
#pragma once

#include <vector>

#include "base/result.h"
#include "wire/address.h"

namespace callout::agent {

/// Every address of every interface, and the broadcast addresses of its IPv4 networks. kInternal: decide nothing.
Result<std::vector<wire::Address>> own_addresses();

}  // namespace callout::agent
