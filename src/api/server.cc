// SPDX-License-Identifier: Apache-2.0
#include "api/server.h"

#include "api/event_stream.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "wire/query.h"
#include "wire/reason.h"

namespace callout::api {
namespace {

constexpr std::string_view kAgentPath = "/agent/v1";
constexpr std::string_view kEventsPath = "/api/v1/events";
constexpr std::string_view kUnsubscribePath = "/unsubscribe";

Problem busy() {
  return {503, "unavailable", "The server is busy; try again in a moment.", "", 1};
}

// The whole body, at most kApiBody bytes.
net::Task<Answer<std::string>> read_whole(http::Exchange& exchange) {
  std::string body;
  const Problem too_large{413, "invalid", "The body is larger than 256 KiB; send less."};
  if (!exchange.has_body()) co_return body;
  if (exchange.body_length().value_or(0) > limits::kApiBody) co_return refuse(too_large);
  for (;;) {
    const auto part = co_await exchange.read_body();
    if (!part) co_return refuse(malformed("The body broke off; send it again."));
    if (part->empty()) co_return body;
    if (body.size() + part->size() > limits::kApiBody) co_return refuse(too_large);
    body += text_of(*part);
  }
}

Request request_of(const http::Exchange& exchange, std::string_view path, std::string_view query) {
  return {.method = exchange.request().method,
          .path = std::string(path),
          .query = std::string(query),
          .headers = exchange.request().headers,
          .body = {},
          .remote_ip = exchange.remote_ip()};
}

}  // namespace

// No coroutine of its own: an agent stays in connect() for as long as it is connected, and a frame here with it.
net::Task<> Server::serve(http::Exchange& exchange) {
  const auto [path, query] = wire::split_target(exchange.request().target);
  if (path == kAgentPath && method_of(exchange.request().method) == Method::kGet) {
    if (auto problem = dispatcher_.admit_address(exchange.remote_ip()))
      return send(exchange, problem_response(*problem));
    return parts_.agents.connect(exchange);
  }
  if (path == kEventsPath && exchange.request().method == "GET") {
    return serve_events(exchange, request_of(exchange, path, query));
  }
  return serve_request(exchange);
}

net::Task<> Server::serve_request(http::Exchange& exchange) {
  const auto [path, query] = wire::split_target(exchange.request().target);
  co_await send(exchange, co_await respond_to(exchange, path, query));
}

net::Task<Response> Server::respond_to(http::Exchange& exchange, std::string_view path, std::string_view query) {
  const auto method = method_of(exchange.request().method);
  const Match found = match(method, path);
  // /unsubscribe is a route for POST and a page of the console.
  const bool page = found.allow.empty() || path == kUnsubscribePath;
  if (page && method == Method::kGet) co_return parts_.files.answer(path, exchange.request().headers);
  if (!found.route && !found.open) co_return no_such_route(found.allow);
  if (found.open && !found.open->handler) co_return operation(path, exchange.remote_ip());
  if (auto problem = dispatcher_.admit_address(exchange.remote_ip())) co_return problem_response(*problem);
  const Pool pool = found.route ? found.route->pool : found.open->pool;
  co_return co_await run_handler(exchange, request_of(exchange, path, query), pool);
}

net::Task<Response> Server::run_handler(http::Exchange& exchange, Request request, Pool pool) {
  auto body = co_await read_whole(exchange);
  if (!body) co_return problem_response(body.error());
  request.body = std::move(*body);
  net::BlockingPool& threads = pool == Pool::kHash ? parts_.hash_pool : parts_.pool;
  auto response = co_await threads.run([this, &request] { return dispatcher_.answer(request); });
  co_return response ? std::move(*response) : problem_response(busy());
}

net::Task<> Server::serve_events(http::Exchange& exchange, Request request) {
  if (auto problem = dispatcher_.admit_address(exchange.remote_ip())) {
    co_await send(exchange, problem_response(*problem));
    co_return;
  }
  const auto who = co_await parts_.pool.run([this, &request] { return dispatcher_.admit_stream(request); });
  if (!who || !*who) {
    co_await send(exchange, problem_response(who ? who->error() : busy()));
    co_return;
  }
  const auto& signed_in = **who;
  auto subscription =
      parts_.context.events.subscribe(signed_in.technician.team, signed_in.technician.id, signed_in.id, signed_in.only);
  if (!subscription) {
    co_await send(exchange,
                  problem_response({429, "rate_limited", "Too many consoles are open; close one and reload.", "", 30}));
    co_return;
  }
  wire::Headers headers;
  add_security_headers(headers, exchange.secure());
  parts_.metrics.count_request(200);
  co_await stream_events(exchange, parts_.context, parts_.pool, subscription, std::move(headers));
  parts_.context.events.unsubscribe(subscription);
}

net::Task<> Server::send(http::Exchange& exchange, Response response) {
  add_security_headers(response.headers, exchange.secure());
  parts_.metrics.count_request(response.status);
  if (response.more) {
    co_await send_pieces(exchange, std::move(response));
    co_return;
  }
  // An error here is a browser that has gone: nobody is left to tell.
  (void)co_await exchange.respond(
      {response.status, std::string(wire::reason_of(response.status)), std::move(response.headers)}, response.body);
}

// A piece that can't be read cuts the answer: a whole-looking file with a hole would be worse.
net::Task<> Server::send_pieces(http::Exchange& exchange, Response response) {
  const wire::ResponseHead head{response.status, std::string(wire::reason_of(response.status)),
                                std::move(response.headers)};
  if (!co_await exchange.start(head, std::nullopt)) co_return;
  for (std::string piece = std::move(response.body);;) {
    if (!piece.empty() && !co_await exchange.write(bytes_of(piece))) co_return;
    auto next = co_await parts_.pool.run([&response] { return response.more(); });
    if (!next || !*next) {
      co_await exchange.cut();
      co_return;
    }
    if ((*next)->empty()) break;
    piece = std::move(**next);
  }
  (void)co_await exchange.end();
}

Response Server::operation(std::string_view path, const std::string& remote_ip) const {
  if (path == "/healthz") return text_response(200, "text/plain; charset=utf-8", "ok\n");
  if (path == "/readyz") {
    const bool ready = parts_.ready.load();
    return text_response(ready ? 200 : 503, "text/plain; charset=utf-8", ready ? "ready\n" : "not ready\n");
  }
  if (path == "/metrics" && wire::any_contains(parts_.metrics_allow, remote_ip)) {
    return text_response(200, "text/plain; version=0.0.4; charset=utf-8", parts_.metrics.text());
  }
  return problem_response(not_found());
}

}  // namespace callout::api
