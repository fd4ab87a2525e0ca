// SPDX-License-Identifier: Apache-2.0
// What the gateway asks of installs, answered from the store. Made by calloutd's main; every call blocks (blocking pool).
#pragma once

#include "base/log.h"
#include "identity/agent_keys.h"
#include "relay/agent_directory.h"
#include "store/store.h"

namespace callout::programs {

class StoredAgents final : public relay::AgentDirectory {
 public:
  StoredAgents(store::Store& store, identity::AgentKeys& keys, Log& log) : store_(store), keys_(keys), log_(log) {}
  Result<relay::KnownAgent> find(const model::InstallId& install) override;
  Result<std::vector<model::Device>> devices_of(const relay::KnownAgent& agent) override;
  void mark_duplicate(const relay::KnownAgent& agent) override;

 private:
  store::Store& store_;
  identity::AgentKeys& keys_;
  Log& log_;
};

}  // namespace callout::programs
