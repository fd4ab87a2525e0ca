// SPDX-License-Identifier: Apache-2.0
// Headers between the session host, as the browser sees the device, and the device as a browser on its own network
// would see it. Called by relay/ on each request and response; the rules are rows 1, 4-8, 21 and 23 of the device
// behaviours and the row "hostile device page" of the threat model (SECURITY.md). Pure functions: a SessionMap is built
// once per session and only read, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/http.h"

namespace callout::wire {

struct Origin {
  std::string scheme;  ///< `http` or `https`.
  std::string host;    ///< Lower case; IPv6 without brackets.
  std::uint16_t port = 0;

  /// `host[:port]` without the default port, as in Host.
  std::string authority() const;
  /// `scheme://host[:port]`, as in the Origin field.
  std::string to_string() const;
  bool operator==(const Origin&) const = default;
};
/// Reads an Origin field's value; nullopt for `null` and whatever is not an http(s) origin.
std::optional<Origin> parse_origin(std::string_view text);

/// One endpoint of the device that has a session host.
struct EndpointHosts {
  Origin device;   ///< As the agent reaches it: address or name, scheme and port.
  Origin session;  ///< As the browser reaches it.
};

/// What translation needs to know of one session.
struct SessionMap {
  std::vector<EndpointHosts> endpoints;
  std::vector<std::string>
      device_hosts;  ///< Further names of the device, lower case: DNS, mDNS, sysName, other addresses of it.
  bool translate_bodies = true;  ///< Whether the device's own URLs in pages, scripts and data are replaced, too.
};

/// Turns a browser's request into the one a browser beside the device would send: Host, Origin and Referer are the
/// device's; Callout's cookies, hop-by-hop fields, X-Forwarded-*, Forwarded, Via and their like are gone. An Origin of
/// none of the session's hosts becomes `null`, a Referer of none is dropped: the caller has refused what must be
/// refused before. Content-Length stays. `endpoint` indexes map.endpoints.
void translate_request(RequestHead& head, const SessionMap& map, std::size_t endpoint);

/// Whether the browser fetches a script for a service worker, which would outlive the page: the caller answers 403.
bool is_service_worker_script(const RequestHead& head);

/// A redirect (Location of a 3xx, or Refresh) that the browser must not simply follow.
struct RedirectAway {
  enum class Kind : std::uint8_t {
    kOtherEndpoint,  ///< The device itself, on a scheme and port that has no session host yet: `origin` and `rest` say
                     ///< which.
    kElsewhere,      ///< Another host or scheme: show `url` as text on an interstitial page.
  };
  Kind kind = Kind::kElsewhere;
  std::string url;   ///< As the device wrote it, control characters removed. Data, never markup.
  Origin origin;     ///< With kOtherEndpoint.
  std::string rest;  ///< With kOtherEndpoint: path, query and fragment.
};

/// Turns the device's response into the session host's: Location, Content-Location, Refresh, Link and
/// Access-Control-Allow-Origin point at session hosts, Set-Cookie as rewrite_set_cookie, Cache-Control private; fields
/// that reach beyond the page (HSTS, HPKP, Alt-Svc, Clear-Site-Data, NEL, Report-To, Reporting-Endpoints,
/// Service-Worker-Allowed) and hop-by-hop fields are gone. Then the security headers are added. When the result is set,
/// the redirecting field was removed and the caller answers by itself.
std::optional<RedirectAway> translate_response(ResponseHead& head, const SessionMap& map, std::size_t endpoint);

/// Content-Security-Policy, Referrer-Policy, Cross-Origin-Opener-Policy and Origin-Agent-Cluster of every response on a
/// session host, Callout's own pages included. The policy is a further line beside the device's own, so both hold; the
/// others replace the device's, as a second value of theirs would void them.
void add_security_headers(Headers& headers, const SessionMap& map, std::size_t endpoint);

}  // namespace callout::wire
