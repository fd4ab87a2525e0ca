// SPDX-License-Identifier: Apache-2.0
// The front: accepts connections on the server's one public port, speaks TLS, HTTP/1.1 and HTTP/2, and hands each
// request to a Handler.
//
// Made by programs. One Server spans all workers; each connection lives on one worker. A connection is moved once,
// before its first request is handled, to the worker that place() names for its host (TLS: the SNI name; plain HTTP:
// the first Host), so that a session's bytes never cross threads.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/log.h"
#include "http/exchange.h"
#include "net/tls.h"
#include "net/worker.h"

namespace callout::http {

class Handler {
 public:
  virtual ~Handler() = default;
  /// The worker on which connections for this host (lower case, without port) belong, or nullptr for wherever they are.
  /// Any worker.
  virtual net::Worker* place(std::string_view host) = 0;
  /// The worker for an HTTP/1.1 connection that asks for an upgrade, when the request says more than its host does (the
  /// install of an agent).
  virtual net::Worker* place_upgrade(const wire::RequestHead&) { return nullptr; }
  /// Answers one exchange. Runs on the connection's worker, many at once.
  virtual net::Task<> serve(Exchange& exchange) = 0;
};

/// How long the front waits for a peer. Defaults are the bounds of limits.h; tests shorten them.
struct Deadlines {
  std::chrono::milliseconds request_head = limits::kRequestHeadTime;
  std::chrono::milliseconds keep_alive = limits::kKeepAliveTime;
  std::chrono::milliseconds tls_handshake = limits::kTlsHandshakeTime;
  std::chrono::milliseconds progress = limits::kBodyProgressTime;
  std::chrono::milliseconds linger = limits::kLingerTime;
};

struct ServerOptions {
  net::SocketAddress listen{};
  std::shared_ptr<net::TlsServerContext> tls{};  ///< Null: plain HTTP.
  std::vector<std::string> trusted_proxies{};    ///< Addresses or CIDRs whose X-Forwarded-For and -Proto are believed.
  Deadlines deadlines{};
  std::size_t connections_per_address = limits::kFrontConnectionsPerAddress;  ///< Trusted proxies have no bound.
};

/// Counters for /metrics; read from any thread.
struct ServerCounters {
  std::atomic<std::uint64_t> connections{0}, requests{0}, refused{0};
};

class Server {
 public:
  /// Binds at once (so that a busy port is an error here) on every worker with SO_REUSEPORT.
  static Result<std::unique_ptr<Server>> start(net::WorkerPool& workers, ServerOptions options, Handler& handler,
                                               Log& log);
  virtual ~Server() = default;
  virtual net::SocketAddress address() const = 0;
  virtual const ServerCounters& counters() const = 0;
  /// Stops accepting, tells HTTP/2 peers GOAWAY, lets exchanges end for at most `grace`, then cuts the rest. Blocks the
  /// calling (main) thread.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace callout::http
