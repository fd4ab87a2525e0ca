// SPDX-License-Identifier: Apache-2.0
// One connected agent: its tunnel, its copy of the inventory, the jobs that run on it. Made by AgentGateway after the
// hello; lives on the install's worker. Other parts of relay reach it through its Shard and never keep it over a wait.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "jobs/service.h"
#include "net/blocking_pool.h"
#include "net/task.h"
#include "relay/agent_directory.h"
#include "sessions/lease_table.h"
#include "tunnel/server_connection.h"

namespace callout::relay {

class LiveAgent {
 public:
  LiveAgent(KnownAgent agent, net::Stream& stream, std::chrono::seconds heartbeat, net::Http2Budget* budget,
            jobs::Service& jobs, sessions::LeaseTable& leases, net::BlockingPool& pool, Log& log);
  ~LiveAgent();

  /// Pushes the inventory, says to jobs that the install is online, and speaks until the connection is gone. Call once.
  net::Task<> run(AgentDirectory& directory, model::AgentInfo info);

  const KnownAgent& agent() const { return agent_; }
  bool usable() const { return connection_.usable(); }
  std::size_t open_streams() const { return connection_.open_streams(); }

  /// THE way to a device: takes the lease by type, so that nothing is routed without a decision. kDenied when the lease
  /// is over or another install's. `connection`: the browser's, by which NTLM holds. `other`: another web server of the
  /// lease's device.
  Result<std::unique_ptr<net::Http2Stream>> open(const sessions::Lease& lease, Steady now, std::uint64_t connection,
                                                 const std::optional<wire::WebEndpoint>& other,
                                                 const wire::RequestHead& head, bool end);

  /// The same for a raw connection to a port of the lease's device; the agent decides whether it is one that it lets.
  Result<std::unique_ptr<net::Http2Stream>> open_raw(const sessions::Lease& lease, Steady now, std::uint16_t port);

  void start_job(jobs::JobOrder order);
  void cancel_job(const model::JobId& job);
  void end_session(const model::SessionId& session);
  /// Tells the agent which sessions go on; it ends the others by itself.
  void renew_leases();
  void drain() { connection_.drain(); }
  void close() { connection_.close(); }
  /// Whether the agent answers now: a second agent with its key is refused only then.
  net::Task<bool> alive();

 private:
  net::Task<> speak();
  net::Task<> bring_up(AgentDirectory& directory, model::AgentInfo info);
  net::Task<> keep_leases();
  net::Task<> send_leases(tunnel::Leases leases);
  net::Task<> send_end(std::string session);
  net::Task<> run_job(jobs::JobOrder order);
  net::Task<Result<>> push_inventory();
  net::Task<Result<>> know_device(const jobs::JobOrder& order);
  net::Task<> report(const model::JobId& job, jobs::JobOutcome outcome);

  const KnownAgent agent_;
  jobs::Service& jobs_;
  sessions::LeaseTable& leases_;
  net::BlockingPool& pool_;
  Log& log_;
  tunnel::ServerConnection connection_;
  tunnel::Inventory inventory_;
  std::map<model::JobId, tunnel::RunningJob*> running_;
  net::TaskGroup tasks_;
  net::Event renew_now_;
  bool over_ = false;
};

}  // namespace callout::relay
