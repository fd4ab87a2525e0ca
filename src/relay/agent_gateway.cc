// SPDX-License-Identifier: Apache-2.0
#include "relay/agent_gateway.h"

#include "tunnel/names.h"

namespace callout::relay {

/// Decides on a hello: the key from the directory, and at most one live connection for each install.
class AgentGateway::HelloGate final : public tunnel::Gate {
 public:
  HelloGate(const Parts& parts, Shard& shard) : parts_(parts), shard_(shard) {}

  net::Task<Result<tunnel::PublicKey>> key_of(const std::string& install) override {
    auto found = co_await parts_.pool.run([&] { return parts_.directory.find(model::InstallId(install)); });
    if (!found) co_return fail(Code::kUnavailable, "The server is busy.");
    if (!*found) co_return fail(std::move(*found));
    agent_ = std::move(**found);
    co_return agent_->public_key;
  }

  net::Task<std::expected<tunnel::Welcome, tunnel::Refusal>> admit(const tunnel::Hello&) override {
    if (LiveAgent* other = shard_.agent_of(agent_->install)) {
      // Most often the same agent, whose last connection died without our noticing. Only one that answers is a second
      // machine.
      if (co_await other->alive()) {
        (void)co_await parts_.pool.run([&] {
          parts_.directory.mark_duplicate(*agent_);
          return true;
        });
        co_return std::unexpected(tunnel::Refusal{
            std::string(tunnel::refusal::kDuplicate),
            "This install's key is in use by another agent. Stop one of the two, or enrol it as an install of its own.",
            std::chrono::seconds(60)});
      }
      if (LiveAgent* still = shard_.agent_of(agent_->install)) still->close();
    }
    // The old one says to jobs that the install is offline before it goes; only then may the new one say online.
    while (shard_.agents.contains(agent_->install)) co_await shard_.agent_gone.wait();
    co_return tunnel::Welcome{};
  }

  const KnownAgent& agent() const { return *agent_; }

 private:
  const Parts& parts_;
  Shard& shard_;
  std::optional<KnownAgent> agent_;
};

net::Worker* AgentGateway::place(const wire::RequestHead& head) const {
  const std::string* install = head.headers.find(tunnel::kInstallHeader);
  return install == nullptr ? nullptr : &parts_.shards.worker_of(model::InstallId(*install));
}

namespace {

net::Task<> decline(http::Exchange& exchange) {
  wire::ResponseHead head;
  head.status = 426;
  head.headers.add("Upgrade", "websocket");
  head.headers.add("Content-Type", "text/plain");
  (void)co_await exchange.respond(
      head, "This address is for callout-agent, which asks for a WebSocket with the subprotocol callout.1.\n");
}

net::Task<Result<net::Stream*>> upgrade(http::Exchange& exchange) {
  wire::ResponseHead head;
  head.status = 101;
  head.headers.add("Sec-WebSocket-Protocol", std::string(tunnel::kSubprotocol));
  co_return co_await exchange.upgrade(head);
}

}  // namespace

net::Task<> AgentGateway::serve(http::Exchange& exchange) {
  const std::string* install = exchange.request().headers.find(tunnel::kInstallHeader);
  const bool speaks = exchange.request().headers.has_token("Sec-WebSocket-Protocol", tunnel::kSubprotocol);
  if (!exchange.wants_websocket() || !speaks || install == nullptr ||
      !parts_.shards.worker_of(model::InstallId(*install)).is_current()) {
    return decline(exchange);
  }
  return speak(exchange, model::InstallId(*install));
}

net::Task<> AgentGateway::speak(http::Exchange& exchange, model::InstallId install) {
  const auto raw = co_await upgrade(exchange);
  if (!raw) co_return;
  tunnel::WebSocketStream socket(wire::WebSocketRole::kServer, **raw);
  Shard& shard = parts_.shards.of(install);
  auto newcomer = co_await greet(exchange, socket, install);
  if (!newcomer) {
    parts_.log.info("agent refused", {{"remote", exchange.remote_ip()}, {"why", newcomer.error().message}});
    co_return;
  }
  LiveAgent agent(std::move(newcomer->agent), socket, newcomer->heartbeat, &parts_.budget, parts_.jobs, parts_.leases,
                  parts_.pool, parts_.log);
  shard.agents[install] = &agent;
  connected_.fetch_add(1, std::memory_order_relaxed);
  parts_.log.info(
      "agent connected",
      {{"install", install.str()}, {"remote", exchange.remote_ip()}, {"version", newcomer->info.agent_version}});
  co_await agent.run(parts_.directory, std::move(newcomer->info));
  connected_.fetch_sub(1, std::memory_order_relaxed);
  shard.agents.erase(install);
  shard.agent_gone.notify();
}

net::Task<Result<AgentGateway::Newcomer>> AgentGateway::greet(http::Exchange& exchange, tunnel::WebSocketStream& socket,
                                                              const model::InstallId& install) {
  Shard& shard = parts_.shards.of(install);
  HelloGate gate(parts_, shard);
  auto hello = co_await tunnel::accept_hello(socket, exchange.exporter(tunnel::kExporterLabel), gate);
  if (!hello) co_return fail(std::move(hello));
  // The header brought it to this worker, the hello must have proved the same install; and a twin may have been let in
  // meanwhile.
  if (gate.agent().install != install || shard.agents.contains(install)) {
    co_return fail(Code::kDenied, "It is not the install that its request named, or another was faster.");
  }
  auto& said = hello->first;
  co_return Newcomer{
      gate.agent(), {said.agent_version, said.hostname, said.os, exchange.remote_ip()}, hello->second.heartbeat};
}

template <class F>
void AgentGateway::with_agent(const model::InstallId& install, F f) {
  parts_.shards.worker_of(install).post([&shard = parts_.shards.of(install), install, f = std::move(f)]() mutable {
    if (LiveAgent* agent = shard.agent_of(install)) f(*agent);
  });
}

void AgentGateway::send(const jobs::JobOrder& order) {
  with_agent(order.install, [order](LiveAgent& agent) { agent.start_job(order); });
}
void AgentGateway::cancel(const model::InstallId& install, const model::JobId& job) {
  with_agent(install, [job](LiveAgent& agent) { agent.cancel_job(job); });
}
void AgentGateway::extend_session(const model::InstallId& install, const model::SessionId&, std::chrono::milliseconds) {
  with_agent(install, [](LiveAgent& agent) { agent.renew_leases(); });
}
void AgentGateway::end_session(const model::InstallId& install, const model::SessionId& session) {
  with_agent(install, [session](LiveAgent& agent) { agent.end_session(session); });
}
void AgentGateway::disconnect(const model::InstallId& install) {
  with_agent(install, [](LiveAgent& agent) { agent.close(); });
}

void AgentGateway::drain() {
  for (std::size_t i = 0; i < parts_.shards.workers().size(); ++i) {
    parts_.shards.workers()[i].post([&shard = parts_.shards.all()[i]] {
      for (auto& [install, agent] : shard.agents) agent->drain();
    });
  }
}

}  // namespace callout::relay
