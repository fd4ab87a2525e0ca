// SPDX-License-Identifier: Apache-2.0
#include "agent/identity.h"

#include "wire/http.h"

namespace callout::agent {

Outcome<std::optional<std::string>> check_identity(Neighbours& neighbours, const wire::Address& address,
                                                   const std::optional<std::string>& known_mac) {
  auto seen = neighbours.mac_of(address);
  if (!seen) return identity_unknown(seen.error().message);
  if (!known_mac) return std::move(*seen);
  if (!*seen) {
    return identity_unknown(
        fmt::format("The device's MAC is known to be {}, but it can't be seen from here.", *known_mac));
  }
  if (!wire::equal_ignoring_case(**seen, *known_mac)) return identity_changed(*known_mac, **seen);
  return std::move(*seen);
}

}  // namespace callout::agent
