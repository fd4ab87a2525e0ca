// SPDX-License-Identifier: Apache-2.0
#include "http/h2_connection.h"

#include <algorithm>

#include "http/h2_exchange.h"
#include "http/host.h"

namespace callout::http {
namespace {

/// Characters that HTTP/1.1's parser refuses in a target, and nghttp2 lets pass; the form of the target it has checked.
bool valid_target(std::string_view target) {
  return std::ranges::all_of(target, [](char c) { return c > ' ' && c < 0x7F && c != '#'; });
}

}  // namespace

H2Connection::H2Connection(net::TcpStream& stream, const Peer& peer, FrontContext& context)
    : stream_(stream),
      peer_(peer),
      context_(context),
      idle_([this] { idle_too_long(); }, context.deadlines.progress),
      session_(net::Http2Session::Role::kServer, stream, {.answer_long_heads = true}, this) {}

net::Task<> H2Connection::run() {
  stream_.keep_queue_short();
  idle_.set(context_.deadlines.keep_alive);
  if (context_.draining) session_.drain();
  (void)co_await session_.run();
  idle_.clear();
}

net::Task<> H2Connection::serve(net::Http2Stream& stream) {
  context_.counters.requests.fetch_add(1, std::memory_order_relaxed);
  if (++exchanges_ == 1) idle_.clear();
  {
    H2Exchange exchange(stream, peer_, context_);
    if (const auto page = refusal_of(stream)) {
      (void)co_await exchange.respond(page->head, page->body);
    } else {
      co_await context_.handler.serve(exchange);
    }
    co_await exchange.settle();
  }
  if (--exchanges_ == 0) idle_.set(context_.deadlines.keep_alive);
}

std::optional<Page> H2Connection::refusal_of(const net::Http2Stream& stream) {
  if (stream.request_too_long()) return refusal_page(431, "The header fields are too long.");
  const auto& request = stream.request();
  if (request.method == "CONNECT" && request.protocol.empty()) return refusal_page(501, "CONNECT is not offered here.");
  if (!valid_target(request.target))
    return refusal_page(400, "The target holds a character that must be percent-encoded.");
  if (request.authority == placed_) return std::nullopt;
  const auto host = host_of(request.authority);
  if (host.empty()) return refusal_page(400, "The authority is not a host name or address with an optional port.");
  auto* worker = context_.handler.place(host);
  if (worker != nullptr && worker != &context_.worker)
    return refusal_page(421, "This host is served on a connection of its own.");
  placed_ = request.authority;
  return std::nullopt;
}

void H2Connection::drain() {
  session_.drain();
}

/// No request for too long: a GOAWAY first, so that a request that is on its way is not lost; then the end.
void H2Connection::idle_too_long() {
  if (session_.draining()) {
    session_.close();
    return;
  }
  session_.drain();
  idle_.set(context_.deadlines.linger);
}

}  // namespace callout::http
