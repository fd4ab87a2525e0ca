// SPDX-License-Identifier: Apache-2.0
// The console's host: API, live events, the console's files, health, metrics, and the door for agents. One serve() for
// each exchange, called by the front's handler in programs/ after it has compared the Host. Built by main(); any
// worker.
#pragma once

#include <atomic>
#include <vector>

#include "api/context.h"
#include "api/dispatch.h"
#include "api/events.h"
#include "api/metrics.h"
#include "api/static_files.h"
#include "http/exchange.h"
#include "net/blocking_pool.h"
#include "net/task.h"
#include "wire/address_range.h"

namespace callout::api {

/// Where agents connect (GET /agent/v1); the relay's gateway behind it proves who they are.
class AgentPort {
 public:
  virtual ~AgentPort() = default;
  /// Answers the exchange, with 426 unless it asks for the agent's WebSocket.
  virtual net::Task<> connect(http::Exchange& exchange) = 0;
};

class Server {
 public:
  struct Parts {
    Context& context;
    AgentPort& agents;
    const StaticFiles& files;
    Metrics& metrics;
    net::BlockingPool& pool;       ///< For handlers that work with the store.
    net::BlockingPool& hash_pool;  ///< For handlers that hash passwords.
    const std::atomic<bool>& ready;
    std::vector<wire::AddressRange> metrics_allow;
  };
  explicit Server(Parts parts) : parts_(std::move(parts)), dispatcher_(parts_.context) {}

  net::Task<> serve(http::Exchange& exchange);

 private:
  net::Task<> serve_request(http::Exchange& exchange);
  net::Task<Response> respond_to(http::Exchange& exchange, std::string_view path, std::string_view query);
  net::Task<Response> run_handler(http::Exchange& exchange, Request request, Pool pool);
  net::Task<> serve_events(http::Exchange& exchange, Request request);
  net::Task<> send(http::Exchange& exchange, Response response);
  net::Task<> send_pieces(http::Exchange& exchange, Response response);
  Response operation(std::string_view path, const std::string& remote_ip) const;

  Parts parts_;
  Dispatcher dispatcher_;
};

}  // namespace callout::api
