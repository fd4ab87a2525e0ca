// SPDX-License-Identifier: Apache-2.0
// Origins, requests and the security headers; translate_response.cc has the device's answers.
#include "wire/translate.h"

#include <algorithm>
#include <array>
#include <ranges>

#include "wire/ascii.h"
#include "wire/cookie.h"
#include "wire/hop_by_hop.h"
#include "wire/session_url.h"
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

/// Of the session's own pages, one on another endpoint of the device loads parts from here, and links to here; the
/// console only links.
bool comes_from_console(const Headers& headers) {
  const std::string* site = headers.find("sec-fetch-site");
  if (site == nullptr || *site == "same-origin") return false;
  const std::string* mode = headers.find("sec-fetch-mode");
  return *site != "same-site" || mode == nullptr || *mode == "navigate";
}

void translate_origin(RequestHead& head, const SessionMap& map) {
  const std::string* field = head.headers.find("origin");
  if (field == nullptr) return;
  const auto origin = parse_origin(*field);
  const auto from = origin ? map.device_origin(*origin) : std::nullopt;
  head.headers.set("origin", from ? from->to_string() : "null");
}

/// RFC 7616 section 3.4: the browser has signed the target, as it asked for it.
bool is_target_signed(const Headers& headers) {
  const std::string* field = headers.find("authorization");
  return field != nullptr && begins_ignoring_case(*field, "digest ");
}

/// What a script has put into the target, a field or a cookie.
void translate_values(RequestHead& head, const SessionUrls& urls) {
  if (!is_target_signed(head.headers)) urls.translate(head.target);
  for (Header& line : head.headers.lines()) {
    if (!same_name(line.name, "authorization")) urls.translate(line.value);
  }
}

void translate_referer(RequestHead& head, const SessionMap& map) {
  const std::string* field = head.headers.find("referer");
  if (field == nullptr) return;
  const auto url = parse_absolute_url(*field);
  const auto from = url ? map.device_origin(origin_of(*url)) : std::nullopt;
  if (from) {
    head.headers.set("referer", from->to_string() + std::string(url->rest));
  } else {
    head.headers.remove("referer");
  }
}

}  // namespace

void translate_request(RequestHead& head, const SessionMap& map, const EndpointHosts& here) {
  const Origin& device = here.device;

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
  translate_values(head, SessionUrls(map, device));

  if (plain) {
    if (const std::string* codings = head.headers.find("accept-encoding")) {
      head.headers.set("accept-encoding", plain_http_codings(*codings));
    }
  } else if (comes_from_console(head.headers)) {
    head.headers.set("sec-fetch-site", "none");  // For the device that is the same as typing its address.
  }
}

bool is_service_worker_script(const RequestHead& head) {
  return head.headers.contains("service-worker");
}

void add_security_headers(Headers& headers, const SessionMap& map, bool document) {
  headers.add("Content-Security-Policy", document ? map.page_policy() : map.part_policy());
  headers.set("Referrer-Policy", "same-origin");  // ADR 0003: devices need their own Referer and Origin.
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Origin-Agent-Cluster", "?1");
}

void renew_policy(Headers& headers, const SessionMap& map) {
  // Ours is the last one.
  for (Header& line : headers.lines() | std::views::reverse) {
    if (!same_name(line.name, "content-security-policy")) continue;
    line.value = map.page_policy();
    return;
  }
}

}  // namespace callout::wire
