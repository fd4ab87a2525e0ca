// SPDX-License-Identifier: Apache-2.0
// A connected, non-blocking socket on the current worker's loop. Included by .cc files of net/ only: the base of
// PlainStream and of TLS streams.
#pragma once

#include <optional>

#include "net/event_loop.h"
#include "net/tcp.h"

namespace callout::net {

class Socket {
 public:
  /// Takes the descriptor over (connected, non-blocking) and registers with the current worker.
  explicit Socket(int fd);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into);
  Result<std::size_t> try_write(std::span<const std::byte> from);
  /// ready() comes when the descriptor is readable (writable) or closed.
  void wait(Waiter& waiter, bool readable);
  void keep_queue_short();
  void finish();
  void close();
  void reset();
  void release();
  void adopt();
  /// Gives the descriptor away; closed from then on.
  int take();
  bool closed() const { return fd_ < 0; }
  int fd() const { return fd_; }
  const SocketAddress& remote() const { return remote_; }
  const SocketAddress& local() const { return local_; }

 private:
  int fd_;
  SocketAddress remote_;
  SocketAddress local_;
  std::optional<Watch> watch_;  ///< While it is on a loop.
};

/// A TCP stream without TLS.
class PlainStream final : public TcpStream {
 public:
  explicit PlainStream(int fd) : socket_(fd) {}
  Result<std::optional<std::size_t>> try_read(std::span<std::byte> into) override { return socket_.try_read(into); }
  Result<std::size_t> try_write(std::span<const std::byte> from) override { return socket_.try_write(from); }
  void when_readable(Waiter& waiter) override { socket_.wait(waiter, true); }
  void when_writable(Waiter& waiter) override { socket_.wait(waiter, false); }
  void finish() override { socket_.finish(); }
  void close() override { socket_.close(); }
  const SocketAddress& remote() const override { return socket_.remote(); }
  const SocketAddress& local() const override { return socket_.local(); }
  void release() override { socket_.release(); }
  void adopt() override { socket_.adopt(); }
  void keep_queue_short() override { socket_.keep_queue_short(); }
  void reset() override { socket_.reset(); }
  int take_descriptor() override { return socket_.take(); }

 private:
  Socket socket_;
};

}  // namespace callout::net
