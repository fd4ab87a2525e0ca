// SPDX-License-Identifier: Apache-2.0
// Headers between the session host, as the browser sees the device, and the device as a browser on its own network
// would see it. Called by relay/ on each request and response; the rules are rows 1, 4-8, 21 and 23 of the device
// behaviours and the row "hostile device page" of the threat model (SECURITY.md). Pure functions: a SessionMap is built
// once per session and only read, any thread.
#pragma once

#include <optional>
#include <string>

#include "wire/http.h"
#include "wire/session_map.h"

namespace callout::wire {

/// Turns a browser's request into the one a browser beside the device would send: Host, Origin and Referer are the
/// device's; Callout's cookies, hop-by-hop fields, X-Forwarded-*, Forwarded, Via and their like are gone. An Origin of
/// none of the session's hosts becomes `null`, a Referer of none is dropped: the caller has refused what must be
/// refused before. Wherever else a session host stands, in the target, a field or a cookie, the device's takes its
/// place (session_url.h), but in Authorization, and in the target of a request with `Authorization: Digest`: the
/// browser has signed it. Content-Length stays. `here` is the endpoint that is asked, and its host.
void translate_request(RequestHead& head, const SessionMap& map, const EndpointHosts& here);

/// Whether the browser fetches a script for a service worker, which would outlive the page: the caller answers 403.
bool is_service_worker_script(const RequestHead& head);

/// A redirect (Location of a 3xx, or Refresh) that the browser must not simply follow.
struct RedirectAway {
  std::string url;          ///< As the device wrote it, control characters removed. Data, never markup.
  bool own_device = false;  ///< It leads to the device itself, on a port that browsers don't open.
};

/// Turns the device's response into the session host's: Location, Content-Location, Refresh and Link point at session
/// hosts (crossing.h has CORS), Set-Cookie as rewrite_set_cookie, Cache-Control private; fields
/// that reach beyond the page (HSTS, HPKP, Alt-Svc, Clear-Site-Data, NEL, Report-To, Reporting-Endpoints,
/// Service-Worker-Allowed) and hop-by-hop fields are gone. Then the security headers are added. When the result is set,
/// the redirecting field was removed and the caller answers by itself. `document`: as add_security_headers().
std::optional<RedirectAway> translate_response(ResponseHead& head, const SessionMap& map, const EndpointHosts& here,
                                               bool document);

/// Content-Security-Policy, Referrer-Policy, Cross-Origin-Opener-Policy and Origin-Agent-Cluster of every response on a
/// session host, Callout's own pages included. The policy is a further line beside the device's own, so both hold; the
/// others replace the device's, as a second value of theirs would void them. A document may reach the session's other
/// hosts; whatever else is opened as one, from a cache, only itself.
void add_security_headers(Headers& headers, const SessionMap& map, bool document);
/// The policy of a document whose head was translated before, after the map has changed.
void renew_policy(Headers& headers, const SessionMap& map);

}  // namespace callout::wire
