// SPDX-License-Identifier: Apache-2.0
// The way of one request to the device and back: translate, open a stream with the lease, carry both bodies with
// back-pressure, translate the answer. A body that the device or the agent cut short is cut for the browser too, never
// ended cleanly.
#include <charconv>

#include "base/encoding.h"
#include "relay/relay.h"
#include "relay/watch_script.h"
#include "tunnel/names.h"

namespace callout::relay {
namespace {

/// While a handler waits for the device, the browser may leave: then the device's answer is of no use to anyone.
class CloseWhenGone final : public net::Waiter {
 public:
  CloseWhenGone(http::Exchange& exchange, net::Http2Stream& stream) : exchange_(exchange), stream_(stream) {
    exchange_.when_gone(this);
  }
  ~CloseWhenGone() { exchange_.when_gone(nullptr); }
  void ready() override { stream_.close(); }

 private:
  http::Exchange& exchange_;
  net::Http2Stream& stream_;
};

std::optional<std::uint64_t> content_length(const wire::ResponseHead& head) {
  const std::string* text = head.headers.find("Content-Length");
  std::uint64_t length = 0;
  if (text == nullptr || text->empty()) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), length);
  return error == std::errc() && end == text->data() + text->size() ? std::optional(length) : std::nullopt;
}

bool has_no_body(const wire::RequestHead& request, int status) {
  return request.method == "HEAD" || status == 204 || status == 304;
}

/// Requests whose answer a browser shows as a document: those may carry the watch script.
bool loads_document(const wire::RequestHead& request) {
  const std::string* dest = request.headers.find("Sec-Fetch-Dest");
  return request.method == "GET" && dest != nullptr && (*dest == "document" || *dest == "frame" || *dest == "iframe");
}

net::Task<> upload(http::Exchange& exchange, sessions::Lease& lease, net::Http2Stream& stream,
                   RelayCounters& counters) {
  for (;;) {
    const auto bytes = co_await exchange.read_body();
    if (!bytes) {
      stream.reset(net::http2::kCancel);  // The device must not take what came for the whole.
      co_return;
    }
    if (bytes->empty()) {
      stream.finish();
      co_return;
    }
    lease.add_up(bytes->size());
    counters.bytes_up.fetch_add(bytes->size(), std::memory_order_relaxed);
    if (!co_await stream.write(*bytes)) co_return;  // The stream's other direction says why.
  }
}

/// One direction of a WebSocket; when it ends, so does the other.
net::Task<> carry(net::Stream& from, net::Stream& to, std::uint64_t& moved) {
  if (!co_await net::pump(from, to, moved)) {
    from.close();
    to.close();
  }
}

}  // namespace

Page Relay::failure_of(const http::Exchange& exchange, const SessionTraffic& traffic, model::Hop hop,
                       model::FailureCode code, std::string detail) const {
  const int status = code == model::FailureCode::kInstallOffline ? 503 : 502;
  return failure_page(context_of(exchange), status,
                      {hop, code, std::move(detail), std::string(model::remedy_for(code))},
                      traffic.lease().terms().session.str());
}

net::Task<> Relay::forward(http::Exchange& exchange, SessionTraffic& traffic, Shard& shard) {
  LiveAgent* agent = shard.agent_of(traffic.lease().terms().install);
  if (agent == nullptr) {
    co_await answer(exchange,
                    failure_of(exchange, traffic, model::Hop::kInstall, model::FailureCode::kInstallOffline,
                               "The install is not connected."),
                    &traffic);
    co_return;
  }
  wire::RequestHead head = exchange.request();
  wire::translate_request(head, traffic.map(), 0);
  if (exchange.wants_websocket()) head.protocol = "websocket";
  // What shall carry the watch script must come readable; the device decides, most obey.
  if (loads_document(exchange.request())) head.headers.set("Accept-Encoding", "identity");
  const bool body_follows = exchange.has_body() || exchange.wants_websocket();
  auto stream = agent->open(traffic.lease(), parts_.clock.steady(), exchange.connection_id(), head, !body_follows);
  if (!stream) {
    co_await answer(
        exchange,
        failure_of(exchange, traffic, model::Hop::kInstall, model::FailureCode::kInstallSilent, stream.error().message),
        &traffic);
    co_return;
  }
  counters_.streams.fetch_add(1, std::memory_order_relaxed);
  Flight flight(traffic, exchange);
  flight.set_stream(stream->get());
  if (exchange.wants_websocket()) {
    co_await forward_websocket(exchange, traffic, **stream, flight);
  } else {
    net::TaskGroup uploading;
    if (exchange.has_body()) uploading.spawn(upload(exchange, traffic.lease(), **stream, counters_));
    co_await forward_request(exchange, traffic, **stream, flight);
    (*stream)->close();
    co_await uploading.join();
  }
}

net::Task<> Relay::forward_request(http::Exchange& exchange, SessionTraffic& traffic, net::Http2Stream& stream,
                                   Flight& flight) {
  std::optional<CloseWhenGone> watch(std::in_place, exchange, stream);
  const auto received = co_await stream.read_head();
  if (!received) {
    if (flight.was_cut()) co_return;
    co_await answer(exchange,
                    failure_of(exchange, traffic, model::Hop::kInstall, model::FailureCode::kInstallSilent,
                               received.error().message),
                    &traffic);
    co_return;
  }
  if (const auto failure = co_await tunnel::read_failure(stream, **received)) {
    co_await answer(exchange,
                    failure_of(exchange, traffic, model::parse<model::Hop>(failure->hop).value_or(model::Hop::kInstall),
                               model::parse<model::FailureCode>(failure->code).value_or(model::FailureCode::kInternal),
                               failure->detail),
                    &traffic);
    co_return;
  }
  wire::ResponseHead head = stream.take_head();
  if (const std::string* reason = head.headers.find(tunnel::kReasonHeader)) head.reason = *reason;
  std::erase_if(head.headers.lines(), tunnel::is_own_header);
  if (const auto away = wire::translate_response(head, traffic.map(), 0)) {
    co_await answer(exchange, elsewhere_page(context_of(exchange), *away), &traffic);
    co_return;
  }
  auto length = content_length(head);
  const bool bodiless = has_no_body(exchange.request(), head.status);
  const bool with_tag = !bodiless && loads_document(exchange.request()) && may_carry_watch_tag(head);
  if (with_tag && length) *length += kWatchTag.size();
  head.headers.remove("Content-Length");
  if (!co_await exchange.start(head, length)) co_return;
  for (;;) {
    const auto bytes = co_await stream.readable();
    if (!bytes) {
      co_await exchange.cut();
      co_return;
    }
    if (bytes->empty()) break;
    traffic.lease().add_down(bytes->size());
    counters_.bytes_down.fetch_add(bytes->size(), std::memory_order_relaxed);
    const auto count = bytes->size();
    if (!co_await exchange.write(*bytes)) co_return;
    stream.consume(count);
  }
  if (with_tag && !co_await exchange.write(bytes_of(kWatchTag))) co_return;
  (void)co_await exchange.end();
}

net::Task<> Relay::forward_websocket(http::Exchange& exchange, SessionTraffic& traffic, net::Http2Stream& stream,
                                     Flight& flight) {
  const auto received = co_await stream.read_head();
  if (flight.was_cut()) co_return;
  if (!received || (**received).status != 200) {
    // The device said no (or nothing): the browser's script gets that answer, not a WebSocket.
    wire::ResponseHead refused;
    refused.status = received && (**received).status >= 400 ? (**received).status : 502;
    co_await exchange.respond(refused, {});
    co_return;
  }
  wire::ResponseHead head = **received;
  std::erase_if(head.headers.lines(), tunnel::is_own_header);
  (void)wire::translate_response(head, traffic.map(), 0);
  head.headers.remove("Content-Length");
  const auto browser = co_await exchange.upgrade(head);
  if (!browser) co_return;
  std::uint64_t up = 0;
  std::uint64_t down = 0;
  net::TaskGroup both;
  both.spawn(carry(**browser, stream, up));
  both.spawn(carry(stream, **browser, down));
  co_await both.join();
  traffic.lease().add_up(up);
  traffic.lease().add_down(down);
  counters_.bytes_up.fetch_add(up, std::memory_order_relaxed);
  counters_.bytes_down.fetch_add(down, std::memory_order_relaxed);
}

}  // namespace callout::relay
