// SPDX-License-Identifier: Apache-2.0
// Callout's own paths on a session host: the ticket that gives a browser its session cookie (an OAuth code with PKCE,
// RFC 7636), and what the watch script asks. The flow:
//
//   /.callout/start     sets the state cookie (60 s: state, verifier, path to come back to) and goes to the console's
//   /authorize console /authorize  is this session the signed-in technician's? then back with a code (30 s, once)
//   /.callout/callback  trades code and verifier for the session cookie and goes on to the page
#include <algorithm>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/random.h"
#include "relay/address_script.h"
#include "relay/relay.h"
#include "relay/watch_script.h"
#include "wire/cookie.h"
#include "wire/query.h"
#include "wire/session_origins.h"

namespace callout::relay {
namespace {

// HttpOnly by its name: no script of the device's page can set or read it (draft-ietf-httpbis-rfc6265bis, cookie name
// prefixes).
constexpr std::string_view kSessionCookie = "__Host-Http-callout";
constexpr std::string_view kStateCookie = "__Host-Http-callout-state";
constexpr std::size_t kLongestReturnPath = 2048;

std::string cookie_line(std::string_view name, std::string_view value, std::string_view more) {
  // Lax and not Strict: the browser comes here by a redirect from the console, which is another site.
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax{}", name, value, more);
}

std::string cookie_of(const wire::RequestHead& request, std::string_view name) {
  for (const auto field : request.headers.all("Cookie")) {
    if (const auto value = wire::find_cookie(field, name)) return std::string(*value);
  }
  return {};
}

/// A path on this host and nothing else: no scheme, no authority, nothing a browser would read as one.
bool is_own_path(std::string_view path) {
  return path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\") &&
         !path.starts_with("/.callout/") && path.size() <= kLongestReturnPath;
}

wire::ResponseHead redirect(std::string_view location) {
  wire::ResponseHead head;
  head.status = 303;
  head.headers.add("Location", std::string(location));
  head.headers.add("Cache-Control", "no-store");
  return head;
}

/// {"origin": ...} for the device's origin that the query names: what the address script asks.
std::string session_host_answer(std::string_view target, const wire::SessionMap& map, wire::OriginMap& origins) {
  const auto query = wire::Query::parse(wire::split_target(target).query);
  const std::string* text = query ? query->find("origin") : nullptr;
  const auto asked = text != nullptr ? wire::parse_origin(*text) : std::nullopt;
  std::optional<wire::Origin> session;
  const auto hosts = wire::device_hosts_of(map);
  if (asked && std::ranges::find(hosts, asked->host) != hosts.end()) {
    session = origins.session_origin(asked->scheme, asked->host, asked->port);
  }
  return session ? fmt::format(R"({{"origin":"{}"}})", session->to_string()) : R"({"origin":null})";
}

}  // namespace

bool Relay::admitted(const http::Exchange& exchange, const SessionTraffic& traffic) const {
  const auto secret = cookie_of(exchange.request(), kSessionCookie);
  return !secret.empty() && traffic.lease().knows_cookie(secret);
}

net::Task<> Relay::start_ticket(http::Exchange& exchange, SessionTraffic& traffic, std::string_view back_to) {
  const auto state = random_secret();
  const auto verifier = random_secret();
  const auto challenge = hash_of_secret(verifier);
  const std::string path(is_own_path(back_to) ? back_to : "/");
  auto head = redirect(fmt::format("{}/authorize?host={}&state={}&challenge={}", parts_.console_url,
                                   traffic.lease().terms().label, state, challenge));
  head.headers.add("Set-Cookie",
                   cookie_line(kStateCookie, fmt::format("{}.{}.{}", state, verifier, base64url(bytes_of(path))),
                               fmt::format("; Max-Age={}", std::chrono::seconds(limits::kTicketStateTime).count())));
  wire::add_security_headers(head.headers, traffic.map(), 0);
  co_await exchange.respond(head, {});
}

net::Task<> Relay::finish_ticket(http::Exchange& exchange, SessionTraffic& traffic) {
  const auto query = wire::Query::parse(wire::split_target(exchange.request().target).query);
  const std::string* code = query ? query->find("code") : nullptr;
  const std::string* state = query ? query->find("state") : nullptr;
  const auto kept = cookie_of(exchange.request(), kStateCookie);
  const auto dot = kept.find('.');
  const auto dot2 = dot == std::string::npos ? dot : kept.find('.', dot + 1);
  if (code == nullptr || state == nullptr || dot2 == std::string::npos || !equal_secrets(kept.substr(0, dot), *state)) {
    // Not by the browser that asked for the code: it gets nothing, and a code that was used before shows a thief.
    if (code != nullptr) (void)co_await parts_.pool.run([&] { return parts_.tickets.redeem_nothing(*code), true; });
    co_await answer(exchange, not_yours_page(context_of(exchange)), &traffic);
    co_return;
  }
  const auto verifier = kept.substr(dot + 1, dot2 - dot - 1);
  const auto label = traffic.lease().terms().label;
  const auto redeemed = co_await parts_.pool.run([&] { return parts_.tickets.redeem(label, *code, verifier); });
  if (!redeemed || !*redeemed) {
    co_await answer(exchange, not_yours_page(context_of(exchange)), &traffic);
    co_return;
  }
  const auto path = from_base64url(std::string_view(kept).substr(dot2 + 1));
  auto head = redirect(path && is_own_path(*path) ? *path : "/");
  head.headers.add("Set-Cookie", cookie_line(kSessionCookie, **redeemed, ""));
  head.headers.add("Set-Cookie", cookie_line(kStateCookie, "", "; Max-Age=0"));
  wire::add_security_headers(head.headers, traffic.map(), 0);
  co_await exchange.respond(head, {});
}

net::Task<> Relay::own_page(http::Exchange& exchange, SessionTraffic& traffic, Shard& shard) {
  const auto& request = exchange.request();
  const auto path = wire::split_target(request.target).path;
  if (request.method != "GET" && request.method != "HEAD") {
    co_await answer(exchange, refused_page(context_of(exchange), "Only GET is answered here."), &traffic);
    co_return;
  }
  if (path == "/.callout/start") {
    co_await start_ticket(exchange, traffic, "/");
    co_return;
  }
  if (path == "/.callout/callback") {
    co_await finish_ticket(exchange, traffic);
    co_return;
  }
  wire::ResponseHead head;
  head.headers.add("Cache-Control", "no-store");
  head.headers.add("X-Content-Type-Options", "nosniff");
  wire::add_security_headers(head.headers, traffic.map(), 0);
  if (path == kWatchPath || path == kAddressScriptPath) {
    head.headers.set("Cache-Control", "private, max-age=3600");
    head.headers.add("Content-Type", "text/javascript; charset=utf-8");
    co_await exchange.respond(head, path == kWatchPath ? kWatchScript : kAddressScript);
  } else if (path == kHostsPath && admitted(exchange, traffic)) {
    wire::SessionOrigins origins(traffic.map());
    head.headers.add("Content-Type", "application/json");
    co_await exchange.respond(head, session_host_answer(exchange.request().target, traffic.map(), origins));
  } else if (path == kStatusPath) {
    head.headers.add("Content-Type", "application/json");
    const bool ready = shard.agent_of(traffic.lease().terms().install) != nullptr;
    co_await exchange.respond(head, ready ? R"({"state":"active"})" : R"({"state":"waiting"})");
  } else {
    // Among others /.callout/ended of a session that goes on: the page itself is the answer.
    co_await exchange.respond(redirect("/"), {});
  }
}

}  // namespace callout::relay
