// SPDX-License-Identifier: Apache-2.0
#include "wire/session_origins.h"

#include <algorithm>

namespace callout::wire {

// The device has the same endpoints under each of its names, and the translator asks for no other host.

std::optional<Origin> SessionOrigins::session_origin(std::string_view scheme, std::string_view, std::uint16_t port) {
  const auto at = std::ranges::find_if(map_.endpoints, [scheme, port](const EndpointHosts& known) {
    return known.device.scheme == scheme && known.device.port == port;
  });
  return at == map_.endpoints.end() ? std::nullopt : std::optional(at->session);
}

std::optional<Origin> SessionOrigins::known_origin(std::string_view, std::uint16_t port) {
  const auto at =
      std::ranges::find_if(map_.endpoints, [port](const EndpointHosts& known) { return known.device.port == port; });
  return at == map_.endpoints.end() ? std::nullopt : std::optional(at->session);
}

const std::vector<EndpointHosts>& known_hosts_of(const SessionMap& map) {
  return map.endpoints;
}

std::vector<std::string> device_hosts_of(const SessionMap& map) {
  std::vector<std::string> hosts;
  const auto add = [&hosts](const std::string& host) {
    if (std::ranges::find(hosts, host) == hosts.end()) hosts.push_back(host);
  };
  for (const EndpointHosts& known : map.endpoints) add(known.device.host);
  for (const std::string& host : map.device_hosts) add(host);
  return hosts;
}

}  // namespace callout::wire
