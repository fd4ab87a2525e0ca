// SPDX-License-Identifier: Apache-2.0
// Where agents dial in: upgrade, hello, then a LiveAgent in the shard of its install until it is gone. It is also the
// way for jobs and sessions to reach agents (jobs::AgentLink). Made by programs; serve() runs on the install's worker,
// everything else from any thread.
#pragma once

#include <atomic>

#include "http/exchange.h"
#include "jobs/agent_link.h"
#include "relay/shard.h"
#include "tunnel/handshake.h"

namespace callout::relay {

class AgentGateway final : public jobs::AgentLink {
 public:
  struct Parts {
    Shards& shards;
    AgentDirectory& directory;
    jobs::Service& jobs;
    sessions::LeaseTable& leases;
    net::BlockingPool& pool;
    net::Http2Budget& budget;
    Log& log;
  };
  explicit AgentGateway(Parts parts) : parts_(parts) {}

  /// GET /agent/v1. Returns when the agent is gone.
  net::Task<> serve(http::Exchange& exchange);
  /// The worker where the connection of this request belongs, by the install that it names; nullptr when it names none.
  net::Worker* place(const wire::RequestHead& head) const;

  /// Agents are told to come back elsewhere or later: no new streams, those under way go on.
  void drain();
  std::size_t connected() const { return connected_.load(std::memory_order_relaxed); }

  // jobs::AgentLink
  void send(const jobs::JobOrder& order) override;
  void cancel(const model::InstallId& install, const model::JobId& job) override;
  void extend_session(const model::InstallId& install, const model::SessionId& session,
                      std::chrono::milliseconds session_time) override;
  void end_session(const model::InstallId& install, const model::SessionId& session) override;
  void disconnect(const model::InstallId& install) override;

 private:
  class HelloGate;
  /// Who was let in, and what it said of itself.
  struct Newcomer {
    KnownAgent agent;
    model::AgentInfo info;
    std::chrono::seconds heartbeat;
  };
  net::Task<> speak(http::Exchange& exchange, model::InstallId install);
  net::Task<Result<Newcomer>> greet(http::Exchange& exchange, tunnel::WebSocketStream& socket,
                                    const model::InstallId& install);
  /// Runs f(agent) on the install's worker if its agent is connected then.
  template <class F>
  void with_agent(const model::InstallId& install, F f);

  const Parts parts_;
  std::atomic<std::size_t> connected_{0};
};

}  // namespace callout::relay
