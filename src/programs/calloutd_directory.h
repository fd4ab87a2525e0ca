// SPDX-License-Identifier: Apache-2.0
// What the agent gateway asks of installs, answered from identity and store; and the door through which api hands
// agents to the gateway. Made by calloutd_serve.cc. Any thread; the directory blocks.
#pragma once

#include "api/server.h"
#include "identity/agent_keys.h"
#include "relay/agent_directory.h"
#include "relay/agent_gateway.h"
#include "store/store.h"

namespace callout::programs {

class InstallDirectory final : public relay::AgentDirectory {
 public:
  InstallDirectory(store::Store& store, identity::AgentKeys& keys, Log& log) : store_(store), keys_(keys), log_(log) {}
  Result<relay::KnownAgent> find(const model::InstallId& install) override;
  Result<std::vector<model::Device>> devices_of(const relay::KnownAgent& agent) override;
  void mark_duplicate(const relay::KnownAgent& agent) override;

 private:
  store::Store& store_;
  identity::AgentKeys& keys_;
  Log& log_;
};

class GatewayDoor final : public api::AgentPort {
 public:
  explicit GatewayDoor(relay::AgentGateway& gateway) : gateway_(gateway) {}
  net::Task<> connect(http::Exchange& exchange) override { return gateway_.serve(exchange); }

 private:
  relay::AgentGateway& gateway_;
};

}  // namespace callout::programs
