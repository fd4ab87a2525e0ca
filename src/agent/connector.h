// SPDX-License-Identifier: Apache-2.0
// Keeps the tunnel up: dials, proves who this is, serves, and comes back after whatever ended it, for as long as the
// agent runs. Made by main; own worker only. What it is given outlives it.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/agent_core.h"
#include "agent/backoff.h"
#include "agent/key.h"
#include "agent/registration.h"
#include "agent/server_link.h"
#include "agent/status_file.h"
#include "net/event.h"
#include "tunnel/agent_connection.h"
#include "tunnel/handshake.h"

namespace callout::agent {

class Connector {
 public:
  static constexpr std::chrono::seconds kDrainTime{3};  ///< For what is under way when the agent stops.
  static constexpr std::chrono::seconds kUnwantedTime{
      3600};                                               ///< Between tries of an agent whose install or key is gone.
  static constexpr std::chrono::seconds kRefusedTime{60};  ///< After other refusals that do not say when to come back.

  Connector(const AgentCore::Parts& parts, const Registration& registration, std::optional<Proxy> proxy,
            AgentCore& core, std::function<void(const AgentStatus&)> on_status);
  ~Connector();
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  /// Runs until stop(). Every reason for a lost connection is logged and shown in the status.
  net::Task<> run();
  /// Ends the connection in order, then run() comes back. Idempotent.
  void stop();

 private:
  /// Why there is no connection, or no more.
  struct Ended {
    Error error;
    bool stood;  ///< The hello was welcomed.
    std::optional<std::chrono::seconds> retry_after;
  };
  static Ended failed(const Error& error) { return {error, false, std::nullopt}; }
  net::Task<Ended> connect_once();
  net::Task<Result<ServerLink>> open_link();
  net::Task<Ended> speak(ServerLink& link, const KeyPair& keys);
  Ended refused_by_server(const tunnel::Refusal& refusal, bool another_key);
  net::Task<Ended> serve(tunnel::WebSocketStream& socket, const tunnel::Welcome& welcome);
  net::Task<Result<KeyPair>> read_keys();
  net::Task<> settle_rotation(const Key& next);
  net::Task<> wait(std::chrono::milliseconds time);
  void report(AgentStatus::State state, std::string error, std::optional<std::chrono::milliseconds> next_try = {});

  void tell_status();

  AgentCore::Parts parts_;
  const Registration& registration_;
  std::optional<Proxy> proxy_;
  AgentCore& core_;
  std::function<void(const AgentStatus&)> on_status_;
  AgentStatus status_;
  Backoff backoff_;
  std::shared_ptr<net::TlsClientContext> tls_;
  bool try_next_key_ = false;  ///< The server did not know the old key, and a rotation is open.
  net::Stream* link_ = nullptr;
  tunnel::AgentConnection* connection_ = nullptr;
  net::Event changed_;
  net::Timer give_up_{[this] {
    if (connection_ != nullptr) connection_->close();
  }};
  bool stopping_ = false;
};

}  // namespace callout::agent
