// SPDX-License-Identifier: Apache-2.0
// The receiving side of an HTTP/1.1 connection: bytes received and not yet used, and the one wait for more. Used by
// H1Connection, its request body and the raw stream after an upgrade. Own worker only; a member of the connection,
// which awaits settle() before it destroys it.
#pragma once

#include <coroutine>
#include <cstddef>
#include <optional>
#include <span>

#include "base/result.h"
#include "http/buffer_pool.h"
#include "net/event.h"
#include "net/stream.h"

namespace callout::http {

class Input final : private net::Waiter {
 public:
  /// `received` came before, on another worker.
  Input(net::Stream& stream, BufferPool& pool, std::span<const std::byte> received);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  /// Valid until the next fill or consume; watch() appends behind them and moves nothing.
  std::span<const std::byte> bytes() const { return {buffer_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  void consume(std::size_t count);

  /// Bytes added to bytes(); 0 = the browser ended its side; nullopt = none yet. kExhausted when a whole head's worth
  /// waits unused.
  Result<std::optional<std::size_t>> try_fill();
  /// Calls waiter.ready() once try_fill may do something. One waiter at a time.
  void wait(net::Waiter& waiter);

  struct Fill final : net::Waiter {
    Input& input;
    Result<std::optional<std::size_t>> result{std::nullopt};
    std::coroutine_handle<> waiting{};

    explicit Fill(Input& i) : input(i) {}
    bool await_ready() { return !input.waiting_ && try_now(); }
    bool try_now() {
      result = input.try_fill();
      return !result || *result;
    }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      input.wait(*this);
    }
    Result<std::size_t> await_resume() {
      if (!result) return fail(std::move(result));
      return **result;
    }
    void ready() override {
      if (try_now()) {
        waiting.resume();
      } else {
        input.wait(*this);
      }
    }
  };
  /// co_await: Result<std::size_t>, as try_fill but never nullopt.
  Fill fill() { return Fill(*this); }

  /// While nobody needs bytes: reads ahead what fits, in order to hear of the browser's end.
  void watch();
  /// Told once when the browser's end or a broken connection is heard of; nullptr for nobody.
  void when_gone(net::Waiter* waiter);
  bool gone() const { return ended_ || failure_; }
  /// The connection is being cut from this side: gone, for whoever listens.
  void cut();

  /// After the stream was closed, or before it moves: waits until no call of this object is under way any more.
  net::Task<> settle();

 private:
  void ready() override;
  bool make_room();
  void tell_gone();
  void release_buffer();

  net::Stream& stream_;
  BufferPool& pool_;
  BufferPool::Buffer buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool ended_ = false;
  std::optional<Error> failure_;
  bool waiting_ = false;  ///< when_readable is under way at the stream.
  bool watching_ = false;
  bool telling_ = false;  ///< A posted call of tell_gone is under way.
  net::Waiter* consumer_ = nullptr;
  net::Waiter* gone_ = nullptr;
  net::Event settled_;
};

}  // namespace callout::http
