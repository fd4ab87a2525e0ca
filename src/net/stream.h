// SPDX-License-Identifier: Apache-2.0
// A byte stream: TCP, TLS, WebSocket payload, or a raw stream of the tunnel, all behind one face, so that what reads
// and writes bytes is compiled once.
//
// Own thread only (the worker that made or adopted it). At most one reader and one writer at a time. The owner calls
// close(), lets pending reads and writes come back with Code::kClosed, and only then destroys the stream. read() and
// write() cost no coroutine frame.
#pragma once

#include <coroutine>
#include <cstddef>
#include <optional>
#include <span>

#include "base/result.h"
#include "net/worker.h"

namespace callout::net {

/// Whoever waits for a stream to become ready. ready() runs once, from the event loop, for each wait.
class Waiter {
 public:
  virtual void ready() = 0;

 protected:
  ~Waiter() = default;
};

class Stream {
 public:
  virtual ~Stream() = default;

  /// Bytes read now; 0 = the peer ended its side; nullopt = none yet. `into` is not empty.
  virtual Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) = 0;
  /// Bytes taken now, possibly fewer than given; 0 = no room yet.
  virtual Result<std::size_t> try_write(std::span<const std::byte> from) = 0;
  /// Calls waiter.ready() once try_read (try_write) may do something, including fail.
  virtual void when_readable(Waiter& waiter) = 0;
  virtual void when_writable(Waiter& waiter) = 0;
  /// No more bytes will be written: the peer reads an end. Reading goes on.
  virtual void finish() = 0;
  /// Cuts both directions at once. Pending waits come back. Idempotent.
  virtual void close() = 0;

  struct Read final : Waiter {
    Stream& stream;
    std::span<std::byte> into;
    Result<std::optional<std::size_t>> result{std::nullopt};
    std::coroutine_handle<> waiting{};

    Read(Stream& s, std::span<std::byte> i) : stream(s), into(i) {}
    bool await_ready() {
      result = stream.try_read(into);
      return !result || *result;
    }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      stream.when_readable(*this);
    }
    Result<std::size_t> await_resume() {
      if (!result) return fail(std::move(result));
      return **result;
    }
    void ready() override;
  };
  /// co_await: Result<std::size_t>, at least 1 byte, or 0 at the end.
  Read read(std::span<std::byte> into) { return {*this, into}; }

  struct Write final : Waiter {
    Stream& stream;
    std::span<const std::byte> left;
    Result<void> result{};
    std::coroutine_handle<> waiting{};

    Write(Stream& s, std::span<const std::byte> f) : stream(s), left(f) {}
    bool await_ready() { return advance(); }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      stream.when_writable(*this);
    }
    Result<void> await_resume() { return std::move(result); }
    void ready() override;

   private:
    bool advance();
  };
  /// co_await: Result<void>; everything was taken. The bytes must stay until then.
  Write write(std::span<const std::byte> from) { return {*this, from}; }
};

/// Reads exactly into.size() bytes; Code::kClosed if the stream ends first.
Task<Result<void>> read_exactly(Stream& stream, std::span<std::byte> into);

/// Copies from one stream to another until the end, then finish()es the other. `moved` counts bytes as they go.
Task<Result<void>> pump(Stream& from, Stream& to, std::uint64_t& moved);

}  // namespace callout::net
