// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_front.h"

#include <algorithm>

#include "http/refusal.h"
#include "wire/authority.h"
#include "wire/query.h"

namespace callout::programs {
namespace {

// Lower case, without the scheme's own port; empty when it is no authority.
std::string normal(std::string_view text, const std::string& scheme) {
  const auto authority = wire::parse_authority(text);
  if (!authority) return {};
  std::string host(authority->host);
  std::ranges::transform(host, host.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return wire::host_field(scheme, host, authority->port.value_or(wire::default_port(scheme)));
}

bool is_operation(std::string_view path) {
  return path == "/healthz" || path == "/readyz" || path == "/metrics";
}

net::Task<> refuse(http::Exchange& exchange, int status, std::string_view why) {
  const http::Page page = http::refusal_page(status, why);
  (void)co_await exchange.respond(page.head, page.body);
}

}  // namespace

Destination destination_of(std::string_view authority, std::string_view path, const Site& console,
                           const std::function<bool(std::string_view)>& is_session_host) {
  // Browsers write it in the normal form already. The console's own host may look like a label of the session domain.
  if (!authority.starts_with(console.host) && is_session_host(authority)) return Destination::kSession;
  const std::string host = normal(authority, console.scheme);
  if (host == console.authority()) return Destination::kConsole;
  if (!host.empty() && is_session_host(host)) return Destination::kSession;
  const auto parsed = wire::parse_authority(authority);
  const bool is_address = parsed && parsed->kind != wire::HostKind::kName;
  return is_address && is_operation(path) ? Destination::kConsole : Destination::kNowhere;
}

net::Worker* Front::place(std::string_view host) {
  const Sides* sides = sides_.load();
  return sides ? sides->relay.place(host) : nullptr;
}

net::Worker* Front::place_upgrade(const wire::RequestHead& head) {
  const Sides* sides = sides_.load();
  return sides ? sides->gateway.place(head) : nullptr;
}

net::Task<> Front::serve(http::Exchange& exchange) {
  const Sides* sides = sides_.load();
  if (!sides) return refuse(exchange, 503, "The server is starting; try again in a moment.");
  const wire::RequestHead& request = exchange.request();
  const auto is_session_host = [&relay = sides->relay](std::string_view host) { return relay.is_session_host(host); };
  switch (destination_of(request.authority, wire::split_target(request.target).path, sides->console, is_session_host)) {
    case Destination::kConsole: return sides->api.serve(exchange);
    case Destination::kSession: return sides->relay.serve(exchange);
    case Destination::kNowhere: break;
  }
  return refuse(exchange, 421, "This server does not answer for that host.");
}

}  // namespace callout::programs
