// SPDX-License-Identifier: Apache-2.0
// What relay keeps on one worker: its agents and the traffic of its sessions. One Shard a worker, touched by that
// worker only.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/event.h"
#include "net/worker.h"
#include "relay/live_agent.h"
#include "relay/session_traffic.h"

namespace callout::relay {

struct Shard {
  std::map<model::InstallId, LiveAgent*> agents;
  net::Event agent_gone;                                                     ///< Notified when one was erased.
  std::unordered_map<std::string, std::unique_ptr<SessionTraffic>> traffic;  ///< By label.

  LiveAgent* agent_of(const model::InstallId& install) const {
    const auto found = agents.find(install);
    return found == agents.end() || !found->second->usable() ? nullptr : found->second;
  }
};

/// All shards, by worker. Made by programs before traffic; destroyed after the workers' tasks have ended.
class Shards {
 public:
  explicit Shards(net::WorkerPool& workers) : workers_(workers), shards_(workers.size()) {}
  /// The shard of the install's worker; touch it there only.
  Shard& of(const model::InstallId& install) { return shards_[workers_.index_for_key(install.str())]; }
  net::Worker& worker_of(const model::InstallId& install) { return workers_.for_key(install.str()); }
  std::vector<Shard>& all() { return shards_; }
  net::WorkerPool& workers() { return workers_; }

 private:
  net::WorkerPool& workers_;
  std::vector<Shard> shards_;
};

}  // namespace callout::relay
