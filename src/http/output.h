// SPDX-License-Identifier: Apache-2.0
// The sending side of an HTTP/1.1 connection: heads and framing that wait for body bytes to leave with, and the one
// wait for room. Used by H1Exchange. Own worker only; a member of the connection, which awaits settle() before it
// destroys it.
#pragma once

#include <coroutine>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "http/deadline.h"
#include "http/flush_later.h"
#include "net/event.h"
#include "net/stream.h"

namespace callout::http {

class Output final : private net::Waiter, private FlushLater::Flushed {
 public:
  Output(net::Stream& stream, Deadline& deadline, FlushLater& later)
      : stream_(stream), deadline_(deadline), later_(later) {}
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Bytes that leave before all that follow.
  void add(std::string_view text) { pending_ += text; }
  void add_head(std::string head);
  /// What add() gave leaves at the end of this turn, if nothing takes it along before.
  void flush_later();

  struct Push {
    Output& output;
    bool await_ready() { return output.advance(); }
    void await_suspend(std::coroutine_handle<> handle) { output.begin_wait(handle); }
    Result<void> await_resume() { return output.taken(); }
  };
  /// co_await: Result<void>; what was added and these bytes have been taken by the socket. They must stay until then.
  /// One push at a time.
  Push push(std::span<const std::byte> body = {});

  /// The raw stream's own wait for room, under the connection's deadline. One waiter at a time, and no push.
  void wait(net::Waiter& waiter);

  /// After the stream was closed: waits until no call of this object is under way any more.
  net::Task<> settle();

 private:
  void ready() override;
  void flush() override;
  bool advance();
  void begin_wait(std::coroutine_handle<> handle);
  void wait_for_room();
  Result<void> taken();

  net::Stream& stream_;
  Deadline& deadline_;
  FlushLater& later_;
  std::string pending_;
  std::size_t sent_ = 0;  ///< Of pending_.
  std::span<const std::byte> body_;
  std::optional<Error> failure_;
  bool flushing_ = false;  ///< FlushLater holds this.
  bool waiting_ = false;
  std::coroutine_handle<> pusher_;
  net::Waiter* consumer_ = nullptr;
  net::Event settled_;
};

}  // namespace callout::http
