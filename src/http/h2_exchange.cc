// SPDX-License-Identifier: Apache-2.0
#include "http/h2_exchange.h"

#include <charconv>
#include <utility>

#include "base/encoding.h"
#include "http/refusal.h"

namespace callout::http {
namespace {

struct Writable final : net::Waiter {
  net::Stream& stream;
  std::coroutine_handle<> waiting{};
  explicit Writable(net::Stream& s) : stream(s) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    waiting = handle;
    stream.when_writable(*this);
  }
  void await_resume() const noexcept {}
  void ready() override { waiting.resume(); }
};

}  // namespace

H2Exchange::H2Exchange(net::Http2Stream& stream, const Peer& peer, FrontContext& context)
    : stream_(stream),
      peer_(peer),
      context_(context),
      forwarded_(peer.trusted_proxy ? std::optional(context.proxies.client_of(stream.request().headers, peer.client))
                                    : std::nullopt),
      stall_([this] { stream_.reset(net::http2::kCancel); }, context.deadlines.progress) {}

H2Exchange::~H2Exchange() {
  when_gone(nullptr);
}

std::optional<std::array<std::byte, 32>> H2Exchange::exporter(std::string_view label) const {
  if (peer_.tls == nullptr) return std::nullopt;
  return peer_.tls->exporter(label);
}

std::optional<std::uint64_t> H2Exchange::body_length() const {
  if (!has_body()) return 0;
  const auto* text = stream_.request().headers.find("content-length");
  if (text == nullptr) return std::nullopt;
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), length);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return length;
}

net::Task<Result<std::span<const std::byte>>> H2Exchange::read_body() {
  if (used_ > 0) stream_.consume(std::exchange(used_, 0));
  const bool waits = stream_.peek().empty();
  if (waits) stall_.begin_wait();
  auto bytes = co_await stream_.readable();
  if (waits) stall_.end_wait();
  if (bytes) used_ = bytes->size();
  co_return bytes;
}

Result<void> H2Exchange::begin(const wire::ResponseHead& head, std::optional<std::uint64_t> length,
                               bool no_body_follows) {
  if (state_ != State::kWaiting) return fail(Code::kConflict, "This request has been answered before.");
  if (head.status < 200 || head.status > 999) return fail(Code::kInvalid, "{} is not a final status.", head.status);
  const bool never_has_body = head.status == 204 || head.status == 304;
  drops_body_ = never_has_body || request().method == "HEAD";
  left_ = drops_body_ ? std::nullopt : length;
  wire::ResponseHead sent = head;
  if (length && !never_has_body) {
    sent.headers.set("content-length", std::to_string(*length));
  } else if (!drops_body_) {
    sent.headers.remove("content-length");
  }
  if (auto taken = stream_.send_head(sent, drops_body_ || no_body_follows); !taken) return taken;
  state_ = State::kStarted;
  return {};
}

Result<void> H2Exchange::broken(std::string_view why) {
  state_ = State::kBroken;
  stream_.cut();
  return fail(Code::kProtocol, "{}", why);
}

net::Task<Result<void>> H2Exchange::start(const wire::ResponseHead& head, std::optional<std::uint64_t> content_length) {
  co_return begin(head, content_length, false);
}

net::Task<Result<void>> H2Exchange::push(std::span<const std::byte> bytes) {
  for (;;) {
    const auto taken = stream_.try_write(bytes);
    if (!taken) co_return fail(taken);
    bytes = bytes.subspan(*taken);
    if (bytes.empty()) co_return Result<void>{};
    stall_.begin_wait();
    co_await Writable(stream_);
    stall_.end_wait();
  }
}

net::Task<Result<void>> H2Exchange::write(std::span<const std::byte> bytes) {
  if (state_ != State::kStarted) co_return fail(Code::kClosed, "The response is over or never started.");
  if (bytes.empty() || drops_body_) co_return Result<void>{};
  if (left_) {
    if (bytes.size() > *left_) co_return broken("The response is longer than it said.");
    *left_ -= bytes.size();
  }
  auto pushed = co_await push(bytes);
  if (!pushed) state_ = State::kBroken;
  co_return pushed;
}

net::Task<Result<void>> H2Exchange::end() {
  if (state_ != State::kStarted) co_return fail(Code::kClosed, "The response is over or never started.");
  if (left_.value_or(0) > 0) co_return broken("The response is shorter than it said.");
  if (!drops_body_) stream_.finish();
  state_ = State::kWhole;
  co_return Result<void>{};
}

net::Task<Result<void>> H2Exchange::respond(const wire::ResponseHead& head, std::string_view body) {
  if (auto begun = begin(head, body.size(), body.empty()); !begun) co_return begun;
  if (!drops_body_ && !body.empty()) {
    if (auto pushed = co_await push(bytes_of(body)); !pushed) {
      state_ = State::kBroken;
      co_return pushed;
    }
    stream_.finish();
  }
  state_ = State::kWhole;
  co_return Result<void>{};
}

net::Task<Result<net::Stream*>> H2Exchange::upgrade(const wire::ResponseHead& head) {
  if (state_ != State::kWaiting) co_return fail(Code::kConflict, "This request has been answered before.");
  if (!wants_websocket()) co_return fail(Code::kInvalid, "The request asks for no WebSocket.");
  wire::ResponseHead answer = head;
  answer.status = 200;
  answer.headers.remove("content-length");
  answer.headers.remove("sec-websocket-accept");
  if (auto taken = stream_.send_head(answer, false); !taken) co_return fail(std::move(taken));
  state_ = State::kUpgraded;
  co_return &stream_;
}

net::Task<> H2Exchange::cut() {
  if (state_ == State::kStarted) {
    state_ = State::kBroken;
    stream_.cut();
  }
  co_return;
}

void H2Exchange::abort() {
  state_ = State::kBroken;
  stream_.reset(net::http2::kInternalError);
}

void H2Exchange::when_gone(net::Waiter* waiter) {
  if (std::exchange(listening_, false)) stream_.forget_over();
  gone_already_.reset();
  if (waiter == nullptr) return;
  listening_ = stream_.when_over(*waiter);
  if (listening_) return;
  gone_already_ = std::make_unique<net::Timer>([waiter] { waiter->ready(); });
  gone_already_->arm(std::chrono::milliseconds(0));
}

net::Task<> H2Exchange::settle() {
  when_gone(nullptr);
  if (state_ != State::kWaiting || !stream_.open()) co_return;
  context_.log.error("a handler gave no answer", {{"method", request().method}, {"host", request().authority}});
  const auto page = refusal_page(500, "The server gave no answer.");
  (void)co_await respond(page.head, page.body);
}

}  // namespace callout::http
