// SPDX-License-Identifier: Apache-2.0
// A WebSocket as a Stream: binary messages carry the byte stream, pings are answered, a close or a broken frame ends
// it. Before that, the hello speaks in text messages.
//
// Made after the 101 on either side: by the server with Role::kServer, by the agent with kClient (which masks). Own
// worker only. The transport outlives it. It keeps no buffer while nothing is stuck in it.
#pragma once

#include <string>
#include <vector>

#include "net/stream.h"
#include "net/task.h"
#include "wire/websocket.h"

namespace callout::tunnel {

class WebSocketStream final : public net::Stream, private net::Waiter {
 public:
  /// `early`: bytes of the transport that were read together with the 101.
  WebSocketStream(wire::WebSocketRole role, net::Stream& transport, std::span<const std::byte> early = {});
  ~WebSocketStream() override;

  /// One whole text message of at most `most` bytes. kClosed at the end; kProtocol for anything but text, or more of
  /// it.
  net::Task<Result<std::string>> read_text(std::size_t most);
  net::Task<Result<void>> write_text(std::string_view text);

  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override;
  Result<std::size_t> try_write(std::span<const std::byte> from) override;
  void when_readable(net::Waiter& waiter) override;
  void when_writable(net::Waiter& waiter) override;
  /// Sends a close frame (1000).
  void finish() override;
  void close() override;

 private:
  struct Impl;
  void ready() override;
};

}  // namespace callout::tunnel
