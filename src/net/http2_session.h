// SPDX-License-Identifier: Apache-2.0
// An HTTP/2 connection (RFC 9113, with the extended CONNECT of RFC 8441) over any Stream, in either role; nghttp2
// inside.
//
// Used by tunnel/ (the server is the HTTP/2 client, the agent the HTTP/2 server) and by http/ toward browsers. Own
// worker only. The owner keeps the transport and the session, awaits run(), and destroys them after it came back.
// Streams of open() belong to the caller and may outlive the session: they then only fail. Streams given to a Handler
// belong to the session.
//
// Flow: a stream's receive window opens as its reader takes bytes; the connection's at receipt, so that a stalled
// stream blocks no other, as long as all streams together hold less than limits::kConnectionWindow. What is written in
// one turn of the loop leaves in one batch.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "net/stream.h"
#include "net/task.h"
#include "wire/http.h"

namespace callout::net {

/// Error codes of RFC 9113 section 7 that we send or look at.
namespace http2 {
inline constexpr std::uint32_t kNoError = 0;
inline constexpr std::uint32_t kProtocolError = 1;
inline constexpr std::uint32_t kInternalError = 2;
inline constexpr std::uint32_t kRefusedStream = 7;
inline constexpr std::uint32_t kCancel = 8;
inline constexpr std::uint32_t kEnhanceYourCalm = 11;
}  // namespace http2

/// Fields to send after those of a head, without copying it first.
using MoreFields = std::span<const std::pair<std::string_view, std::string_view>>;

/// One request and its response. As a Stream it carries the body bytes, each way its own: finish() ends ours, close()
/// resets what is not whole with CANCEL. try_write takes nothing before our head went (send_head, or open with a body
/// to follow) and while 64 KiB wait. try_read gives what came before a reset, then the error: a cut body never reads as
/// a clean end. Trailers are ignored.
class Http2Stream : public Stream {
 public:
  /// Server role: the request's head, whole from the start. Without :scheme; `target` is :path byte for byte.
  virtual const wire::RequestHead& request() const = 0;
  /// The same, moved out.
  virtual wire::RequestHead take_request() = 0;
  /// Server role: the request ended with its head, so there is no body.
  virtual bool bodiless_request() const = 0;
  /// Server role, with Http2Options::answer_long_heads: request() holds no fields, as they were too many.
  virtual bool request_too_long() const = 0;
  /// Server role: sends the response's head; once. `end`: no body follows. kInvalid for a head that HTTP/2 can't carry,
  /// kExhausted for one that is too long; names go out in lower case, fields of one connection only (Connection,
  /// Transfer-Encoding ...) stay behind.
  virtual Result<void> send_head(const wire::ResponseHead& head, bool end, MoreFields more = {}) = 0;

  /// Client role: the response's head once it came (1xx ones are skipped), nullptr before, an error when the stream
  /// failed first.
  virtual Result<const wire::ResponseHead*> try_head() = 0;
  virtual void when_head(Waiter& waiter) = 0;
  /// The head that try_head() showed, moved out.
  virtual wire::ResponseHead take_head() = 0;
  struct ReadHead final : Waiter {
    Http2Stream& stream;
    Result<const wire::ResponseHead*> result{nullptr};
    std::coroutine_handle<> waiting{};
    explicit ReadHead(Http2Stream& s) : stream(s) {}
    bool await_ready() {
      result = stream.try_head();
      return !result || *result != nullptr;
    }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      stream.when_head(*this);
    }
    Result<const wire::ResponseHead*> await_resume() { return std::move(result); }
    void ready() override;
  };
  /// co_await: Result<const ResponseHead*>, owned by the stream.
  ReadHead read_head() { return ReadHead{*this}; }

  /// Bytes that came and were not read, as far as they lie together; empty when there are none. Holds until the next
  /// consume() or try_read(), across suspensions. co_await readable() first.
  virtual std::span<const std::byte> peek() const = 0;
  /// Takes bytes off the front of what peek() showed, and opens the window for as many.
  virtual void consume(std::size_t count) = 0;
  struct Readable final : Waiter {
    Http2Stream& stream;
    std::coroutine_handle<> waiting{};
    explicit Readable(Http2Stream& s) : stream(s) {}
    bool await_ready() const { return stream.at_end_or_readable(); }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      stream.when_readable(*this);
    }
    Result<std::span<const std::byte>> await_resume() { return stream.peek_or_error(); }
    void ready() override;
  };
  /// co_await: Result<span of bytes>; peek() with a wait: empty at the clean end, an error after a reset. consume() it
  /// after use.
  Readable readable() { return Readable{*this}; }

  /// Ends the stream both ways at once with this code; what was not sent is dropped. Nothing happens when it is over
  /// already.
  virtual void reset(std::uint32_t code) = 0;
  /// Ends our side as cut short: what was written still goes, then RST_STREAM INTERNAL_ERROR instead of an end. For a
  /// device that broke off.
  virtual void cut() = 0;
  /// The code with which the peer reset the stream, if it did (http2::kNoError counts).
  virtual std::optional<std::uint32_t> reset_by_peer() const = 0;
  /// Whether the stream can still fail or be cancelled: not closed on both sides, not reset, connection alive.
  virtual bool open() const = 0;
  /// Calls waiter.ready() once when the stream is over in any way, so that who waits elsewhere can stop. False: it is
  /// over already, and the waiter is not called. forget_over() takes it back; it must, before the waiter dies.
  virtual bool when_over(Waiter& waiter) = 0;
  virtual void forget_over() = 0;

 protected:
  friend Readable;
  virtual bool at_end_or_readable() const = 0;
  virtual Result<std::span<const std::byte>> peek_or_error() const = 0;
};

/// What the sessions of a process may hold for slow readers, together. Made by main, outlives the sessions. Any thread.
class Http2Budget {
 public:
  explicit Http2Budget(std::size_t most_bytes) : most_(most_bytes) {}
  void take(std::size_t bytes) { held_.fetch_add(bytes, std::memory_order_relaxed); }
  void give_back(std::size_t bytes) { held_.fetch_sub(bytes, std::memory_order_relaxed); }
  std::size_t held() const { return held_.load(std::memory_order_relaxed); }
  /// Over it, windows stop growing and streams start with small ones.
  bool tight() const { return held() > most_; }

 private:
  const std::size_t most_;
  std::atomic<std::size_t> held_{0};
};

/// Serves what the peer asks for (server role).
class Http2Handler {
 public:
  /// Runs as a task of the session, many at once; stream.request() is whole. The stream lives until it returns; a
  /// response that is not whole by then reaches the peer as RST_STREAM INTERNAL_ERROR. After the peer's reset or a lost
  /// connection it must return soon.
  virtual Task<> serve(Http2Stream& stream) = 0;

 protected:
  ~Http2Handler() = default;
};

struct Http2Options {
  /// Streams that the peer may have open (server role); handlers that still run for reset streams count too.
  std::uint32_t most_streams = 250;
  /// Bytes of names and values of one head, together.
  std::size_t header_block = limits::kRequestHead;
  /// Server role: a longer head, up to 1 MiB as sent, goes to the handler for an answer instead of being reset.
  bool answer_long_heads = false;
  /// Keep control characters (never NUL, CR, LF) of header values, both ways: the tunnel carries what devices send byte
  /// for byte. Otherwise they become spaces on sending, and such a field is dropped on receipt, as browsers expect.
  bool byte_exact_values = false;
  /// RST_STREAM frames from the peer and resets that its mistakes provoke: this many at once and then so many a second,
  /// or GOAWAY.
  std::uint32_t reset_burst = 1000;
  std::uint32_t resets_per_second = 100;
  /// PING, SETTINGS, PRIORITY, empty DATA frames, and WINDOW_UPDATE while we send nothing, likewise.
  std::uint32_t idle_frame_burst = 1000;
  std::uint32_t idle_frames_per_second = 100;
  Http2Budget* budget = nullptr;
};

/// A head to send without copying it first. `more` follows `headers`. Views need to live only during the call.
struct Http2Request {
  std::string_view method;
  std::string_view target;  ///< Sent byte for byte as :path. Unused by a plain CONNECT.
  std::string_view authority;
  std::string_view protocol;  ///< Of an extended CONNECT, else empty.
  const wire::Headers& headers;
  MoreFields more = {};
};

class Http2Session {
 public:
  enum class Role : std::uint8_t { kClient, kServer };

  /// `transport` and `handler` (server role; else null) outlive the session. The first frames are ready to go; run()
  /// sends them.
  Http2Session(Role role, Stream& transport, const Http2Options& options, Http2Handler* handler);
  ~Http2Session();
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;

  /// Speaks until the connection ends; by then all streams have ended, all handlers have returned, the transport is
  /// closed. Returns why: kClosed for a normal end, kProtocol for a peer's mistake, kExhausted for a flood. Call once.
  Task<Error> run();

  /// Client role: starts a request. `end`: no body follows. kUnavailable: the connection drains or is gone, or the peer
  /// can't do extended CONNECT; kExhausted: too many streams or too long a head; kInvalid: a head that HTTP/2 can't
  /// carry.
  Result<std::unique_ptr<Http2Stream>> open(const Http2Request& request, bool end);
  Result<std::unique_ptr<Http2Stream>> open(const wire::RequestHead& head, bool end);

  /// Round trip by PING. kTimeout when no answer came in time, kClosed when the session ended. One at a time.
  Task<Result<std::chrono::steady_clock::duration>> ping(std::chrono::milliseconds deadline);

  /// GOAWAY: no new streams; run() returns once those under way have ended.
  void drain();
  /// Cuts the connection at once: streams fail, run() returns soon. Idempotent.
  void close();

  bool draining() const;
  /// Whether the peer's SETTINGS came: before, extended CONNECT is refused.
  bool settled() const;
  std::size_t open_streams() const;
  /// When bytes last came: a sign of life, even while a PING's answer waits behind bulk data.
  std::chrono::steady_clock::time_point last_received() const;
  std::uint64_t received_bytes() const;
  std::uint64_t sent_bytes() const;
  /// Body bytes received and not yet read, over all streams.
  std::size_t held_bytes() const;

  struct Impl;  ///< http2_core.h, for net/ only.

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace callout::net
