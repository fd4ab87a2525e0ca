// SPDX-License-Identifier: Apache-2.0
// TCP: streams, listeners, dialling. The only code that makes sockets. Own worker only, but for release() and adopt()
// that move a stream.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/socket_address.h"
#include "net/stream.h"
#include "net/task.h"

namespace callout::net {

class TcpStream : public Stream {
 public:
  virtual const SocketAddress& remote() const = 0;
  virtual const SocketAddress& local() const = 0;
  /// Lets go of the event loop, so that another worker can adopt() the stream once pending waits, if any, have come
  /// back.
  virtual void release() = 0;
  /// Takes up the current worker's event loop.
  virtual void adopt() = 0;
  /// For a connection that many streams share: hands the kernel little more than the network takes, so that a small
  /// reply does not queue behind a bulk one (449 -> 167 ms at 10 Mbit/s). Bulk alone is a quarter slower on a fast
  /// path.
  virtual void keep_queue_short() = 0;
  /// Cuts with a reset instead of an orderly end, so that the peer does not take what came as whole.
  virtual void reset() = 0;
  /// Gives the descriptor away (to TLS on top of it); this stream is closed from then on.
  virtual int take_descriptor() = 0;
};

class Listener {
 public:
  virtual ~Listener() = default;
  /// Binds and listens with SO_REUSEPORT when `shared`. Code::kUnavailable with a sentence for a person when the port
  /// is busy or not allowed.
  static Result<std::unique_ptr<Listener>> bind(const SocketAddress& address, bool shared);
  virtual SocketAddress address() const = 0;
  /// Code::kClosed after close(); Code::kExhausted when out of descriptors (wait a little and go on).
  virtual Task<Result<std::unique_ptr<TcpStream>>> accept() = 0;
  virtual void close() = 0;
};

/// Connects to an address. Code::kUnavailable when refused, kTimeout when silent or unreachable.
Task<Result<std::unique_ptr<TcpStream>>> connect(SocketAddress address, std::chrono::milliseconds timeout);
/// Resolves a name (or takes a literal) and tries its addresses in turn.
Task<Result<std::unique_ptr<TcpStream>>> connect(std::string host, std::uint16_t port,
                                                 std::chrono::milliseconds timeout);

/// Two connected streams in memory, for tests: what one writes, the other reads. Each side holds at most `capacity`
/// bytes.
std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> stream_pair(std::size_t capacity);

}  // namespace callout::net
