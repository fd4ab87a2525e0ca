// SPDX-License-Identifier: Apache-2.0
// The way of one request to the device and back: translate, open a stream with the lease, carry both bodies with
// back-pressure, translate the answer. A body that the device or the agent cut short is cut for the browser too, never
// ended cleanly.
#include <charconv>

#include "base/encoding.h"
#include "relay/body_pipe.h"
#include "relay/close_when_gone.h"
#include "relay/own_scripts.h"
#include "relay/relay.h"
#include "relay/upload.h"
#include "tunnel/names.h"
#include "wire/session_origins.h"

namespace callout::relay {
namespace {

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

/// One piece of the device's body through the pipe. False: the exchange is over.
net::Task<bool> send_piece(http::Exchange& exchange, BodyPipe& pipe, std::string_view bytes) {
  do {
    const auto ready = pipe.feed(bytes);
    if (!ready) {
      co_await exchange.cut();
      co_return false;
    }
    if (!ready->empty() && !co_await exchange.write(bytes_of(*ready))) co_return false;
  } while (!bytes.empty() || pipe.pending());
  co_return true;
}

/// A small body that has come whole with its head; its new length can be said then. Not for coded ones, which may grow.
std::optional<std::string> whole_body(BodyPipe& pipe, const net::Http2Stream& stream, std::uint64_t length) {
  constexpr std::uint64_t kMost = 64U << 10U;
  std::string_view bytes = text_of(stream.peek());
  if (length == 0 || length > kMost || bytes.size() != length) return std::nullopt;
  std::string body;
  while (!bytes.empty()) body += pipe.feed(bytes).value();
  body += pipe.finish();
  return body;
}

/// What is ready when the device pauses or has said all.
net::Task<bool> send_ready(http::Exchange& exchange, std::string_view bytes) {
  if (bytes.empty()) co_return true;
  const auto written = co_await exchange.write(bytes_of(bytes));
  co_return written.has_value();
}

/// One direction of a WebSocket; when it ends, so does the other.
net::Task<> carry(net::Stream& from, net::Stream& to, std::uint64_t& moved) {
  if (!co_await net::pump(from, to, moved)) {
    from.close();
    to.close();
  }
}

/// What a WebSocket carries can't be told.
bool only_reads(const wire::RequestHead& head, const http::Exchange& exchange) {
  return model::only_reads(head.method) && !exchange.wants_websocket();
}

model::DevicePort port_of(const wire::WebEndpoint& endpoint) {
  return {endpoint.https ? model::Scheme::kHttps : model::Scheme::kHttp, endpoint.port};
}

}  // namespace

Page Relay::failure_of(const http::Exchange& exchange, const SessionTraffic& traffic, model::Hop hop,
                       model::FailureCode code, std::string detail) const {
  const int status = code == model::FailureCode::kInstallOffline ? 503 : 502;
  return failure_page(context_of(exchange), status,
                      {hop, code, std::move(detail), std::string(model::remedy_for(code))}, traffic.lease().terms());
}

net::Task<> Relay::forward(http::Exchange& exchange, SessionTraffic& traffic, Asked asked, Shard& shard,
                           Flight& flight) {
  wire::RequestHead& head = asked.head;
  wire::translate_request(head, traffic.map(), asked.server.hosts);
  const auto port = port_of(asked.server.endpoint);
  flight.log(exchange.wants_websocket() ? model::RequestKind::kWebSocket : model::RequestKind::kHttp, head, port);
  // What the device gets is what counts, so nothing may change the target behind this.
  if (const auto& paths = traffic.lease().terms().treatment.allowed_paths; !paths.empty()) {
    if (!model::path_allowed(paths, head.target)) {
      co_await refuse(exchange, path_closed_page(context_of(exchange)), traffic, flight);
      co_return;
    }
    for (const char* field : {"X-Original-URL", "X-Rewrite-URL"}) head.headers.remove(field);
  }
  if (traffic.lease().terms().read_only && !only_reads(head, exchange)) {
    co_await refuse(exchange, read_only_page(context_of(exchange)), traffic, flight);
    co_return;
  }
  if (!co_await can_record(traffic, port)) {
    co_await refuse(
        exchange,
        failure_of(exchange, traffic, model::Hop::kServer, model::FailureCode::kInternal,
                   "The server can't write down more of what this session asks of the device, so it does not ask."),
        traffic, flight);
    co_return;
  }
  Upload upload(exchange, traffic.map(), flight);
  if (exchange.has_body()) {
    flight.set_upload(traffic.lease());
    if (!co_await upload.begin(head, asked.server.hosts.device)) co_return;
  }
  LiveAgent* agent = shard.agent_of(traffic.lease().terms().install);
  if (agent == nullptr) {
    co_await refuse(exchange,
                    failure_of(exchange, traffic, model::Hop::kInstall, model::FailureCode::kInstallOffline,
                               "The install is not connected."),
                    traffic, flight);
    co_return;
  }
  if (asked.credentials == wire::Credentials::kAll) {
    traffic.cookies.complete_request(asked.sent_to.endpoint, asked.server.endpoint, head.target, head.headers);
  } else {
    wire::drop_credentials(head.headers, asked.credentials);
  }
  if (exchange.wants_websocket()) head.protocol = "websocket";
  ask_for_readable(exchange.request(), head);
  const bool body_follows = exchange.has_body() || exchange.wants_websocket();
  auto stream = agent->open(traffic.lease(), parts_.clock.steady(), exchange.connection_id(), asked.server.other, head,
                            !body_follows);
  if (!stream) {
    co_await refuse(
        exchange,
        failure_of(exchange, traffic, model::Hop::kInstall, model::FailureCode::kInstallSilent, stream.error().message),
        traffic, flight);
    co_return;
  }
  counters_.streams.fetch_add(1, std::memory_order_relaxed);
  flight.set_stream(stream->get());
  if (exchange.wants_websocket()) {
    co_await forward_websocket(exchange, traffic, asked, **stream, flight);
  } else {
    net::TaskGroup uploading;
    if (exchange.has_body()) uploading.spawn(upload.run(**stream));
    co_await forward_request(exchange, traffic, asked, **stream, flight);
    (*stream)->close();
    co_await uploading.join();
  }
  flight.set_stream(nullptr);
}

net::Task<> Relay::forward_request(http::Exchange& exchange, SessionTraffic& traffic, const Asked& asked,
                                   net::Http2Stream& stream, Flight& flight) {
  std::optional<CloseWhenGone> watch(std::in_place, exchange, stream);
  const auto received = co_await stream.read_head();
  if (!received) {
    if (flight.was_cut()) co_return;
    co_await refuse(exchange,
                    failure_of(exchange, traffic, model::Hop::kInstall, model::FailureCode::kInstallSilent,
                               received.error().message),
                    traffic, flight);
    co_return;
  }
  if (const auto failure = co_await tunnel::read_failure(stream, **received)) {
    co_await refuse(exchange,
                    failure_of(exchange, traffic, model::parse<model::Hop>(failure->hop).value_or(model::Hop::kInstall),
                               model::parse<model::FailureCode>(failure->code).value_or(model::FailureCode::kInternal),
                               failure->detail),
                    traffic, flight);
    co_return;
  }
  wire::ResponseHead head = stream.take_head();
  if (const std::string* reason = head.headers.find(tunnel::kReasonHeader)) head.reason = *reason;
  std::erase_if(head.headers.lines(), tunnel::is_own_header);
  if (!admit_answer(head, asked, traffic, std::chrono::floor<std::chrono::seconds>(parts_.clock.wall()))) {
    co_await refuse(exchange, refused_page(context_of(exchange), "The device does not let this page read its answer."),
                    traffic, flight);
    co_return;
  }
  const bool is_document = loads_document(exchange.request());
  wire::translate_policies(head.headers, traffic.map(), asked.server.hosts, own_scripts());
  if (const auto away = wire::translate_response(head, traffic.map(), asked.server.hosts, is_document)) {
    co_await refuse(exchange, elsewhere_page(context_of(exchange), *away, traffic.lease().terms()), traffic, flight);
    co_return;
  }
  wire::translate_cors(head.headers, exchange.request(), traffic.map(), asked.credentials);
  auto length = content_length(head);
  const bool bodiless = has_no_body(exchange.request(), head.status);
  wire::SessionOrigins origins(traffic.map());
  std::unique_ptr<BodyPipe> pipe;
  std::optional<std::string> whole;
  if (const auto kind = kind_of_body(exchange.request(), head); kind && BodyPipe::wanted(*kind, traffic.map())) {
    announce_translation(head.headers);
    if (!bodiless)
      pipe = std::make_unique<BodyPipe>(*kind, BodyOfSession{traffic.map(), asked.server.hosts.device, origins});
    if (pipe && length && !kind->coding) whole = whole_body(*pipe, stream, *length);
    length = whole ? std::optional<std::uint64_t>(whole->size()) : std::nullopt;
    // The body named a port that the policy did not, and the head can still say so.
    if (whole && is_document && origins.policy_changed()) wire::renew_policy(head.headers, traffic.map());
  } else if (head.status == 304) {
    length.reset();  // Nobody says here whether the body that it stands for is one of those.
  }
  head.headers.remove("Content-Length");
  flight.answered(head.status, true);
  if (!co_await exchange.start(head, length)) co_return;
  if (whole && !co_await send_ready(exchange, *whole)) co_return;
  for (;;) {
    const auto bytes = co_await stream.readable();
    if (!bytes) {
      co_await exchange.cut();
      co_return;
    }
    if (bytes->empty()) break;
    flight.add_down(bytes->size());
    const auto count = bytes->size();
    if (!pipe) {
      if (!co_await exchange.write(*bytes)) co_return;
    } else if (!whole && !co_await send_piece(exchange, *pipe, text_of(*bytes))) {
      co_return;
    }
    stream.consume(count);
    if (pipe && !whole && stream.peek().empty() && !co_await send_ready(exchange, pipe->flush())) co_return;
  }
  if (pipe && !whole && !co_await send_ready(exchange, pipe->finish())) co_return;
  (void)co_await exchange.end();
}

net::Task<> Relay::forward_websocket(http::Exchange& exchange, SessionTraffic& traffic, const Asked& asked,
                                     net::Http2Stream& stream, Flight& flight) {
  const auto received = co_await stream.read_head();
  if (flight.was_cut()) co_return;
  if (!received || (**received).status != 200) {
    // The device said no (or nothing): the browser's script gets that answer, not a WebSocket.
    wire::ResponseHead refused;
    const bool said_no = received && (**received).status >= 400;
    refused.status = said_no ? (**received).status : 502;
    flight.answered(refused.status, said_no);
    co_await exchange.respond(refused, {});
    co_return;
  }
  wire::ResponseHead head = **received;
  std::erase_if(head.headers.lines(), tunnel::is_own_header);
  (void)wire::translate_response(head, traffic.map(), asked.server.hosts, false);
  head.headers.remove("Content-Length");
  if (asked.by_way) head.headers.remove("Set-Cookie");  // It would stay at the wrong host.
  const auto browser = co_await exchange.upgrade(head);
  if (!browser) co_return;
  flight.answered(101, true);
  std::uint64_t up = 0;
  std::uint64_t down = 0;
  net::TaskGroup both;
  both.spawn(carry(**browser, stream, up));
  both.spawn(carry(stream, **browser, down));
  co_await both.join();
  flight.add_up(up);
  flight.add_down(down);
}

}  // namespace callout::relay
