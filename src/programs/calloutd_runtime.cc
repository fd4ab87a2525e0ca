// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_runtime.h"

#include <filesystem>
#include <future>
#include <thread>

#include <fmt/format.h>

#include "audit/file_sink.h"
#include "programs/calloutd_audit.h"
#include "programs/calloutd_syslog.h"
#include "store/two_factors.h"

namespace callout::programs {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;

constexpr std::size_t kStoreThreads = 4;
constexpr std::size_t kStoreQueue = 4096;
constexpr std::size_t kHashThreads = 2;
constexpr std::size_t kHashQueue = 64;
constexpr std::size_t kTunnelMemory =
    64 * limits::kMiB;       ///< What slow readers may hold of all tunnels together before windows stop growing.
constexpr auto kGrace = 5s;  ///< For requests under way when the server stops.
constexpr auto kTidyEvery = 1h;
constexpr auto kLookAtOthersEvery = 1s;

std::size_t worker_count(const ServerConfig& config) {
  return config.threads > 0 ? config.threads : std::max(1U, std::thread::hardware_concurrency());
}

Result<std::vector<audit::Forwarder::Target>> forward_targets_of(const ServerConfig& config) {
  std::vector<audit::Forwarder::Target> targets;
  if (!config.audit_forward_file.empty()) {
    targets.push_back(
        {"file:" + config.audit_forward_file, std::make_unique<audit::FileSink>(config.audit_forward_file)});
  }
  if (const auto syslog = parse_syslog_target(config.audit_forward_syslog)) {
    auto sink = SyslogSink::make(*syslog, config.audit_forward_ca_file);
    if (!sink) return fail(sink);
    targets.push_back({"syslog:" + config.audit_forward_syslog, std::move(*sink)});
  }
  return targets;
}

std::string state_of(const ServerConfig& config) {
  std::string out;
  for (const std::string& path : {config.tls_certificate, config.tls_key}) {
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path, error).time_since_epoch().count();
    out += fmt::format("{}:{};", time, std::filesystem::file_size(path, error));
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<Runtime>> Runtime::make(ServerConfig config, Log& log) {
  Opened opened;
  if (config.tls()) {
    auto loaded = net::TlsServerContext::load(config.tls_certificate, config.tls_key);
    if (!loaded) return fail(loaded);
    opened.tls = std::move(*loaded);
  }
  auto pin = pin_of(config, opened.tls.get());
  if (!pin) return fail(pin);
  opened.pin = std::move(*pin);
  auto mail = smtp_settings(config);
  if (!mail) return fail(mail);
  opened.mail = std::move(*mail);
  auto store = store::Store::open(config.store_path, store::Store::Mode::kExisting, log);
  if (!store) return fail(store);
  opened.store = std::move(*store);
  opened.clock = std::make_unique<const SystemClock>();
  auto seal = seal_of(config, *opened.store);
  if (!seal) return fail(seal);
  opened.seal.emplace(*seal);
  auto journal = audit::Journal::open(*opened.store, audit_files_of(config), *opened.clock, log);
  if (!journal) return fail(journal);
  opened.journal = std::move(*journal);
  auto forward = forward_targets_of(config);
  if (!forward) return fail(forward);
  opened.forward = std::move(*forward);
  auto files = api::StaticFiles::load(config.web_root);
  if (!files) return fail(files);
  if (!files->built()) log.warn("the console is not built", {{"web_root", config.web_root}});
  opened.files = std::move(*files);
  return std::unique_ptr<Runtime>(new Runtime(std::move(config), log, std::move(opened)));
}

Result<Seal> Runtime::seal_of(const ServerConfig& config, store::Store& store) {
  auto transaction = store.read();
  if (!transaction) return fail(transaction);
  const auto sealed = store::sealed_secrets(*transaction);
  if (!sealed) return fail(sealed);
  auto seal = load_seal(config.key_file, *sealed == 0);
  if (seal || seal.error().code != Code::kNotFound) return seal;
  return fail(Code::kNotFound,
              "The key file {} is missing, and the second factors of {} accounts are sealed with it: restore it from a "
              "backup, or remove them with calloutd admin reset-two-factor.",
              config.key_file, *sealed);
}

Result<std::string> Runtime::pin_of(const ServerConfig& config, const net::TlsServerContext* tls) {
  if (tls) return tls->pin();
  return config.proxy_certificate.empty() ? std::string() : net::pin_of_certificate(config.proxy_certificate);
}

Runtime::Runtime(ServerConfig config, Log& log, Opened opened)
    : config_(std::move(config)),
      log_(log),
      owned_clock_(std::move(opened.clock)),
      clock_(*owned_clock_),
      tls_(std::move(opened.tls)),
      tls_state_(state_of(config_)),
      store_(std::move(opened.store)),
      journal_(std::move(opened.journal)),
      files_(std::move(*opened.files)),
      mail_(opened.mail ? std::make_unique<Mail>(std::move(*opened.mail), *store_, clock_, log_) : nullptr),
      outbox_(clock_, mail_ ? &mail_->sender : nullptr),
      seal_(*opened.seal),
      workers_(worker_count(config_)),
      pool_(std::in_place, kStoreThreads, kStoreQueue),
      hash_pool_(std::in_place, kHashThreads, kHashQueue),
      sign_ins_(*store_, *journal_, passwords_, clock_, log_),
      client_sign_ins_(sign_ins_, clock_, log_),
      accounts_(*store_, passwords_, clock_),
      enrolments_(*store_, events_, clock_, log_, std::move(opened.pin)),
      agent_keys_(*store_, events_, clock_, log_),
      jobs_(*store_, *journal_, events_, clock_, log_),
      authority_(*store_, *journal_, clock_, log_),
      sessions_(*store_, jobs_, authority_, leases_, events_, clock_, log_),
      request_log_(*store_, config_.access_log_keep, clock_, log_),
      tickets_(sessions_, clock_, log_),
      inventory_(*store_, authority_, jobs_, sessions_, events_, clock_, log_),
      tunnel_budget_(kTunnelMemory),
      shards_(workers_),
      directory_(*store_, agent_keys_, log_),
      gateway_({.shards = shards_,
                .directory = directory_,
                .jobs = jobs_,
                .leases = leases_,
                .pool = *pool_,
                .budget = tunnel_budget_,
                .log = log_}),
      door_(gateway_),
      forward_(std::move(opened.forward)),
      tidied_(clock_.steady()),
      looked_at_others_(clock_.steady()) {}

Result<> Runtime::start() {
  auto listener = http::Server::start(
      workers_, {.listen = config_.listen, .tls = tls_, .trusted_proxies = config_.trusted_proxies}, front_, log_);
  if (!listener) return fail(listener);
  listener_ = std::move(*listener);
  config_.use_port(listener_->address().port());
  customers_.emplace(customers::Services::Parts{.store = *store_,
                                                .authority = authority_,
                                                .outbox = outbox_,
                                                .seal = seal_,
                                                .console = config_.console.origin(),
                                                .clock = clock_,
                                                .log = log_});
  sessions_.set_observer(&customers_->notifier);
  // The port is ours and the front still closed: what is ended now is told with the console's address.
  if (const auto done = jobs_.start(); !done) return fail(done);
  if (const auto done = sessions_.start(); !done) return fail(done);
  jobs_.set_link(&gateway_);
  // With the port ours, no second calloutd of the same database forwards the same records.
  forwarder_.emplace(*store_, std::move(forward_), log_);
  // With the port ours, no second calloutd of the same database sends the same mails.
  if (mail_) {
    if (const auto done = mail_->sender.start(); !done) return fail(done);
  }

  account_services_.emplace(identity::AccountServices::Parts{.store = *store_,
                                                             .journal = *journal_,
                                                             .passwords = passwords_,
                                                             .sign_ins = sign_ins_,
                                                             .accounts = accounts_,
                                                             .outbox = outbox_,
                                                             .seal = seal_,
                                                             .console = config_.console.origin(),
                                                             .registration = config_.registration,
                                                             .clock = clock_,
                                                             .log = log_});
  context_.emplace(
      api::Context{*store_, sign_ins_, client_sign_ins_, accounts_, *account_services_, *customers_, enrolments_,
                   agent_keys_, jobs_, sessions_, inventory_, authority_, tickets_, events_, clock_, log_,
                   api::Addresses{config_.console.origin(), config_.sessions.authority(), config_.console.scheme}});
  api_.emplace(
      api::Server::Parts{*context_, door_, files_, metrics_, *pool_, *hash_pool_, ready_, config_.metrics_allow});
  relay_.emplace(relay::Relay::Parts{.shards = shards_,
                                     .leases = leases_,
                                     .sessions = sessions_,
                                     .request_log = request_log_,
                                     .tickets = tickets_,
                                     .pool = *pool_,
                                     .clock = clock_,
                                     .log = log_,
                                     .console_url = config_.console.origin(),
                                     .session_domain = config_.sessions.authority(),
                                     .secure = config_.console.scheme == "https"});
  add_figures();
  sides_.emplace(Front::Sides{config_.console, *api_, *relay_, gateway_});
  ready_ = true;
  front_.open(*sides_);
  log_.info("listening", {{"address", listener_->address().to_string()}, {"console", config_.console.origin()}});
  return {};
}

void Runtime::add_figures() {
  using enum api::Metrics::Kind;
  const auto count = [](const std::atomic<std::uint64_t>& value) {
    return [&value] { return static_cast<double>(value.load()); };
  };
  const auto seconds = [](const std::atomic<std::uint64_t>& us) {
    return [&us] { return static_cast<double>(us.load()) / 1e6; };
  };
  const http::ServerCounters& front = listener_->counters();
  const relay::RelayCounters& relayed = relay_->counters();
  metrics_.add(kGauge, "callout_agents", "Agents connected",
               [this] { return static_cast<double>(gateway_.connected()); });
  metrics_.add(kGauge, "callout_sessions", "Sessions that are not closed",
               [this] { return static_cast<double>(sessions_.live_count()); });
  metrics_.add(kGauge, "callout_jobs", "Jobs that are not finished",
               [this] { return static_cast<double>(jobs_.live_count()); });
  metrics_.add(kGauge, "callout_event_streams", "Open consoles",
               [this] { return static_cast<double>(events_.size()); });
  metrics_.add(kGauge, "callout_tunnel_held_bytes", "Bytes of devices that wait for slow browsers",
               [this] { return static_cast<double>(tunnel_budget_.held()); });
  metrics_.add(kGauge, "callout_streams", "Requests on session hosts under way", count(relayed.traffic.in_flight));
  metrics_.add(kCounter, "callout_revocations_total", "Sessions whose end cut open streams or an open host",
               count(relayed.traffic.revocations));
  metrics_.add(kCounter, "callout_revocation_seconds_total",
               "Time from the end of a session to the last of its streams cut, summed",
               seconds(relayed.traffic.revocation_us));
  metrics_.add(kGauge, "callout_revocation_slowest_seconds", "The longest of these times",
               seconds(relayed.traffic.slowest_us));
  metrics_.add(kCounter, "callout_streams_total", "Streams opened to devices", count(relayed.streams));
  metrics_.add(kCounter, "callout_up_bytes_total", "Bytes from browsers to devices", count(relayed.traffic.bytes_up));
  metrics_.add(kCounter, "callout_down_bytes_total", "Bytes from devices to browsers",
               count(relayed.traffic.bytes_down));
  metrics_.add(kCounter, "callout_session_requests_total", "Requests on session hosts", count(relayed.requests));
  metrics_.add(kCounter, "callout_session_refused_total", "Requests on session hosts that Callout answered itself",
               count(relayed.refused));
  metrics_.add(kCounter, "callout_front_connections_total", "Connections accepted", count(front.connections));
  metrics_.add(kCounter, "callout_front_requests_total", "Requests on all hosts", count(front.requests));
  metrics_.add(kCounter, "callout_front_refused_total", "Connections and requests refused by the front",
               count(front.refused));
  const audit::ForwardFigures& forwarded = forwarder_->figures();
  metrics_.add(kCounter, "callout_audit_forwarded_total", "Audit records forwarded", count(forwarded.sent));
  metrics_.add(kCounter, "callout_audit_forward_failures_total", "Failed attempts to forward audit records",
               count(forwarded.failures));
  metrics_.add(kGauge, "callout_audit_forward_waiting", "Audit records that wait to be forwarded, over all targets",
               [&forwarded] { return static_cast<double>(forwarded.waiting.load()); });
  add_mail_figures();
  add_process_figures(metrics_);
}

void Runtime::add_mail_figures() {
  if (!mail_) return;
  using enum api::Metrics::Kind;
  const mail::SenderCounters& mails = mail_->sender.counters();
  metrics_.add(kCounter, "callout_mails_sent_total", "Mails that the mail server has taken",
               [&mails] { return static_cast<double>(mails.sent.load()); });
  metrics_.add(kCounter, "callout_mails_failed_total", "Mails that were given up",
               [&mails] { return static_cast<double>(mails.failed.load()); });
  metrics_.add(kGauge, "callout_mails_waiting", "Mails that wait, as of at most a minute ago",
               [&mails] { return static_cast<double>(mails.waiting.load()); });
}

void Runtime::tick() {
  // A tick that takes longer than the pause between two is not queued again.
  if (ticking_.exchange(true)) return;
  const bool tidy = clock_.steady() - tidied_ >= kTidyEvery;
  if (tidy) tidied_ = clock_.steady();
  const bool look = clock_.steady() - looked_at_others_ >= kLookAtOthersEvery;
  if (look) looked_at_others_ = clock_.steady();
  const bool queued = pool_->submit([this, tidy, look] {
    if (look && authority_.look_at_plans()) sessions_.look_at_sign_ins();
    jobs_.tick();
    sessions_.tick();
    request_log_.tick();
    journal_->tick();
    sign_ins_.work();
    account_services_->work();
    customers_->notifier.work();
    if (tidy) this->tidy();
    ticking_ = false;
  });
  if (!queued) ticking_ = false;
}

void Runtime::tidy() {
  const auto expired = sign_ins_.tidy();
  if (expired) {
    for (const auto& sign_in : *expired) sessions_.sign_in_ended(sign_in);
  } else {
    log_.error("cannot remove expired sign-ins", {{"error", expired.error().message}});
  }
  if (const auto tidied = account_services_->registrations.tidy(); !tidied)
    log_.error("cannot remove expired registrations", {{"error", tidied.error().message}});
}

void Runtime::reload_tls() {
  if (!tls_) return;
  tls_state_ = state_of(config_);
  const auto loaded = tls_->reload();
  if (loaded) {
    log_.info("certificate loaded", {{"certificate", config_.tls_certificate}});
  } else {
    log_.error("the old certificate stays in use", {{"error", loaded.error().message}});
  }
}

void Runtime::reopen_files() {
  if (forwarder_) forwarder_->reopen();
}

void Runtime::reload_changed_tls() {
  if (tls_ && state_of(config_) != tls_state_) reload_tls();
}

void Runtime::stop() {
  ready_ = false;
  if (!listener_) return;
  gateway_.drain();
  events_.close();
  listener_->stop(kGrace);
  sign_ins_.work();
  if (mail_) mail_->sender.stop();
}

Runtime::~Runtime() {
  listener_.reset();
  jobs_.set_link(nullptr);
  // What still runs on the pools may post to workers, and what was posted may look at shards: end one after the other.
  hash_pool_.reset();
  pool_.reset();
  settle_workers();
  if (const auto done = request_log_.flush(); !done)
    log_.error("the last lines of the sessions' access logs are lost", {{"error", done.error().message}});
}

void Runtime::settle_workers() {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    std::promise<void> reached;
    workers_[i].post([&reached] { reached.set_value(); });
    reached.get_future().wait();
  }
}

}  // namespace callout::programs
