// SPDX-License-Identifier: Apache-2.0
// Origins, requests and the security headers; translate_response.cc has the device's answers.
#include "wire/translate.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "wire/address.h"
#include "wire/ascii.h"
#include "wire/authority.h"
#include "wire/cookie.h"
#include "wire/hop_by_hop.h"
#include "wire/url.h"

namespace callout::wire {
namespace {

/// What a proxy in front of us adds and a browser beside the device would not.
bool is_added_on_the_way(std::string_view name) {
  constexpr std::array<std::string_view, 5> kFields = {"forwarded", "via", "x-real-ip", "x-client-ip",
                                                       "true-client-ip"};
  return begins_ignoring_case(name, "x-forwarded") ||
         std::ranges::any_of(kFields, [name](std::string_view field) { return same_name(name, field); });
}

/// Chromium sends these to secure origins only; over plain HTTP a device on the network never sees them.
bool is_for_secure_origins(std::string_view name) {
  return begins_ignoring_case(name, "sec-") && !begins_ignoring_case(name, "sec-websocket-");
}

/// Codings that browsers offer to secure origins only.
std::string plain_http_codings(std::string_view accept_encoding) {
  std::string kept;
  while (!accept_encoding.empty()) {
    const std::string_view coding = next_in_list(accept_encoding);
    const std::string_view name = trim(coding.substr(0, coding.find(';')));
    if (coding.empty() || equal_ignoring_case(name, "br") || equal_ignoring_case(name, "zstd")) continue;
    if (!kept.empty()) kept += ", ";
    kept += coding;
  }
  return kept;
}

Origin origin_of(const AbsoluteUrl& url) {
  const auto authority = parse_authority(url.authority);
  Origin origin{to_lower(url.scheme), to_lower(authority->host), 0};
  origin.port = authority->port.value_or(default_port(origin.scheme));
  if (authority->kind == HostKind::kIpv6) origin.host = parse_address(authority->host)->to_string();
  return origin;
}

const EndpointHosts* endpoint_of_session(const SessionMap& map, const Origin& session) {
  const auto at = std::ranges::find(map.endpoints, session, &EndpointHosts::session);
  return at == map.endpoints.end() ? nullptr : &*at;
}

void translate_origin(RequestHead& head, const SessionMap& map) {
  const std::string* field = head.headers.find("origin");
  if (field == nullptr) return;
  const auto origin = parse_origin(*field);
  const EndpointHosts* from = origin ? endpoint_of_session(map, *origin) : nullptr;
  head.headers.set("origin", from != nullptr ? from->device.to_string() : "null");
}

void translate_referer(RequestHead& head, const SessionMap& map) {
  const std::string* field = head.headers.find("referer");
  if (field == nullptr) return;
  const auto url = parse_absolute_url(*field);
  const EndpointHosts* from = url ? endpoint_of_session(map, origin_of(*url)) : nullptr;
  if (from == nullptr) {
    head.headers.remove("referer");
  } else {
    head.headers.set("referer", from->device.to_string() + std::string(url->rest));
  }
}

}  // namespace

std::string Origin::authority() const {
  return host_field(scheme, host, port);
}

std::string Origin::to_string() const {
  return scheme + "://" + authority();
}

std::optional<Origin> parse_origin(std::string_view text) {
  const auto url = parse_absolute_url(text);
  if (!url || !url->rest.empty() || lower(url->scheme.front()) != 'h') return std::nullopt;
  return origin_of(*url);
}

void translate_request(RequestHead& head, const SessionMap& map, std::size_t endpoint) {
  check(endpoint < map.endpoints.size());
  const Origin& device = map.endpoints[endpoint].device;
  const std::string* site = head.headers.find("sec-fetch-site");
  const bool from_elsewhere = site != nullptr && *site != "same-origin";

  head.authority = device.authority();
  const bool plain = device.scheme == "http";
  const HopByHop hop_by_hop(head.headers);
  std::erase_if(head.headers.lines(), [&](Header& line) {
    if (same_name(line.name, "cookie")) {
      line.value = remove_cookies(line.value, &is_callout_cookie);
      return line.value.empty();
    }
    return hop_by_hop(line) || same_name(line.name, "host") || is_added_on_the_way(line.name) ||
           (plain && is_for_secure_origins(line.name));
  });
  translate_origin(head, map);
  translate_referer(head, map);

  if (plain) {
    if (const std::string* codings = head.headers.find("accept-encoding")) {
      head.headers.set("accept-encoding", plain_http_codings(*codings));
    }
  } else if (from_elsewhere) {
    // The technician came from the console, which for the device is the same as typing its address.
    head.headers.set("sec-fetch-site", "none");
  }
}

bool is_service_worker_script(const RequestHead& head) {
  return head.headers.contains("service-worker");
}

void add_security_headers(Headers& headers, const SessionMap& map, std::size_t endpoint) {
  std::string hosts;
  std::string sockets;
  for (std::size_t i = 0; i < map.endpoints.size(); ++i) {
    if (i == endpoint) continue;
    const Origin& other = map.endpoints[i].session;
    hosts += ' ' + other.to_string();
    sockets += (other.scheme == "https" ? " wss://" : " ws://") + other.authority();
  }
  std::string policy;
  policy.reserve(256 + 4 * hosts.size() + sockets.size());
  for (const std::string_view part :
       {std::string_view("default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"), std::string_view(hosts),
        std::string_view("; connect-src 'self'"), std::string_view(hosts), std::string_view(sockets),
        std::string_view("; form-action 'self'"), std::string_view(hosts), std::string_view("; frame-ancestors 'self'"),
        std::string_view(hosts), std::string_view("; base-uri 'self'; object-src 'none'; worker-src 'self' blob:")}) {
    policy += part;
  }
  headers.add("Content-Security-Policy", std::move(policy));
  headers.set("Referrer-Policy", "same-origin");  // ADR 0003: devices need their own Referer and Origin.
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Origin-Agent-Cluster", "?1");
}

}  // namespace callout::wire
