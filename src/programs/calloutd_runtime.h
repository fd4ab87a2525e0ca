// SPDX-License-Identifier: Apache-2.0
// Every part of a serving calloutd, built in the order in which the parts need each other and destroyed in the opposite
// one. THE PLACE to look for who owns what. Made by calloutd_serve.cc on the main thread, which calls everything here.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "api/server.h"
#include "audit/forwarder.h"
#include "audit/journal.h"
#include "base/clock.h"
#include "customers/services.h"
#include "http/server.h"
#include "identity/account_services.h"
#include "identity/accounts.h"
#include "identity/agent_keys.h"
#include "identity/client_sign_ins.h"
#include "identity/enrolments.h"
#include "identity/sign_ins.h"
#include "jobs/service.h"
#include "mail/outbox.h"
#include "mail/sender.h"
#include "mail/smtp.h"
#include "net/blocking_pool.h"
#include "net/http2_session.h"
#include "net/tls.h"
#include "net/worker.h"
#include "programs/calloutd_config.h"
#include "programs/calloutd_directory.h"
#include "programs/calloutd_front.h"
#include "relay/agent_gateway.h"
#include "relay/relay.h"
#include "sessions/inventory.h"
#include "sessions/request_log.h"
#include "sessions/tickets.h"

namespace callout::programs {

class Runtime {
 public:
  /// Opens everything that can fail before a port is bound.
  static Result<std::unique_ptr<Runtime>> make(ServerConfig config, Log& log);
  ~Runtime();

  /// Takes up what the last run left, binds the port and serves.
  Result<> start();
  /// Expires what is due; several times a second. Never blocks: the work is done on a pool thread.
  void tick();
  /// Reads certificate and key again. Wrong files leave the old ones in use.
  void reload_tls();
  /// The files of audit forwarding were moved away: opens them anew.
  void reopen_files();
  /// reload_tls() if a file has changed since it was read.
  void reload_changed_tls();
  /// Stops accepting, tells agents and consoles, waits for what is under way for a bounded time, cuts the rest.
  void stop();

 private:
  /// Whoever waits for mails to be sent, when a server is configured.
  struct Mail {
    Mail(mail::SmtpSettings settings, store::Store& store, const Clock& clock, Log& log)
        : transport(std::move(settings)), sender(store, transport, clock, log) {}
    mail::SmtpTransport transport;
    mail::Sender sender;
  };
  /// What enrolment tokens pin; empty for plain HTTP.
  static Result<std::string> pin_of(const ServerConfig& config, const net::TlsServerContext* tls);
  /// The key of the secrets in the database; refuses when they are sealed and the key is gone.
  static Result<Seal> seal_of(const ServerConfig& config, store::Store& store);
  void tidy();
  /// What was opened before anything is built.
  struct Opened {
    std::shared_ptr<net::TlsServerContext> tls{};
    std::string pin{};
    std::unique_ptr<store::Store> store{};
    std::unique_ptr<const SystemClock> clock{};
    std::unique_ptr<audit::Journal> journal{};
    std::vector<audit::Forwarder::Target> forward{};
    std::optional<api::StaticFiles> files{};
    std::optional<mail::SmtpSettings> mail{};
    std::optional<Seal> seal{};
  };
  Runtime(ServerConfig config, Log& log, Opened opened);
  void add_mail_figures();
  void add_figures();
  void settle_workers();

  ServerConfig config_;
  Log& log_;
  const std::unique_ptr<const SystemClock> owned_clock_;
  const SystemClock& clock_;
  const std::shared_ptr<net::TlsServerContext> tls_;  ///< Null: plain HTTP.
  std::string tls_state_;                             ///< Times and sizes of the files as they were read.
  const std::unique_ptr<store::Store> store_;
  const std::unique_ptr<audit::Journal> journal_;
  const api::StaticFiles files_;
  std::unique_ptr<Mail> mail_;  ///< Null: no mail server is configured.
  mail::Outbox outbox_;
  const Seal seal_;

  net::WorkerPool workers_;
  std::optional<net::BlockingPool> pool_;       ///< For the store.
  std::optional<net::BlockingPool> hash_pool_;  ///< For passwords: 64 MiB and tens of milliseconds each.

  // The domain.
  api::EventHub events_;
  const identity::Passwords passwords_;
  identity::SignIns sign_ins_;
  identity::ClientSignIns client_sign_ins_;
  identity::Accounts accounts_;
  identity::Enrolments enrolments_;
  identity::AgentKeys agent_keys_;
  jobs::Service jobs_;
  rights::Authority authority_;
  sessions::LeaseTable leases_;
  sessions::Service sessions_;
  sessions::RequestLog request_log_;
  sessions::Tickets tickets_;
  sessions::Inventory inventory_;

  // Agents.
  net::Http2Budget tunnel_budget_;
  relay::Shards shards_;
  InstallDirectory directory_;
  relay::AgentGateway gateway_;
  GatewayDoor door_;

  // What needs to know the port, and the listener.
  api::Metrics metrics_;
  std::atomic<bool> ready_{false};
  std::optional<identity::AccountServices> account_services_;
  std::optional<customers::Services> customers_;
  std::optional<api::Context> context_;
  std::optional<api::Server> api_;
  std::optional<relay::Relay> relay_;
  std::optional<Front::Sides> sides_;
  Front front_;
  std::unique_ptr<http::Server> listener_;

  std::vector<audit::Forwarder::Target> forward_;  ///< Until the forwarder has them.
  std::optional<audit::Forwarder> forwarder_;

  std::atomic<bool> ticking_{false};
  Steady tidied_;
  Steady looked_at_others_;  ///< Whether an operator's command has written to the database.
};

}  // namespace callout::programs
