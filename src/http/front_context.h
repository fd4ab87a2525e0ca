// SPDX-License-Identifier: Apache-2.0
// What the connections of one worker share: who answers, how long to wait, and the worker's buffers. Made by Front;
// outlives its connections. Own worker only, but for what it refers to.
#pragma once

#include "base/log.h"
#include "http/buffer_pool.h"
#include "http/flush_later.h"
#include "http/server.h"
#include "http/trusted_proxies.h"

namespace callout::http {

struct FrontContext {
  net::Worker& worker;
  Handler& handler;
  const Deadlines& deadlines;
  const TrustedProxies& proxies;
  ServerCounters& counters;
  Log& log;
  BufferPool buffers{};
  FlushLater flush_later{};
  bool draining = false;  ///< stop() was called: connections end after what they are doing.
};

/// What is known of a connection before its first request.
struct Peer {
  Client client;
  bool trusted_proxy = false;  ///< Its X-Forwarded fields count.
  std::uint64_t connection_id = 0;
  net::TlsStream* tls = nullptr;  ///< Null: plain.
};

/// A connection as its Front ends it. Own worker only.
class Connection {
 public:
  /// Ends after what is under way: idle ones at once.
  virtual void drain() = 0;
  /// Ends now; whoever waits for it is told.
  virtual void cut() = 0;

 protected:
  ~Connection() = default;
};

}  // namespace callout::http
