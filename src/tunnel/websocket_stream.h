// SPDX-License-Identifier: Apache-2.0
// A WebSocket as a Stream: binary messages carry the byte stream, pings are answered, a close frame ends it, a broken
// frame fails it. Before that, the hello speaks in text messages.
//
// Made after the 101 on either side: by the server with kServer, by the agent with kClient (which masks). Own worker
// only. The transport outlives it. It holds no buffer while nothing is stuck in it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "net/stream.h"
#include "net/task.h"
#include "wire/websocket.h"

namespace callout::tunnel {

class WebSocketStream final : public net::Stream {
 public:
  /// What a close frame of the peer means. kBoth: it is answered at once, as browsers do, and both directions are at
  /// their end. kItsSide: the peer will send nothing more, and our direction goes on until finish() answers it (RFC
  /// 6455 section 5.5.1 lets the answer wait), and a transport that ends without it is an error; both ends must be made
  /// so.
  enum class Closing : std::uint8_t { kBoth, kItsSide };

  /// `early`: bytes of the transport that were read together with the 101.
  WebSocketStream(wire::WebSocketRole role, net::Stream& transport, std::span<const std::byte> early = {},
                  Closing closing = Closing::kBoth);
  ~WebSocketStream() override;

  /// One whole text message of at most `most` bytes. kClosed at the end; kProtocol for anything but text, or more of
  /// it.
  net::Task<Result<std::string>> read_text(std::size_t most);
  net::Task<Result<void>> write_text(std::string text);

  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override;
  Result<std::size_t> try_write(std::span<const std::byte> from) override;
  void when_readable(net::Waiter& waiter) override;
  void when_writable(net::Waiter& waiter) override;
  /// Sends a close frame (1000). What the peer's answer ends is said by Closing.
  void finish() override;
  void close() override;
  /// Waits until the transport has taken every frame, so that it can be ended.
  net::Task<> flushed();

 private:
  struct Flusher;

  /// Raw bytes: first the early ones, then the transport's.
  Result<std::optional<std::size_t>> pull(std::span<std::byte> into);
  /// Answers what is not data. False when the connection is over.
  bool handle_control(const wire::WebSocketDecoder::Step& step);
  std::unexpected<Error> fail_with(const wire::WebSocketFailure& failure);
  void queue(std::string_view frame);
  /// Hands stuck bytes to the transport; arms the flusher for what is left.
  void flush();
  void flush_later();
  std::optional<wire::Mask> next_mask();

  const wire::WebSocketRole role_;
  const Closing closing_;
  net::Stream& transport_;
  wire::WebSocketDecoder decoder_;
  std::vector<std::byte> early_;
  std::vector<std::byte> stuck_;  // Framed bytes that the transport has not taken.
  net::Waiter* writer_ = nullptr;
  Flusher* flusher_ = nullptr;  // While it waits on the transport.
  std::array<std::byte, 64> mask_bytes_{};
  std::size_t mask_used_ = sizeof(mask_bytes_);
  bool ended_ = false;     // The peer sent a close frame, or ended the transport.
  bool finished_ = false;  // We sent a close frame.
  bool closed_ = false;
  std::optional<Error> failure_;
};

}  // namespace callout::tunnel
