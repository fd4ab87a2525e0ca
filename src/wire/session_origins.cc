// SPDX-License-Identifier: Apache-2.0
#include "wire/session_origins.h"

#include <algorithm>

namespace callout::wire {

std::optional<Origin> SessionOrigins::session_origin(std::string_view scheme, std::string_view host,
                                                     std::uint16_t port) {
  auto origin = map_.session_origin({std::string(scheme), std::string(host), port});
  if (origin && map_.list({scheme == "https", port})) policy_changed_ = true;
  return origin;
}

std::optional<Origin> SessionOrigins::known_origin(std::string_view, std::uint16_t port) {
  const auto known = map_.known();
  const auto at = std::ranges::find_if(known, [port](const EndpointHosts& each) { return each.device.port == port; });
  return at == known.end() ? std::nullopt : std::optional(at->session);
}

}  // namespace callout::wire
