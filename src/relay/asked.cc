// SPDX-License-Identifier: Apache-2.0
#include "relay/asked.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "wire/ascii.h"
#include "wire/name_set.h"

namespace callout::relay {
namespace {

constexpr std::string_view kByWay = "/.callout/other/";
constexpr std::string_view kByWayAnonymous = "/.callout/anonymous/";

/// What the page shows and, by CORS, may read; never what would act as the page itself.
constexpr wire::NameSet kShown("image", "font", "audio", "video");

bool says(const wire::Headers& headers, std::string_view name, std::string_view value) {
  const std::string* found = headers.find(name);
  return found != nullptr && *found == value;
}

/// Whether a page of `here` asks, for an answer that it may have by CORS.
bool may_come_by_way(const http::Exchange& exchange, const SessionHost& here) {
  const auto& [method, headers] = std::tie(exchange.request().method, exchange.request().headers);
  if (exchange.wants_websocket()) return says(headers, "Origin", here.hosts.session.to_string());
  if (!says(headers, "Sec-Fetch-Site", "same-origin")) return false;
  const std::string* dest = headers.find("Sec-Fetch-Dest");
  if (dest != nullptr && kShown.contains(*dest)) return method == "GET" && says(headers, "Sec-Fetch-Mode", "cors");
  if (dest == nullptr || *dest != "empty") return false;
  return method == "POST" || (method == "GET" && says(headers, "Sec-Fetch-Mode", "cors"));
}

/// What a browser says of a page that asks another origin: its origin, and as referrer the same, unless the page says
/// otherwise ("strict-origin-when-cross-origin"); session hosts tell each other no referrer (ADR 0003).
void speak_for(wire::Headers& headers, const wire::Origin& page, bool referrer) {
  auto& lines = headers.lines();
  const auto line_of = [&lines](std::string_view name) {
    return std::ranges::find_if(lines, [name](const auto& line) { return wire::same_name(line.name, name); });
  };
  if (!headers.contains("Origin")) lines.insert(line_of("Referer"), {"Origin", page.to_string()});
  headers.remove("Referer");
  if (referrer) lines.insert(line_of("Origin") + 1, {"Referer", page.to_string() + '/'});
}

}  // namespace

bool is_by_way(std::string_view target) {
  return target.starts_with(kByWay) || target.starts_with(kByWayAnonymous);
}

std::optional<Asked> read_asked(const http::Exchange& exchange, const SessionTraffic& traffic,
                                const SessionHost& here) {
  Asked asked{exchange.request(), here, here};
  wire::Headers& headers = asked.head.headers;
  asked.credentials = wire::take_credentials_mark(headers);
  if (!is_by_way(asked.head.target)) {
    const std::string* field = headers.find("Origin");
    const auto page = field != nullptr ? wire::parse_origin(*field) : std::nullopt;
    const bool crosses = page && *page != here.hosts.session && traffic.map().device_origin(*page);
    if (crosses && !exchange.wants_websocket()) speak_for(headers, *page, true);
    return asked;
  }
  const bool anonymous = asked.head.target.starts_with(kByWayAnonymous);
  const std::string_view rest =
      std::string_view(asked.head.target).substr((anonymous ? kByWayAnonymous : kByWay).size());
  const auto slash = std::min(rest.find('/'), rest.size());
  const auto server = traffic.host_named(rest.substr(0, slash));
  if (!server || server->name == here.name || slash == rest.size() || !may_come_by_way(exchange, here)) {
    return std::nullopt;
  }
  asked.server = *server;
  asked.by_way = true;
  if (anonymous) asked.credentials = wire::Credentials::kNone;
  asked.head.target = std::string(rest.substr(slash));
  // The browser's, for the page's own host: a login is of one port only.
  headers.remove("Authorization");
  if (headers.contains("Sec-Fetch-Site")) headers.set("Sec-Fetch-Site", "same-site");
  speak_for(headers, here.hosts.session, !exchange.wants_websocket());
  return asked;
}

bool admit_answer(wire::ResponseHead& head, const Asked& asked, SessionTraffic& traffic, std::chrono::sys_seconds now) {
  wire::Headers& headers = head.headers;
  const bool all = asked.credentials == wire::Credentials::kAll;
  // What comes by way is taken out below, so no host's browser has it.
  const auto kept_at = asked.by_way ? std::nullopt : std::optional(asked.server.endpoint);
  if (all) traffic.cookies.note_response(kept_at, headers, now);
  if (!all || asked.by_way) {
    headers.remove("Set-Cookie");
    headers.remove("WWW-Authenticate");  // The browser would ask its user.
  }
  if (!asked.by_way) return true;
  // Nor may it be found again under this URL and shown as a page of this host.
  headers.set("Cache-Control", "no-store");
  headers.add("Content-Security-Policy", "sandbox");
  if (const std::string* location = headers.find("Location");
      location != nullptr && location->starts_with('/') && !location->starts_with("//")) {
    headers.set("Location", fmt::format("{}{}{}", all ? kByWay : kByWayAnonymous, asked.server.name, *location));
  }
  return wire::may_be_read(headers, asked.sent_to.hosts.device, asked.credentials);
}

}  // namespace callout::relay
