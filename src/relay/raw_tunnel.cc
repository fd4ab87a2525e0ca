// SPDX-License-Identifier: Apache-2.0
#include "relay/raw_tunnel.h"

#include <algorithm>
#include <array>
#include <coroutine>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "net/timer.h"
#include "relay/close_when_gone.h"
#include "relay/relay.h"
#include "tunnel/websocket_stream.h"
#include "wire/ascii.h"
#include "wire/authority.h"

namespace callout::relay {
namespace {

constexpr std::string_view kBearer = "bearer ";
constexpr std::chrono::seconds kClosingTime{10};  ///< For the client to take our last bytes after both have ended.

/// What browsers add to every request of a page, and programs don't.
bool is_of_browser(const wire::Header& field) {
  return wire::equal_ignoring_case(field.name, "Origin") || wire::equal_ignoring_case(field.name, "Cookie") ||
         wire::begins_ignoring_case(field.name, "sec-fetch-");
}

/// Resumes once both ends of the stream are on their way, or it was cut: destroyed before, it would take back what the
/// device has not got yet.
struct Over final : net::Waiter {
  net::Http2Stream& stream;
  std::coroutine_handle<> waiting{};
  explicit Over(net::Http2Stream& s) : stream(s) {}
  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    waiting = handle;
    return stream.when_over(*this);
  }
  void await_resume() const {}
  void ready() override { waiting.resume(); }
};

/// One direction, until its end; told to the other side as one. When it breaks, so does the other. `note` counts.
template <class Note>
net::Task<> carry(net::Stream& from, net::Stream& to, Note note) {
  std::array<std::byte, 16 * 1024> buffer;
  for (;;) {
    const auto count = co_await from.read(buffer);
    if (count && *count == 0) {
      to.finish();
      co_return;
    }
    if (count) note(*count);
    if (!count || !co_await to.write(std::span(buffer).first(*count))) break;
  }
  from.close();
  to.close();
}

}  // namespace

bool is_raw_request(const wire::RequestHead& request) {
  return request.target.starts_with(kRawPath) && !bearer_of(request).empty() &&
         std::ranges::none_of(request.headers, is_of_browser);
}

std::string_view bearer_of(const wire::RequestHead& request) {
  const std::string* field = request.headers.find("Authorization");
  if (field == nullptr || !wire::begins_ignoring_case(*field, kBearer)) return {};
  return std::string_view(*field).substr(kBearer.size());
}

std::optional<std::uint16_t> raw_port_of(std::string_view target, const sessions::LeaseTerms& terms) {
  const auto port = wire::parse_port(target.substr(kRawPath.size()));
  if (!port) return std::nullopt;
  const bool listed = std::ranges::find(terms.ports, *port) != terms.ports.end();
  const bool web =
      terms.kind == model::SessionKind::kWebpage && (*port == terms.port || wire::is_usual_web_port(*port));
  return listed || web ? port : std::nullopt;
}

net::Task<> Relay::answer_raw(http::Exchange& exchange, int status, std::string_view hop, std::string_view code,
                              std::string_view detail, std::string_view remedy) {
  wire::ResponseHead head;
  head.status = status;
  head.headers.add("Content-Type", "application/json");
  head.headers.add("Cache-Control", "no-store");
  head.headers.add("X-Content-Type-Options", "nosniff");
  counters_.refused.fetch_add(1, std::memory_order_relaxed);
  const auto body =
      boost::json::serialize(boost::json::object{{"hop", hop}, {"code", code}, {"detail", detail}, {"remedy", remedy}});
  co_await exchange.respond(head, body);
}

net::Task<> Relay::serve_raw(http::Exchange& exchange, SessionTraffic& traffic, Shard& shard, Flight& flight) {
  const auto& request = exchange.request();
  auto& lease = traffic.lease();
  if (!lease.knows_client_key(bearer_of(request))) {
    co_await answer_raw(exchange, 401, "server", "key_unknown", "The session does not know this client key.",
                        "Ask for a new client key of the session.");
    co_return;
  }
  if (lease.finishing()) {
    co_await answer_raw(exchange, 410, "server", "expired", "The time of the session is over.",
                        "Open the device again.");
    co_return;
  }
  const std::string* protocol = request.headers.find("Sec-WebSocket-Protocol");
  if (!exchange.wants_websocket() || protocol == nullptr || *protocol != kRawProtocol) {
    co_await answer_raw(exchange, 400, "server", "not_the_protocol",
                        "A WebSocket with the subprotocol callout-tcp.1 is answered here.",
                        "Use a client of this server's version.");
    co_return;
  }
  const auto port = raw_port_of(request.target, lease.terms());
  if (!port) {
    co_await answer_raw(exchange, 404, "server", "port_refused", "The session does not reach that port.",
                        "Use a port of the device's web pages, or add it to the device's raw ports.");
    co_return;
  }
  if (lease.terms().kind == model::SessionKind::kWebpage && !lease.terms().treatment.allowed_paths.empty()) {
    co_await answer_raw(exchange, 403, "server", "paths_limited",
                        "The device's profile allows only some paths of its pages, which raw bytes would pass by.",
                        "Open the device in the browser.");
    co_return;
  }
  if (lease.terms().read_only) {
    co_await answer_raw(exchange, 403, "server", "read_only",
                        "You may look at this device's page and change nothing; raw bytes could.",
                        "Open the device in the browser.");
    co_return;
  }
  flight.log(model::RequestKind::kRaw, {}, {.port = *port});
  if (!co_await can_record(traffic, {.port = *port})) {
    co_await answer_raw(exchange, 503, "server", "internal",
                        "The server can't write down what is sent to the device, so it sends nothing.",
                        "Tell the server's administrator: its disk may be full.");
    co_return;
  }
  LiveAgent* agent = shard.agent_of(lease.terms().install);
  if (agent == nullptr) {
    co_await answer_raw(exchange, 503, "install", "install_offline", "The install is not connected.",
                        model::remedy_for(model::FailureCode::kInstallOffline));
    co_return;
  }
  auto stream = agent->open_raw(lease, parts_.clock.steady(), *port);
  if (!stream) {
    co_await answer_raw(exchange, 502, "install", "install_silent", stream.error().message,
                        model::remedy_for(model::FailureCode::kInstallSilent));
    co_return;
  }
  counters_.streams.fetch_add(1, std::memory_order_relaxed);
  flight.set_stream(stream->get());
  co_await carry_raw(exchange, **stream, flight);
  flight.set_stream(nullptr);
}

net::Task<> Relay::carry_raw(http::Exchange& exchange, net::Http2Stream& stream, Flight& flight) {
  std::optional<CloseWhenGone> watch(std::in_place, exchange, stream);
  const auto received = co_await stream.read_head();
  if (flight.was_cut()) co_return;
  if (!received) {
    co_await answer_raw(exchange, 502, "install", "install_silent", received.error().message,
                        model::remedy_for(model::FailureCode::kInstallSilent));
    co_return;
  }
  if (const auto failure = co_await tunnel::read_failure(stream, **received)) {
    if (flight.was_cut()) co_return;
    co_await answer_raw(exchange, 502, failure->hop, failure->code, failure->detail, failure->remedy.value_or(""));
    co_return;
  }
  if ((**received).status != 200) {
    // An agent of before raw bytes were carried says 501.
    co_await answer_raw(exchange, 502, "install", "agent_refused", "The agent carries no raw connections.",
                        "Update the agent on site.");
    co_return;
  }
  watch.reset();
  wire::ResponseHead accepted;
  accepted.headers.add("Sec-WebSocket-Protocol", std::string(kRawProtocol));
  const auto raw = co_await exchange.upgrade(accepted);
  if (!raw) co_return;
  tunnel::WebSocketStream client(wire::WebSocketRole::kServer, **raw, {}, tunnel::WebSocketStream::Closing::kItsSide);
  flight.answered(0, true);
  net::TaskGroup both;
  both.spawn(carry(client, stream, [&flight](std::size_t bytes) { flight.add_up(bytes); }));
  both.spawn(carry(stream, client, [&flight](std::size_t bytes) { flight.add_down(bytes); }));
  co_await both.join();
  co_await Over(stream);
  net::Timer late([&client] { client.close(); });
  late.arm(kClosingTime);
  co_await client.flushed();
  (**raw).finish();
}

}  // namespace callout::relay
