// SPDX-License-Identifier: Apache-2.0
// The front's part on one worker: its listener, and the connections that live there. Made by Server, one per worker;
// every function on that worker.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "http/address_limit.h"
#include "http/front_context.h"
#include "net/task.h"

namespace callout::http {

class Front;

/// What the fronts of one server share. Any thread; `fronts` is complete before the first connection comes.
struct FrontShared {
  ServerOptions options;
  TrustedProxies proxies;
  Handler& handler;
  Log& log;
  AddressLimit addresses{options.connections_per_address};
  ServerCounters counters{};
  std::atomic<std::uint64_t> next_connection_id{1};
  std::vector<std::unique_ptr<Front>> fronts{};
};

class Front {
 public:
  Front(FrontShared& shared, net::Worker& worker);
  ~Front();

  net::Worker& worker() const { return context_.worker; }
  Result<void> listen(const net::SocketAddress& address);
  net::SocketAddress address() const { return listener_->address(); }
  void start_accepting();

  /// Shutdown, in this order. The first two for every front before the third for any, so that no connection moves to a
  /// front that is gone.
  net::Task<> stop_accepting();
  void drain();
  /// Waits for the connections until then, cuts the rest, and waits for their ends.
  net::Task<> finish(std::chrono::steady_clock::time_point until);

 private:
  /// A connection between accept and its end, with what goes with it from worker to worker.
  struct Visit {
    std::unique_ptr<net::TcpStream> stream;
    AddressLimit::Slot slot;
    Peer peer;
    bool http2 = false;
    std::string placed{};  ///< The authority that brought it here; empty when it was its SNI name or nothing.
    std::vector<std::byte> received{};  ///< Read on the worker before.
  };
  class Presence;

  net::Task<> accept_all();
  void take(std::unique_ptr<net::TcpStream> tcp);
  net::Task<> greet(Visit visit);
  net::Task<> host(Visit visit);
  net::Task<> host_http1(Visit visit);
  net::Task<> host_http2(Visit visit);
  net::Task<> move(Visit visit, net::Worker& there);

  FrontShared& shared_;
  FrontContext context_;
  std::unique_ptr<net::Listener> listener_;
  net::TaskGroup accepting_;
  net::TaskGroup visits_;
  std::vector<Connection*> connections_;
};

}  // namespace callout::http
