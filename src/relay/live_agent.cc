// SPDX-License-Identifier: Apache-2.0
#include "relay/live_agent.h"

#include <algorithm>

#include "base/limits.h"
#include "net/timer.h"
#include "relay/agent_words.h"

namespace callout::relay {
namespace {

constexpr std::chrono::seconds kControlTime{10};
constexpr std::chrono::milliseconds kBusyPause{100};

/// Two sessions never share a pin, whatever connection their requests came on: a proxy in front carries those of many
/// people on one of its own, and connections are counted anew when the server starts. Session ids are random, so their
/// hashes are as far apart as 64 bits allow; the rest is the finalizer of splitmix64.
std::uint64_t pin_of(const model::SessionId& session, std::uint64_t connection) {
  std::uint64_t pin = std::hash<model::SessionId>{}(session) + connection * 0x9E3779B97F4A7C15U;
  pin = (pin ^ (pin >> 30U)) * 0xBF58476D1CE4E5B9U;
  pin = (pin ^ (pin >> 27U)) * 0x94D049BB133111EBU;
  pin ^= pin >> 31U;
  return pin == 0 ? 1 : pin;  // 0 is none.
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
  const bool first_key = std::holds_alternative<jobs::Completed>(outcome) &&
                         learn_keys(inventory_, order.device, std::get<jobs::Completed>(outcome));
  co_await report(order.job, std::move(outcome));
  // The session that has shown it is held to it as well.
  if (first_key && !over_) (void)co_await push_inventory();
}

net::Task<bool> LiveAgent::alive() {
  const auto answer = co_await connection_.put_leases({}, std::chrono::seconds(3));
  co_return answer.has_value();
}

}  // namespace callout::relay
