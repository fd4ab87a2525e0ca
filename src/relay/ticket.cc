// SPDX-License-Identifier: Apache-2.0
// Callout's own paths on a session host: the ticket that gives a browser its session cookie (an OAuth code with PKCE,
// RFC 7636), and what the watch script asks. The flow:
//
//   /.callout/start     sets the state cookie (60 s: state, verifier, path to come back to) and goes to the console's
//   /authorize console /authorize  is this session the signed-in technician's? then back with a code (30 s, once)
//   /.callout/callback  trades code and verifier for the session cookie and goes on to the page
#include "base/encoding.h"
#include "base/limits.h"
#include "base/random.h"
#include "relay/address_script.h"
#include "relay/join.h"
#include "relay/own_scripts.h"
#include "relay/plugin_script.h"
#include "relay/relay.h"
#include "relay/session_cookie.h"
#include "relay/watch_script.h"
#include "wire/query.h"
#include "wire/session_origins.h"

namespace callout::relay {
namespace {

/// {"origin": ...} for the device's origin that the query names: what the address script asks.
std::string session_host_answer(std::string_view target, wire::OriginMap& origins) {
  const auto query = wire::Query::parse(wire::split_target(target).query);
  const std::string* text = query ? query->find("origin") : nullptr;
  const auto asked = text != nullptr ? wire::parse_origin(*text) : std::nullopt;
  const auto session = asked ? origins.session_origin(asked->scheme, asked->host, asked->port) : std::nullopt;
  return session ? fmt::format(R"({{"origin":"{}"}})", session->to_string()) : R"({"origin":null})";
}

}  // namespace

bool Relay::admitted(const http::Exchange& exchange, const SessionTraffic& traffic) const {
  const auto secret = session_cookie_of(exchange.request());
  return !secret.empty() && traffic.lease().knows_cookie(secret);
}

net::Task<> Relay::start_ticket(http::Exchange& exchange, SessionTraffic& traffic, std::string_view back_to) {
  const auto state = random_secret();
  const auto verifier = random_secret();
  const auto challenge = hash_of_secret(verifier);
  const auto path = own_path(back_to);
  auto head = redirect(303, fmt::format("{}/authorize?host={}&state={}&challenge={}", parts_.console_url,
                                        traffic.lease().terms().label, state, challenge));
  head.headers.add("Set-Cookie",
                   state_cookie_line(fmt::format("{}.{}.{}", state, verifier, base64url(bytes_of(path)))));
  wire::add_security_headers(head.headers, traffic.map(), false);
  co_await exchange.respond(head, {});
}

net::Task<> Relay::finish_ticket(http::Exchange& exchange, SessionTraffic& traffic) {
  const auto query = wire::Query::parse(wire::split_target(exchange.request().target).query);
  const std::string* code = query ? query->find("code") : nullptr;
  const std::string* state = query ? query->find("state") : nullptr;
  const auto kept = state_cookie_of(exchange.request());
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
  auto head = redirect(303, std::string(path ? own_path(*path) : "/"));
  head.headers.add("Set-Cookie", session_cookie_line(**redeemed));
  head.headers.add("Set-Cookie", no_state_cookie_line());
  wire::add_security_headers(head.headers, traffic.map(), false);
  co_await exchange.respond(head, {});
}

net::Task<> Relay::own_page(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here, Shard& shard) {
  const auto& request = exchange.request();
  const auto path = wire::split_target(request.target).path;
  if (request.method != "GET" && request.method != "HEAD") {
    co_await answer(exchange, refused_page(context_of(exchange), "Only GET is answered here."), &traffic);
    co_return;
  }
  if (here.other && (path == "/.callout/start" || path == "/.callout/callback")) {
    co_await answer(exchange, not_yours_page(context_of(exchange)), &traffic);  // The session's own host signs in.
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
  if (path == kJoinPath) {
    co_await admit_to_other(exchange, traffic, here);
    co_return;
  }
  if (path == kJoinedPath) {
    co_await finish_join(exchange, traffic, here);
    co_return;
  }
  wire::ResponseHead head;
  head.headers.add("Cache-Control", "no-store");
  head.headers.add("X-Content-Type-Options", "nosniff");
  wire::add_security_headers(head.headers, traffic.map(), false);
  if (path == kWatchPath || path == kAddressScriptPath) {
    head.headers.set("Cache-Control", "private, max-age=3600");
    head.headers.add("Content-Type", "text/javascript; charset=utf-8");
    co_await exchange.respond(head, path == kWatchPath ? watch_text() : kAddressScript);
  } else if (path == kHostsPath && admitted(exchange, traffic)) {
    wire::SessionOrigins origins(traffic.map());
    head.headers.add("Content-Type", "application/json");
    co_await exchange.respond(head, session_host_answer(exchange.request().target, origins));
  } else if (path == kDevicePath && admitted(exchange, traffic)) {
    head.headers.add("Content-Type", "application/json");
    co_await exchange.respond(head, fmt::format(R"({{"device":"{}","port":{}}})", traffic.lease().terms().device.str(),
                                                traffic.own_host().endpoint.port));
  } else if (path == kStatusPath) {
    head.headers.add("Content-Type", "application/json");
    const bool ready = shard.agent_of(traffic.lease().terms().install) != nullptr;
    co_await exchange.respond(head, traffic.lease().finishing() ? R"({"state":"finishing"})"
                                    : ready                     ? R"({"state":"active"})"
                                                                : R"({"state":"waiting"})");
  } else {
    // Among others /.callout/ended of a session that goes on: the page itself is the answer.
    co_await exchange.respond(redirect(303, "/"), {});
  }
}

}  // namespace callout::relay
