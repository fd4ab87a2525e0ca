// SPDX-License-Identifier: Apache-2.0
#include "relay/relay.h"

#include "base/limits.h"
#include "relay/join.h"
#include "relay/raw_tunnel.h"
#include "relay/session_cookie.h"
#include "relay/watch_script.h"

namespace callout::relay {
namespace {

/// The session as the browser sees it and the device as the agent reaches it.
wire::SessionMap map_of(const sessions::LeaseTerms& terms, std::string_view session_domain, bool secure) {
  wire::Origin device{std::string(model::to_string(terms.scheme)), terms.address, terms.port};
  wire::Origin session{secure ? "https" : "http", {}, static_cast<std::uint16_t>(secure ? 443 : 80)};
  const auto colon = session_domain.rfind(':');
  session.host = fmt::format("{}.{}", terms.label, session_domain.substr(0, colon));
  if (colon != std::string_view::npos) {
    session.port = static_cast<std::uint16_t>(std::stoi(std::string(session_domain.substr(colon + 1))));
  }
  wire::SessionMap map(std::move(device), std::move(session));
  map.translate_bodies = terms.treatment.translate_bodies;
  for (const auto& [scheme, port] : terms.treatment.endpoints) map.list({scheme == model::Scheme::kHttps, port});
  return map;
}

/// Whether a page of another of the session's hosts asks by preflight whether it may ask here.
std::optional<wire::Origin> preflight_from(const wire::RequestHead& request, const SessionTraffic& traffic,
                                           const SessionHost& here) {
  if (!wire::is_preflight(request)) return std::nullopt;
  auto page = wire::parse_origin(*request.headers.find("Origin"));
  return page && *page != here.hosts.session && traffic.map().device_origin(*page) ? page : std::nullopt;
}

/// An Origin that is none of the session's own may read (a link from elsewhere) but never change anything or open a
/// WebSocket. Whether one of the device's web servers may act on another is the device's business.
bool origin_allows(const http::Exchange& exchange, const SessionTraffic& traffic) {
  const auto& request = exchange.request();
  const std::string* field = request.headers.find("Origin");
  const auto origin = field != nullptr ? wire::parse_origin(*field) : std::nullopt;
  const bool own = origin && traffic.map().device_origin(*origin).has_value();
  if (exchange.wants_websocket()) return own;
  const bool safe = request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
  return safe || field == nullptr || own;
}

}  // namespace

Relay::Relay(Parts parts) : parts_(std::move(parts)) {}
Relay::~Relay() = default;

/// The part before the session domain; empty for other hosts.
std::string_view Relay::name_of(std::string_view authority) const {
  return is_session_host(authority) ? authority.substr(0, authority.find('.')) : std::string_view();
}

bool Relay::is_session_host(std::string_view authority) const {
  const auto dot = authority.find('.');
  return dot != std::string_view::npos && authority.substr(dot + 1) == parts_.session_domain;
}

net::Worker* Relay::place(std::string_view host) const {
  const auto name = wire::parse_session_host_name(host.substr(0, host.find('.')));
  const auto found = name ? parts_.leases.find(name->label) : sessions::LeaseTable::Found();
  return found.lease ? &parts_.shards.worker_of(found.lease->terms().install) : nullptr;
}

PageContext Relay::context_of(const http::Exchange& exchange) const {
  const std::string* language = exchange.request().headers.find("Accept-Language");
  return {language != nullptr ? std::string_view(*language) : std::string_view(), parts_.console_url};
}

net::Task<> Relay::answer(http::Exchange& exchange, Page page, const SessionTraffic* traffic) {
  if (traffic != nullptr) wire::add_security_headers(page.head.headers, traffic->map(), false);
  counters_.refused.fetch_add(1, std::memory_order_relaxed);
  co_await exchange.respond(page.head, page.body);
}

net::Task<> Relay::refuse(http::Exchange& exchange, Page page, const SessionTraffic& traffic, Flight& flight) {
  flight.answered(page.head.status, false);
  co_await answer(exchange, std::move(page), &traffic);
}

net::Task<bool> Relay::can_record(SessionTraffic& traffic, model::DevicePort port) {
  if (!traffic.can_log()) co_return false;
  if (traffic.uses(port)) co_return true;
  const auto& session = traffic.lease().terms().session;
  const auto noted = co_await parts_.pool.run([&] { return parts_.sessions.device_port_used(session, port); });
  if (!noted || !*noted) co_return false;
  if (!traffic.uses(port)) traffic.note_use(port);
  co_return true;
}

SessionTraffic& Relay::traffic_of(Shard& shard, std::shared_ptr<sessions::Lease> lease) {
  auto& slot = shard.traffic[lease->terms().label];
  if (!slot) {
    auto map = map_of(lease->terms(), parts_.session_domain, parts_.secure);
    slot = std::make_unique<SessionTraffic>(std::move(lease), std::move(map), parts_.request_log, parts_.clock,
                                            counters_.traffic);
  }
  return *slot;
}

void Relay::forget_if_over(Shard& shard, const std::string& label) {
  const auto found = shard.traffic.find(label);
  if (found != shard.traffic.end() && found->second->in_flight() == 0 &&
      !found->second->lease().live(parts_.clock.steady())) {
    shard.traffic.erase(found);
  }
}

net::Task<> Relay::serve(http::Exchange& exchange) {
  counters_.requests.fetch_add(1, std::memory_order_relaxed);
  const auto name = wire::parse_session_host_name(name_of(exchange.request().authority));
  const auto found = name ? parts_.leases.find(name->label) : sessions::LeaseTable::Found();
  if (!found.lease) {
    const auto context = context_of(exchange);
    if (exchange.request().target == kStatusPath) {  // Asked by the watch script of a page that is still open.
      wire::ResponseHead head;
      head.headers.add("Content-Type", "application/json");
      head.headers.add("Cache-Control", "no-store");
      co_await exchange.respond(head, R"({"state":"ended"})");
      co_return;
    }
    co_await answer(exchange,
                    found.closed ? ended_page(context, found.closed->reason, found.closed->session.str())
                                 : unknown_host_page(context),
                    nullptr);
    co_return;
  }
  const auto& install = found.lease->terms().install;
  Shard& shard = parts_.shards.of(install);
  if (!parts_.shards.worker_of(install).is_current()) {
    // This connection was placed for another host. Browsers answer 421 by asking again on a new connection (RFC 9110
    // section 15.5.20).
    wire::ResponseHead head;
    head.status = 421;
    head.headers.add("Connection", "close");
    co_await exchange.respond(head, {});
    co_return;
  }
  auto& traffic = traffic_of(shard, found.lease);
  const auto other = name->endpoint ? traffic.other_host(*name->endpoint) : std::nullopt;
  if (name->endpoint && !other) {
    co_await answer(exchange, unknown_host_page(context_of(exchange)), nullptr);
  } else {
    Flight flight(traffic, exchange);
    co_await serve_host(exchange, shard, traffic, other ? *other : traffic.own_host(), flight);
  }
  forget_if_over(shard, found.lease->terms().label);
}

net::Task<> Relay::serve_host(http::Exchange& exchange, Shard& shard, SessionTraffic& traffic, const SessionHost& here,
                              Flight& flight) {
  const auto& request = exchange.request();
  const bool is_page = traffic.lease().terms().kind == model::SessionKind::kWebpage;
  if (!here.other && is_raw_request(request)) {
    co_await serve_raw(exchange, traffic, shard, flight);
  } else if (!is_page || request.target.starts_with(kRawPath)) {
    co_await answer(exchange, no_page(context_of(exchange)), &traffic);
  } else if (request.target.starts_with("/.callout/") && !is_by_way(request.target)) {
    co_await own_page(exchange, traffic, here, shard);
  } else if (const auto page = preflight_from(request, traffic, here)) {
    // Preflights have no cookies: nothing of one goes to the device.
    auto head = wire::preflight_answer(request, *page);
    wire::add_security_headers(head.headers, traffic.map(), false);
    co_await exchange.respond(head, {});
  } else if (!admitted(exchange, traffic)) {
    const bool navigation = is_navigation(request);
    if (navigation && !here.other) {
      co_await start_ticket(exchange, traffic, request.target);
    } else if (here.other && (navigation || is_part_from_sibling(request))) {
      co_await ask_to_join(exchange, traffic, here, navigation);
    } else {
      co_await answer(exchange, not_yours_page(context_of(exchange)), &traffic);
    }
  } else if (traffic.lease().finishing()) {
    const auto& session = traffic.lease().terms().session.str();
    co_await answer(exchange, ended_page(context_of(exchange), model::ClosedReason::kExpired, session), &traffic);
  } else if (request.headers.contains("Service-Worker")) {
    co_await answer(exchange, refused_page(context_of(exchange), "A device page may not install a service worker."),
                    &traffic);
  } else if (!origin_allows(exchange, traffic)) {
    co_await answer(exchange, refused_page(context_of(exchange), "Another site sent this request."), &traffic);
  } else if (auto asked = read_asked(exchange, traffic, here); !asked) {
    co_await answer(exchange, not_yours_page(context_of(exchange)), &traffic);
  } else {
    if (asked->server.other) traffic.map().list(*asked->server.other);
    co_await forward(exchange, traffic, std::move(*asked), shard, flight);
  }
}

}  // namespace callout::relay
