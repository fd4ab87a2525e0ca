// SPDX-License-Identifier: Apache-2.0
#include "relay/address_script.h"

#include <fmt/format.h>

#include "relay/own_scripts.h"
#include "relay/pages.h"

namespace callout::relay {

std::string address_tag(const wire::SessionMap& map, const wire::Origin& page) {
  std::string hosts;
  for (const std::string& host : map.device_hosts()) hosts += hosts.empty() ? host : ' ' + host;
  std::string origins;
  for (const auto& [device, session] : map.known()) {
    origins += fmt::format("{}{}:{}={}", origins.empty() ? "" : " ", device.scheme, device.port, session.to_string());
  }
  return fmt::format(R"(<script {} data-hosts="{}" data-origins="{}" data-page="{}:{}"></script>)", address_source(),
                     escape_html(hosts), escape_html(origins), page.scheme, page.port);
}

}  // namespace callout::relay
