// SPDX-License-Identifier: Apache-2.0
#include "http/h1_exchange.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "base/limits.h"
#include "http/refusal.h"
#include "net/sha1.h"
#include "wire/serialize.h"
#include "wire/websocket.h"

namespace callout::http {
namespace {

// A chunk of an answer of unknown length: head of the chunk and end included, it fills one TLS record.
constexpr std::size_t kChunk = 16 * limits::kKiB - 32;

/// RFC 6455 section 4.2.1, but for Origin: whether a page may open a WebSocket is the handler's business.
bool asks_for_websocket(const wire::ParsedRequest& request) {
  const auto& headers = request.head.headers;
  if (!request.upgrade || request.head.method != "GET" || request.body.kind == wire::Framing::kChunked ||
      request.body.length > 0)
    return false;
  const auto* key = headers.find("Sec-WebSocket-Key");
  const auto* version = headers.find("Sec-WebSocket-Version");
  return headers.has_token("Upgrade", "websocket") && key != nullptr && wire::valid_websocket_key(*key) &&
         version != nullptr && *version == "13";
}

}  // namespace

H1Exchange::H1Exchange(const Line& line, wire::ParsedRequest request)
    : line_(line),
      request_(std::move(request)),
      forwarded_(line.peer.trusted_proxy
                     ? std::optional(line.context.proxies.client_of(request_.head.headers, line.peer.client))
                     : std::nullopt),
      wants_websocket_(asks_for_websocket(request_)),
      body_(line.input, line.output, line.deadline, request_.body, request_.expect_continue) {
  if (body_.whole()) line_.input.watch();
}

std::optional<std::array<std::byte, 32>> H1Exchange::exporter(std::string_view label) const {
  if (line_.peer.tls == nullptr) return std::nullopt;
  return line_.peer.tls->exporter(label);
}

bool H1Exchange::may_keep_alive() const {
  if (!request_.keep_alive || request_.head.http_1_0 || line_.context.draining || body_.failure()) return false;
  return body_.whole() || (!body_.held_back() && body_.left().value_or(0) <= limits::kUnreadBody);
}

net::Task<Result<void>> H1Exchange::broken(std::string_view why) {
  co_await cut();
  co_return fail(Code::kProtocol, "{}", why);
}

/// Writes the head into the output, to leave with what follows.
Result<void> H1Exchange::begin(const wire::ResponseHead& head, std::optional<std::uint64_t> length) {
  if (state_ != State::kWaiting) return fail(Code::kConflict, "This request has been answered before.");
  if (head.status < 200 || head.status > 999) return fail(Code::kInvalid, "{} is not a final status.", head.status);
  const bool never_has_body = head.status == 204 || head.status == 304;
  drops_body_ = never_has_body || request_.head.method == "HEAD";
  if (length) {
    framing_ = {wire::Framing::kLength, *length};
  } else if (!drops_body_) {
    framing_.kind = request_.head.http_1_0 ? wire::Framing::kUntilClose : wire::Framing::kChunked;
  }
  left_ = drops_body_ ? 0 : framing_.length;
  keep_alive_ = may_keep_alive() && framing_.kind != wire::Framing::kUntilClose;
  line_.output.add_head(wire::serialize_response(
      head, framing_, keep_alive_ ? wire::ConnectionField::kKeepAlive : wire::ConnectionField::kClose));
  state_ = State::kStarted;
  return {};
}

net::Task<Result<void>> H1Exchange::start(const wire::ResponseHead& head, std::optional<std::uint64_t> content_length) {
  auto begun = begin(head, content_length);
  if (begun) line_.output.flush_later();
  co_return begun;
}

net::Task<Result<void>> H1Exchange::write(std::span<const std::byte> bytes) {
  if (state_ != State::kStarted) co_return fail(Code::kClosed, "The response is over or never started.");
  if (bytes.empty() || drops_body_) co_return Result<void>{};
  Result<void> pushed;
  if (framing_.kind == wire::Framing::kChunked) {
    while (pushed && !bytes.empty()) {
      const auto piece = bytes.first(std::min(bytes.size(), kChunk));
      bytes = bytes.subspan(piece.size());
      line_.output.add(wire::ChunkHeader(piece.size()).text());
      line_.output.add(text_of(piece));
      line_.output.add(wire::kChunkEnd);
      pushed = co_await line_.output.push();
    }
  } else {
    if (framing_.kind == wire::Framing::kLength) {
      if (bytes.size() > left_) co_return co_await broken("The response is longer than it said.");
      left_ -= bytes.size();
    }
    pushed = co_await line_.output.push(bytes);
  }
  if (!pushed) state_ = State::kBroken;
  co_return pushed;
}

net::Task<Result<void>> H1Exchange::end() {
  if (state_ != State::kStarted) co_return fail(Code::kClosed, "The response is over or never started.");
  if (left_ > 0) co_return co_await broken("The response is shorter than it said.");
  if (framing_.kind == wire::Framing::kChunked) line_.output.add(wire::kLastChunk);
  auto pushed = co_await line_.output.push();
  state_ = pushed ? State::kWhole : State::kBroken;
  co_return pushed;
}

net::Task<Result<void>> H1Exchange::respond(const wire::ResponseHead& head, std::string_view body) {
  if (auto begun = begin(head, body.size()); !begun) co_return begun;
  auto pushed = co_await line_.output.push(drops_body_ ? std::span<const std::byte>{} : bytes_of(body));
  left_ = 0;
  state_ = pushed ? State::kWhole : State::kBroken;
  co_return pushed;
}

net::Task<Result<net::Stream*>> H1Exchange::upgrade(const wire::ResponseHead& head) {
  if (state_ != State::kWaiting) co_return fail(Code::kConflict, "This request has been answered before.");
  if (!wants_websocket_) co_return fail(Code::kInvalid, "The request asks for no WebSocket.");
  wire::ResponseHead answer = head;
  answer.status = 101;
  answer.reason = "Switching Protocols";
  answer.headers.set("Upgrade", "websocket");
  answer.headers.set("Sec-WebSocket-Accept",
                     wire::websocket_accept(*request_.head.headers.find("Sec-WebSocket-Key"), net::sha1));
  line_.output.add_head(wire::serialize_response(answer, {}, wire::ConnectionField::kUpgrade));
  state_ = State::kUpgraded;
  line_.stream.keep_queue_short();  // An agent's tunnel, or the short messages of a page.
  if (auto pushed = co_await line_.output.push(); !pushed) co_return fail(std::move(pushed));
  // The connection may stay for months (an agent) and has no more use for its request's fields.
  request_.head.headers = {};
  co_return &raw_.emplace(line_.stream, line_.input, line_.output);
}

/// An end before the length or the last chunk shows the browser that the answer is not whole, after all its bytes; a
/// reset would make its system throw away what it has not read yet. Without framing there is nothing but the reset.
net::Task<> H1Exchange::cut() {
  if (state_ != State::kStarted) co_return;
  state_ = State::kShort;
  if (framing_.kind == wire::Framing::kUntilClose || !co_await line_.output.push()) {
    abort();
  } else if (state_ == State::kShort) {
    line_.stream.finish();
  }
}

void H1Exchange::abort() {
  state_ = State::kBroken;
  line_.stream.reset();
}

net::Task<bool> H1Exchange::answer_for_handler() {
  const bool malformed = body_.failure() && body_.failure()->code == Code::kProtocol;
  if (!malformed)
    line_.context.log.error("a handler gave no answer",
                            {{"method", request_.head.method}, {"host", request_.head.authority}});
  const auto page = malformed ? refusal_page(400, "The request's body is not framed as it said.")
                              : refusal_page(500, "The server gave no answer.");
  const auto sent = co_await respond(page.head, page.body);
  co_return sent.has_value();
}

net::Task<H1Exchange::After> H1Exchange::settle() {
  line_.input.when_gone(nullptr);
  if (state_ == State::kUpgraded) co_return raw_ && raw_->over() ? After::kClose : After::kCut;
  if (state_ == State::kWaiting && (line_.input.gone() || !co_await answer_for_handler())) co_return After::kCut;
  co_await cut();
  if (state_ == State::kBroken) co_return After::kCut;
  if (state_ == State::kWhole && keep_alive_ && co_await body_.discard()) co_return After::kNextRequest;
  co_return body_.whole() && line_.input.empty() ? After::kClose : After::kLinger;
}

}  // namespace callout::http
