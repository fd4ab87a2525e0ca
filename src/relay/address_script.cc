// SPDX-License-Identifier: Apache-2.0
#include "relay/address_script.h"

#include <fmt/format.h>

#include "relay/pages.h"
#include "wire/session_origins.h"

namespace callout::relay {

std::string address_tag(const wire::SessionMap& map, std::size_t endpoint) {
  std::string hosts;
  for (const std::string& host : wire::device_hosts_of(map)) hosts += hosts.empty() ? host : ' ' + host;
  std::string origins;
  for (const auto& [device, session] : map.endpoints) {
    origins += fmt::format("{}{}:{}={}", origins.empty() ? "" : " ", device.scheme, device.port, session.to_string());
  }
  const wire::Origin& page = map.endpoints[endpoint].device;
  return fmt::format(R"(<script src="{}" data-hosts="{}" data-origins="{}" data-page="{}:{}"></script>)",
                     kAddressScriptPath, escape_html(hosts), escape_html(origins), page.scheme, page.port);
}

}  // namespace callout::relay
