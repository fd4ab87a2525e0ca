// SPDX-License-Identifier: Apache-2.0
#include "http/h1_connection.h"

#include <utility>

#include "base/encoding.h"
#include "http/host.h"
#include "http/refusal.h"
#include "wire/serialize.h"

namespace callout::http {

H1Connection::H1Connection(net::TcpStream& stream, const Peer& peer, FrontContext& context, std::string placed,
                           std::span<const std::byte> received)
    : stream_(stream),
      peer_(peer),
      context_(context),
      placed_(std::move(placed)),
      deadline_([this] { cut(); }, context.deadlines.progress),
      input_(stream, context.buffers, received),
      output_(stream, deadline_, context.flush_later) {}

net::Task<net::Worker*> H1Connection::run() {
  auto after = H1Exchange::After::kNextRequest;
  while (after == H1Exchange::After::kNextRequest) {
    auto request = co_await next_request();
    if (!request) break;
    if (auto* worker = elsewhere(*request)) {
      deadline_.clear();
      stream_.release();
      co_await input_.settle();
      co_return worker;
    }
    input_.consume(request->consumed);
    after = co_await serve(std::move(*request));
  }
  if (after == H1Exchange::After::kLinger) co_await linger();
  if (after == H1Exchange::After::kCut) {
    stream_.reset();
  } else {
    stream_.close();
  }
  deadline_.clear();
  co_await input_.settle();
  co_await output_.settle();
  co_return nullptr;
}

/// nullopt: the connection is over; a malformed request has been answered.
net::Task<std::optional<wire::ParsedRequest>> H1Connection::next_request() {
  for (bool begun = false;;) {
    if (!input_.empty()) {
      auto parsed = parser_.parse(input_.bytes());
      if (!parsed) {
        co_await refuse(parsed.error());
        co_return std::nullopt;
      }
      if (*parsed) {
        deadline_.clear();
        co_return std::move(*parsed);
      }
      if (!std::exchange(begun, true)) deadline_.set(context_.deadlines.request_head);
    } else {
      if (context_.draining) co_return std::nullopt;
      idle_ = true;
      deadline_.set(context_.deadlines.keep_alive);
    }
    const auto count = co_await input_.fill();
    idle_ = false;
    if (!count || *count == 0) co_return std::nullopt;
  }
}

/// The other worker on which the request belongs, if any. Browsers ask one host on a connection, so the last answer is
/// remembered; reverse proxies mix hosts, and their connections move as often as it takes.
net::Worker* H1Connection::elsewhere(const wire::ParsedRequest& request) {
  if (context_.draining) return nullptr;
  net::Worker* worker = nullptr;
  if (request.upgrade) worker = context_.handler.place_upgrade(request.head);
  if (worker == nullptr && request.head.authority != placed_)
    worker = context_.handler.place(host_of(request.head.authority));
  placed_ = request.head.authority;
  return worker == &context_.worker ? nullptr : worker;
}

net::Task<H1Exchange::After> H1Connection::serve(wire::ParsedRequest request) {
  context_.counters.requests.fetch_add(1, std::memory_order_relaxed);
  H1Exchange exchange({stream_, input_, output_, deadline_, context_, peer_}, std::move(request));
  exchange_ = &exchange;
  co_await context_.handler.serve(exchange);
  exchange_ = nullptr;
  co_return co_await exchange.settle();
}

net::Task<> H1Connection::refuse(const wire::RequestRefusal& refusal) {
  const auto page = refusal_page(refusal.status, refusal.why);
  output_.add_head(
      wire::serialize_response(page.head, {wire::Framing::kLength, page.body.size()}, wire::ConnectionField::kClose));
  if (co_await output_.push(bytes_of(page.body))) co_await linger();
}

/// Ends our side and throws away what still comes until the browser ends its own: a close with unread bytes would make
/// its system drop the answer before the browser has read it.
net::Task<> H1Connection::linger() {
  stream_.finish();
  deadline_.set(context_.deadlines.linger);
  for (;;) {
    input_.consume(input_.bytes().size());
    const auto count = co_await input_.fill();
    if (!count || *count == 0) co_return;
  }
}

void H1Connection::drain() {
  if (idle_) stream_.close();
}

void H1Connection::cut() {
  if (exchange_ == nullptr) {
    stream_.close();
    return;
  }
  input_.cut();
  stream_.reset();
}

}  // namespace callout::http
