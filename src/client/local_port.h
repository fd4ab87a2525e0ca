// SPDX-License-Identifier: Apache-2.0
// A port on this machine's loopback addresses, for programs of our own user: 127.0.0.1 and, where there is one, ::1.
// Connections of other users are closed before a byte is read. Used by forward, browse and login. Own worker only; the
// owner calls close() and awaits run()'s end before it lets go.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "client/outcome.h"
#include "net/event.h"
#include "net/task.h"
#include "net/tcp.h"

namespace callout::client {

inline constexpr std::size_t kLocalConnections = 256;  ///< At once; more wait to be accepted.

class LocalPort {
 public:
  /// `port` 0: any that is free.
  static Outcome<std::unique_ptr<LocalPort>> open(std::uint16_t port);
  std::uint16_t port() const { return port_; }

  /// What serves one connection: it owns the connection until its task ends, and close() cuts it.
  using Serve = std::function<net::Task<>(net::TcpStream&)>;
  /// Accepts until close(), then waits for what is being served.
  net::Task<> run(Serve serve);
  /// Stops accepting and cuts every connection. Idempotent.
  void close();

  /// Connections of other users that were closed.
  std::uint64_t strangers() const { return strangers_; }

 private:
  LocalPort() = default;
  net::Task<> accept_all(net::Listener& listener, const Serve& serve);
  net::Task<> serve_one(std::unique_ptr<net::TcpStream> connection, const Serve& serve);

  std::vector<std::unique_ptr<net::Listener>> listeners_;
  std::vector<net::TcpStream*> open_;  ///< Being served.
  net::Event fewer_;                   ///< A connection ended.
  net::TaskGroup tasks_;
  std::uint16_t port_ = 0;
  std::uint64_t strangers_ = 0;
  bool closed_ = false;
};

}  // namespace callout::client
