// SPDX-License-Identifier: Apache-2.0
#include "relay/live_agent.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/random.h"
#include "net/timer.h"

namespace callout::relay {
namespace {

constexpr std::chrono::seconds kControlTime{10};
constexpr std::chrono::milliseconds kBusyPause{100};

/// Two sessions never share a pin, whatever connection their requests came on: a proxy in front carries those of many
/// people on one of its own, and connections are counted anew when the server starts.
std::uint64_t pin_of(const model::SessionId& session, std::uint64_t connection) {
  const auto hash = sha256(fmt::format("{} {}", session.str(), connection));
  std::uint64_t pin = 0;
  std::memcpy(&pin, hash.data(), sizeof pin);
  return pin == 0 ? 1 : pin;  // 0 is none.
}

tunnel::InventoryDevice to_tunnel(const model::Device& device) {
  tunnel::InventoryDevice out{device.id.str(), device.name, device.address, device.mac, {}};
  for (const auto& endpoint : device.endpoints) {
    out.endpoints.push_back({endpoint.id.str(), std::string(model::to_string(endpoint.scheme)), endpoint.port,
                             endpoint.tls ? std::optional(endpoint.tls->known_key) : std::nullopt});
  }
  out.raw_ports = device.raw_ports;
  return out;
}

tunnel::InventoryDevice to_tunnel(const jobs::JobOrder& order) {
  tunnel::InventoryDevice out{order.device.str(), order.device_name, order.address, order.mac, {}};
  for (const auto& endpoint : order.endpoints) {
    out.endpoints.push_back(
        {endpoint.id.str(), std::string(model::to_string(endpoint.scheme)), endpoint.port, endpoint.tls_key});
  }
  out.raw_ports = order.raw_ports;
  return out;
}

model::TlsFacts from_tunnel(const tunnel::TlsReport& tls) {
  return {tls.version, tls.cipher, tls.key, tls.key_sha256, tls.weak};
}

tunnel::JobKind to_tunnel(model::JobKind kind) {
  switch (kind) {
    case model::JobKind::kOpenDeviceWebpage: return tunnel::JobKind::kOpenDeviceWebpage;
    case model::JobKind::kOpenDevicePorts: return tunnel::JobKind::kOpenDevicePorts;
    case model::JobKind::kCheckDevice: return tunnel::JobKind::kCheckDevice;
  }
  return tunnel::JobKind::kCheckDevice;
}

model::Failure from_tunnel(const tunnel::Failure& failure) {
  model::Failure out;
  out.hop = model::parse<model::Hop>(failure.hop).value_or(model::Hop::kInstall);
  out.code = model::parse<model::FailureCode>(failure.code).value_or(model::FailureCode::kInternal);
  out.detail = failure.detail;
  out.remedy = failure.remedy.value_or(std::string(model::remedy_for(out.code)));
  return out;
}

model::Failure install_failed(model::FailureCode code, std::string detail) {
  return {model::Hop::kInstall, code, std::move(detail), std::string(model::remedy_for(code))};
}

const jobs::JobOrder::Endpoint* endpoint_of(const jobs::JobOrder& order) {
  const auto found = std::ranges::find_if(order.endpoints, [&](const auto& each) { return each.id == order.endpoint; });
  return found == order.endpoints.end() ? nullptr : &*found;
}

/// `opened`: the endpoint of a page job.
model::CheckReport report_of(const tunnel::JobResult& result, const std::optional<model::EndpointId>& opened) {
  model::CheckReport report;
  report.mac = result.mac;
  if (opened) {
    if (result.tls) report.endpoints.emplace_back(*opened, model::EndpointCheck{.tls = from_tunnel(*result.tls)});
    return report;
  }
  bool any = false;
  for (const auto& check : result.endpoints) {
    model::EndpointCheck out;
    out.reachable = check.reachable;
    out.status = check.status;
    out.title = check.title;
    out.server = check.server;
    if (check.auth) out.auth = model::parse<model::AuthKind>(*check.auth);
    if (check.tls) out.tls = from_tunnel(*check.tls);
    out.detail = check.detail;
    if (!check.reachable && report.detail.empty()) report.detail = check.detail.value_or("");
    any = any || check.reachable;
    report.endpoints.emplace_back(model::EndpointId(check.endpoint), std::move(out));
  }
  report.status = any ? model::DeviceStatus::kReachable : model::DeviceStatus::kUnreachable;
  if (any) report.detail.clear();
  return report;
}

/// An agent that opened a page to another key than it was given has not compared: the session must not begin.
jobs::JobOutcome compared(const tunnel::JobResult& result, const jobs::JobOrder& order) {
  const auto* opened = order.session ? endpoint_of(order) : nullptr;
  if (opened != nullptr && opened->tls_key && result.tls && result.tls->key_sha256 != *opened->tls_key) {
    return install_failed(model::FailureCode::kTlsKeyChanged, "The device shows another TLS key than before.");
  }
  return jobs::Completed{report_of(result, order.endpoint)};
}

}  // namespace

LiveAgent::LiveAgent(KnownAgent agent, net::Stream& stream, std::chrono::seconds heartbeat, net::Http2Budget* budget,
                     jobs::Service& jobs, sessions::LeaseTable& leases, net::BlockingPool& pool, Log& log)
    : agent_(std::move(agent)),
      jobs_(jobs),
      leases_(leases),
      pool_(pool),
      log_(log),
      connection_(stream, heartbeat, budget) {}

LiveAgent::~LiveAgent() = default;

net::Task<> LiveAgent::run(AgentDirectory& directory, model::AgentInfo info) {
  tasks_.spawn(speak());
  tasks_.spawn(bring_up(directory, std::move(info)));
  co_await tasks_.join();
  // Must not get lost, or the install would look online for ever: a full queue is waited for.
  while (!co_await pool_.run([this] {
    jobs_.install_offline(agent_.install);
    return true;
  })) {
    co_await net::sleep_for(kBusyPause);
  }
}

net::Task<> LiveAgent::bring_up(AgentDirectory& directory, model::AgentInfo info) {
  auto devices = co_await pool_.run([&] { return directory.devices_of(agent_); });
  if (!devices || !*devices) {
    connection_.close();  // The server is busy or its store failed: the agent comes back in a while.
    co_return;
  }
  for (const auto& device : **devices) inventory_.devices.push_back(to_tunnel(device));
  if (const auto pushed = co_await push_inventory(); !pushed) {
    log_.warn("the agent did not take its inventory",
              {{"install", agent_.install.str()}, {"error", pushed.error().message}});
    connection_.close();
    co_return;
  }
  if (over_) co_return;
  const auto told = co_await pool_.run([&] {
    jobs_.install_online(agent_.team, agent_.install, info);
    return true;
  });
  if (!told) connection_.close();
  if (!over_) tasks_.spawn(keep_leases());
}

net::Task<> LiveAgent::speak() {
  const Error why = co_await connection_.run();
  over_ = true;
  renew_now_.notify();
  log_.info("agent gone", {{"install", agent_.install.str()}, {"why", why.message}});
}

Result<std::unique_ptr<net::Http2Stream>> LiveAgent::open(const sessions::Lease& lease, Steady now,
                                                          std::uint64_t connection,
                                                          const std::optional<wire::WebEndpoint>& other,
                                                          const wire::RequestHead& head, bool end) {
  const auto& terms = lease.terms();
  if (!lease.live(now) || terms.install != agent_.install) return fail(Code::kDenied, "The session is over.");
  return connection_.open_device_request({.endpoint = terms.endpoint.str(),
                                          .other = other,
                                          .session = terms.session.str(),
                                          .pin = pin_of(terms.session, connection)},
                                         head, end);
}

Result<std::unique_ptr<net::Http2Stream>> LiveAgent::open_raw(const sessions::Lease& lease, Steady now,
                                                              std::uint16_t port) {
  const auto& terms = lease.terms();
  if (!lease.live(now) || terms.install != agent_.install) return fail(Code::kDenied, "The session is over.");
  tunnel::RawTarget target = tunnel::RawPort{terms.device.str(), port};
  if (terms.kind == model::SessionKind::kWebpage) {
    // The scheme does not matter for raw bytes.
    const bool own = port == terms.port;
    target =
        tunnel::RawWebServer{terms.endpoint.str(), own ? std::nullopt : std::optional(wire::WebEndpoint{false, port})};
  }
  return connection_.open_raw(target, terms.session.str());
}

void LiveAgent::start_job(jobs::JobOrder order) {
  tasks_.spawn(run_job(std::move(order)));
}

void LiveAgent::cancel_job(const model::JobId& job) {
  if (const auto found = running_.find(job); found != running_.end()) found->second->cancel();
}

void LiveAgent::end_session(const model::SessionId& session) {
  tasks_.spawn(send_end(session.str()));
}

net::Task<> LiveAgent::send_end(std::string session) {
  // If this does not arrive, the agent's own lease ends the session there.
  (void)co_await connection_.end_session(std::move(session), kControlTime);
}

void LiveAgent::renew_leases() {
  renew_now_.notify();
}

net::Task<> LiveAgent::keep_leases() {
  net::Timer timer([this] { renew_now_.notify(); });
  while (!over_) {
    tunnel::Leases list;
    const auto now = std::chrono::steady_clock::now();
    for (const auto& lease : leases_.of_install(agent_.install)) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(lease->deadline() - now);
      const auto ttl = std::min<std::chrono::milliseconds>(left, limits::kLeaseTime);
      if (!lease->revoked() && ttl.count() > 0) list.leases.push_back({lease->terms().session.str(), ttl.count()});
    }
    if (!list.leases.empty()) (void)co_await connection_.put_leases(list, kControlTime);
    if (over_) break;
    timer.arm(limits::kLeaseRenewal);
    co_await renew_now_.wait();
  }
}

net::Task<Result<>> LiveAgent::push_inventory() {
  const auto results = co_await connection_.put_inventory(inventory_, kControlTime);
  if (!results) co_return fail(results);
  for (const auto& result : results->results) {
    if (!result.accepted) {
      log_.warn("the agent refuses a device",
                {{"install", agent_.install.str()}, {"device", result.device}, {"detail", result.detail.value_or("")}});
    }
  }
  co_return Result<>{};
}

net::Task<Result<>> LiveAgent::know_device(const jobs::JobOrder& order) {
  auto wanted = to_tunnel(order);
  const auto known = std::ranges::find(inventory_.devices, wanted.id, &tunnel::InventoryDevice::id);
  if (known != inventory_.devices.end() && *known == wanted) co_return Result<>{};
  if (known != inventory_.devices.end()) {
    *known = std::move(wanted);
  } else {
    inventory_.devices.push_back(std::move(wanted));
  }
  co_return co_await push_inventory();
}

net::Task<> LiveAgent::report(const model::JobId& job, jobs::JobOutcome outcome) {
  const auto said = co_await pool_.run([&] { return jobs_.finished(agent_.install, job, outcome); });
  if (said && !*said) log_.warn("job report refused", {{"job", job.str()}, {"error", said->error().message}});
}

net::Task<> LiveAgent::run_job(jobs::JobOrder order) {
  if (const auto known = co_await know_device(order); !known) {
    co_await report(order.job, install_failed(model::FailureCode::kInstallSilent, known.error().message));
    co_return;
  }
  tunnel::JobOrder sent;
  sent.job = order.job.str();
  sent.device = order.device.str();
  sent.kind = to_tunnel(order.kind);
  if (order.session) {
    sent.session = order.session->str();
    sent.lease_ms = order.lease.count();
  }
  if (order.endpoint) sent.endpoint = order.endpoint->str();
  if (order.kind == model::JobKind::kOpenDevicePorts) sent.port = order.port;
  auto job = connection_.start_job(sent);
  if (!job) {
    co_await report(order.job, install_failed(model::FailureCode::kInstallSilent, job.error().message));
    co_return;
  }
  running_.emplace(order.job, job->get());
  jobs::JobOutcome outcome =
      install_failed(model::FailureCode::kInstallSilent, "The connection to the install ended during the job.");
  for (bool last = false; !last;) {
    const auto event = co_await (*job)->next();
    if (!event) {
      outcome = install_failed(model::FailureCode::kInstallSilent, event.error().message);
      break;
    }
    std::optional<jobs::ProgressEvent> step;
    if (std::holds_alternative<tunnel::JobReceived>(*event)) {
      step = jobs::ProgressEvent{model::StepName::kReceived, {}};
    } else if (const auto* running = std::get_if<tunnel::JobRunning>(&*event)) {
      if (const auto name = model::parse<model::StepName>(running->step))
        step = jobs::ProgressEvent{*name, running->detail.value_or("")};
    } else if (const auto* failure = std::get_if<tunnel::Failure>(&*event)) {
      outcome = from_tunnel(*failure);
      last = true;
    } else if (const auto* result = std::get_if<tunnel::JobResult>(&*event)) {
      outcome = compared(*result, order);
      last = true;
    }
    if (step && !order.reopen) {
      const auto said = co_await pool_.run([&] { return jobs_.progress(agent_.install, order.job, *step); });
      if (said && !*said)
        log_.warn("job progress refused", {{"job", order.job.str()}, {"error", said->error().message}});
    }
  }
  running_.erase(order.job);
  // What ran when the connection ended is settled by install_offline(): checks wait for the install, sessions for its
  // lease.
  if (over_) co_return;
  const bool first_key =
      std::holds_alternative<jobs::Completed>(outcome) && learn_keys(order.device, std::get<jobs::Completed>(outcome));
  co_await report(order.job, std::move(outcome));
  // The session that has shown it is held to it as well.
  if (first_key && !over_) (void)co_await push_inventory();
}

/// Notes keys for endpoints that had none, as the store does. Whether there was one.
bool LiveAgent::learn_keys(const model::DeviceId& device, const jobs::Completed& completed) {
  const auto known = std::ranges::find(inventory_.devices, device.str(), &tunnel::InventoryDevice::id);
  if (known == inventory_.devices.end() || !completed.report) return false;
  if (known->mac && completed.report->mac != known->mac) return false;
  bool any = false;
  for (const auto& [id, check] : completed.report->endpoints) {
    const auto endpoint = std::ranges::find(known->endpoints, id.str(), &tunnel::InventoryEndpoint::id);
    if (endpoint == known->endpoints.end() || !check.tls || endpoint->tls_key) continue;
    endpoint->tls_key = check.tls->key_sha256;
    any = true;
  }
  return any;
}

net::Task<bool> LiveAgent::alive() {
  const auto answer = co_await connection_.put_leases({}, std::chrono::seconds(3));
  co_return answer.has_value();
}

}  // namespace callout::relay
