// SPDX-License-Identifier: Apache-2.0
#include "tunnel/websocket_stream.h"

#include <algorithm>
#include <cstring>

#include "base/encoding.h"
#include "base/random.h"
#include "net/worker.h"

namespace callout::tunnel {
namespace {

using wire::Opcode;
using wire::WebSocketDecoder;
using wire::WebSocketRole;

// One frame: what an HTTP/2 session hands over in one batch.
constexpr std::size_t kMostPayload = 16 * 1024;
constexpr std::size_t kMostHeader = 14;
// Answers to pings and the like that may wait for a peer that does not read.
constexpr std::size_t kMostStuck = 64 * 1024;

// Memory of one call, one a thread, so that idle connections hold none.
std::array<std::byte, kMostPayload + kMostHeader>& scratch() {
  thread_local std::array<std::byte, kMostPayload + kMostHeader> memory;
  return memory;
}

}  // namespace

/// What waits on the transport for room. It outlives the stream if the transport still holds it then.
struct WebSocketStream::Flusher final : net::Waiter {
  WebSocketStream* owner;
  explicit Flusher(WebSocketStream* o) : owner(o) {}
  void ready() override {
    auto* stream = owner;
    delete this;
    if (!stream) return;
    stream->flusher_ = nullptr;
    stream->flush();
    if (!stream->flusher_ && stream->writer_) std::exchange(stream->writer_, nullptr)->ready();
  }
};

WebSocketStream::WebSocketStream(WebSocketRole role, net::Stream& transport, std::span<const std::byte> early,
                                 Closing closing)
    : role_(role),
      closing_(closing),
      transport_(transport),
      decoder_(role, WebSocketDecoder::kNoBound),
      early_(early.begin(), early.end()) {}

WebSocketStream::~WebSocketStream() {
  if (flusher_) flusher_->owner = nullptr;
}

std::optional<wire::Mask> WebSocketStream::next_mask() {
  if (role_ == WebSocketRole::kServer) return std::nullopt;
  if (mask_used_ == mask_bytes_.size()) {
    fill_random(mask_bytes_);
    mask_used_ = 0;
  }
  wire::Mask mask;
  std::copy_n(mask_bytes_.begin() + static_cast<std::ptrdiff_t>(mask_used_), mask.size(), mask.begin());
  mask_used_ += mask.size();
  return mask;
}

Result<std::optional<std::size_t>> WebSocketStream::pull(std::span<std::byte> into) {
  if (early_.empty()) return transport_.try_read(into);
  const auto count = std::min(into.size(), early_.size());
  std::copy_n(early_.begin(), count, into.begin());
  early_.erase(early_.begin(), early_.begin() + static_cast<std::ptrdiff_t>(count));
  if (early_.empty()) early_ = {};
  return count;
}

std::unexpected<Error> WebSocketStream::fail_with(const wire::WebSocketFailure& failure) {
  if (!std::exchange(finished_, true)) queue(wire::encode_close(failure.close_code, failure.why, next_mask()));
  failure_ = Error{Code::kProtocol, fmt::format("The peer broke the WebSocket protocol: {}", failure.why)};
  return std::unexpected(*failure_);
}

bool WebSocketStream::handle_control(const WebSocketDecoder::Step& step) {
  if (step.event == WebSocketDecoder::Event::kPing && !finished_) {
    // A peer that pings and never reads gets no more answers than fit.
    if (stuck_.size() < kMostStuck) queue(wire::encode_frame(Opcode::kPong, text_of(step.data), next_mask()));
  } else if (step.event == WebSocketDecoder::Event::kClose) {
    ended_ = true;
    if (closing_ == Closing::kBoth) finish();
  }
  return !ended_;
}

Result<std::optional<std::size_t>> WebSocketStream::try_read(std::span<std::byte> into) {
  if (closed_) return fail(Code::kClosed, "The connection is closed.");
  if (failure_) return std::unexpected(*failure_);
  while (!ended_) {
    const auto raw = pull(into);
    if (!raw || !*raw) return raw;
    if (**raw == 0) {
      if (closing_ == Closing::kBoth) break;
      // Whoever ends one direction says so; a lost connection must not look like that.
      failure_ = Error{Code::kClosed, "The connection broke off."};
      return std::unexpected(*failure_);
    }
    // Payloads move together over the frame headers between them; mostly there is one, at the front.
    std::size_t size = 0;
    for (auto rest = into.first(**raw);;) {
      const auto step = decoder_.step(rest);
      if (!step) return fail_with(step.error());
      rest = rest.subspan(step->consumed);
      if (step->event == WebSocketDecoder::Event::kNone) break;
      if (step->event != WebSocketDecoder::Event::kData) {
        if (!handle_control(*step)) break;
        continue;
      }
      if (step->opcode != Opcode::kBinary) return fail_with({1003, "Only binary messages may follow the hello."});
      std::memmove(into.data() + size, step->data.data(), step->data.size());
      size += step->data.size();
    }
    if (size > 0) return size;
  }
  ended_ = true;
  return std::size_t{0};
}

void WebSocketStream::when_readable(net::Waiter& waiter) {
  if (early_.empty() && !ended_ && !failure_ && !closed_) {
    transport_.when_readable(waiter);
  } else {
    net::Worker::current().post([&waiter] { waiter.ready(); });
  }
}

net::Task<Result<std::string>> WebSocketStream::read_text(std::size_t most) {
  std::string message;
  std::array<std::byte, 2048> buffer;
  for (;;) {
    struct Readable final : net::Waiter {
      WebSocketStream& stream;
      std::coroutine_handle<> waiting{};
      explicit Readable(WebSocketStream& s) : stream(s) {}
      bool await_ready() const { return false; }
      void await_suspend(std::coroutine_handle<> handle) {
        waiting = handle;
        stream.when_readable(*this);
      }
      void await_resume() const {}
      void ready() override { waiting.resume(); }
    };
    if (closed_ || ended_) co_return fail(Code::kClosed, "The connection ended during the hello.");
    const auto raw = pull(buffer);
    if (!raw) co_return fail(raw);
    if (!*raw) {
      co_await Readable{*this};
      continue;
    }
    if (**raw == 0) co_return fail(Code::kClosed, "The connection ended during the hello.");
    for (auto rest = std::span(buffer).first(**raw);;) {
      const auto step = decoder_.step(rest);
      if (!step) co_return fail_with(step.error());
      rest = rest.subspan(step->consumed);
      if (step->event == WebSocketDecoder::Event::kNone) break;
      if (step->event != WebSocketDecoder::Event::kData) {
        if (!handle_control(*step)) break;
        continue;
      }
      if (step->opcode != Opcode::kText) co_return fail_with({1003, "The hello speaks in text messages."});
      if (message.size() + step->data.size() > most) co_return fail_with({1009, "The message is too long."});
      message.append(text_of(step->data));
      if (!step->message_end) continue;
      early_.insert(early_.begin(), rest.begin(), rest.end());
      co_return message;
    }
  }
}

net::Task<Result<void>> WebSocketStream::write_text(std::string text) {
  if (closed_ || finished_) co_return fail(Code::kClosed, "The connection is closed.");
  queue(wire::encode_frame(Opcode::kText, text, next_mask()));
  // Small against any transport: it is either taken at once or goes with what follows.
  co_return Result<void>{};
}

void WebSocketStream::queue(std::string_view frame) {
  const auto bytes = bytes_of(frame);
  stuck_.insert(stuck_.end(), bytes.begin(), bytes.end());
  if (!flusher_) flush();
}

void WebSocketStream::flush() {
  while (!stuck_.empty()) {
    const auto taken =
        closed_ ? Result<std::size_t>(fail(Code::kClosed, "The connection is closed.")) : transport_.try_write(stuck_);
    if (!taken) {
      if (!failure_) failure_ = taken.error();
      stuck_ = {};
      return;
    }
    if (*taken == 0) return flush_later();
    stuck_.erase(stuck_.begin(), stuck_.begin() + static_cast<std::ptrdiff_t>(*taken));
  }
  stuck_ = {};
}

void WebSocketStream::flush_later() {
  if (flusher_) return;
  flusher_ = new Flusher(this);
  transport_.when_writable(*flusher_);
}

Result<std::size_t> WebSocketStream::try_write(std::span<const std::byte> from) {
  if (closed_ || finished_) return fail(Code::kClosed, "The connection is closed.");
  if (failure_) return std::unexpected(*failure_);
  if (!stuck_.empty()) return std::size_t{0};
  from = from.first(std::min(from.size(), kMostPayload));
  const auto mask = next_mask();
  const wire::FrameHeader header(Opcode::kBinary, true, from.size(), mask);
  auto& memory = scratch();
  const auto head = header.bytes();
  std::ranges::copy(head, memory.begin());
  std::memcpy(memory.data() + head.size(), from.data(), from.size());
  auto frame = std::span<const std::byte>(memory).first(head.size() + from.size());
  if (mask) wire::apply_mask(std::span(memory).subspan(head.size(), from.size()), *mask);

  while (!frame.empty()) {
    const auto taken = transport_.try_write(frame);
    if (!taken) return fail(taken);
    if (*taken == 0) break;
    frame = frame.subspan(*taken);
  }
  if (!frame.empty()) {
    // A frame once offered must go out as it is (TLS may hold its first bytes already), so the caller sees it taken.
    stuck_.assign(frame.begin(), frame.end());
    flush_later();
  }
  return from.size();
}

void WebSocketStream::when_writable(net::Waiter& waiter) {
  writer_ = &waiter;
  flush_later();
}

void WebSocketStream::finish() {
  if (closed_ || std::exchange(finished_, true)) return;
  queue(wire::encode_close(1000, "", next_mask()));
}

net::Task<> WebSocketStream::flushed() {
  struct Flushed final : net::Waiter {
    WebSocketStream& stream;
    std::coroutine_handle<> waiting{};
    explicit Flushed(WebSocketStream& s) : stream(s) {}
    bool await_ready() const { return stream.stuck_.empty(); }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      stream.when_writable(*this);
    }
    void await_resume() const {}
    void ready() override { waiting.resume(); }
  };
  co_await Flushed{*this};
}

void WebSocketStream::close() {
  if (std::exchange(closed_, true)) return;
  transport_.close();
}

}  // namespace callout::tunnel
