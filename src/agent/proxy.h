// SPDX-License-Identifier: Apache-2.0
// Which way out of the site: directly or through the site's HTTP proxy. Used when dialling the server, never for
// devices. Pure but for read_environment; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "wire/server_url.h"

namespace callout::agent {

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  std::string authorization;  ///< Value of Proxy-Authorization (Basic) or empty.
};

/// What the system or the agent's own file says about proxies.
struct ProxySettings {
  std::string url;       ///< Empty: none.
  std::string no_proxy;  ///< Comma- or space-separated hosts, domains, addresses and networks.
};

/// HTTPS_PROXY and NO_PROXY or their lower-case forms, which win as with curl.
ProxySettings proxy_environment();

/// `[http://][user[:password]@]host[:port]`, the credentials percent-encoded.
Result<Proxy> parse_proxy(std::string_view url);

/// Whether NO_PROXY names this host: `*`, `host`, `.domain`, `domain` (with all below), `host:port`, an address, or a
/// network such as 10.0.0.0/8.
bool bypasses_proxy(std::string_view no_proxy, std::string_view host, std::uint16_t port);

/// nullopt: dial directly. This machine is always dialled directly.
Result<std::optional<Proxy>> choose_proxy(const ProxySettings& settings, const wire::ServerUrl& server);

}  // namespace callout::agent
