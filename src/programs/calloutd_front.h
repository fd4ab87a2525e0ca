// SPDX-License-Identifier: Apache-2.0
// The fork in the road of the server's one port: the console's host goes to api, session hosts go to relay, everything
// else is refused. The Host is compared exactly; nothing is guessed. Made by calloutd_serve.cc before the listener,
// opened when both sides stand. Any worker.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "api/server.h"
#include "http/server.h"
#include "programs/calloutd_config.h"
#include "relay/agent_gateway.h"
#include "relay/relay.h"

namespace callout::programs {

class Front final : public http::Handler {
 public:
  /// What requests are handed to. Outlives the listener.
  struct Sides {
    Site console;
    api::Server& api;
    relay::Relay& relay;
    relay::AgentGateway& gateway;
  };
  /// Until then every request is answered 503: the addresses are not known before the port is.
  void open(const Sides& sides) { sides_.store(&sides); }

  net::Worker* place(std::string_view host) override;
  net::Worker* place_upgrade(const wire::RequestHead& head) override;
  net::Task<> serve(http::Exchange& exchange) override;

 private:
  std::atomic<const Sides*> sides_{nullptr};
};

enum class Destination { kConsole, kSession, kNowhere };
/// Where a request for this authority and path goes. Health and metrics are also answered for an IP address as host,
/// which load balancers and scrapers use; a name that an attacker owns never reaches anything.
Destination destination_of(std::string_view authority, std::string_view path, const Site& console,
                           const std::function<bool(std::string_view)>& is_session_host);

}  // namespace callout::programs
