// SPDX-License-Identifier: Apache-2.0
#include "agent/agent_core.h"

#include <algorithm>
#include <map>

#include "agent/own_addresses.h"

namespace callout::agent {
AgentCore::AgentCore(const Parts& parts)
    : parts_(parts),
      leases_(parts.clock),
      dialler_(parts.config.policy, parts.neighbours, parts.clock),
      devices_(parts.clock, inventory_, leases_, dialler_, {parts.files, parts.folder.path()},
               parts.config.connections_per_device),
      raw_(inventory_, leases_, dialler_),
      jobs_(inventory_, leases_, devices_),
      sweeper_([this] { sweep(); }) {}

void AgentCore::load_inventory() {
  const auto content = parts_.folder.read(kInventoryFile);
  if (!content || !*content) return;
  auto list = tunnel::parse_inventory(**content);
  if (list) {
    take(std::move(*list));
  } else {
    parts_.log.warn("the kept inventory can't be read; the server sends it again", {{"why", list.error().message}});
  }
}

tunnel::InventoryResults AgentCore::take(tunnel::Inventory list) {
  std::map<std::string, std::shared_ptr<const Device>> before;
  for (const auto& facts : list.devices) before.emplace(facts.id, inventory_.device(facts.id));
  const auto own = own_addresses();
  // Without its own addresses the policy can't be asked, so every device is refused until they can be read.
  PolicyConfig policy = parts_.config.policy;
  if (!own) policy.remote_access = false;
  auto results = inventory_.replace(std::move(list), policy, own ? *own : std::vector<wire::Address>());

  const auto keeps = [&](const std::string& id) {
    const auto now = inventory_.device(id);
    const auto then = before.find(id);
    return now && then != before.end() && then->second && may_go_on(then->second->facts, now->facts);
  };
  leases_.end_unless([&](const Session& session) {
    if (!keeps(session.device())) return false;
    return session.kind() != SessionKind::kPorts ||
           keeps_raw_ports(before.at(session.device())->facts, inventory_.device(session.device())->facts);
  });
  devices_.drop_unless([&](const std::string& id) {
    // A kept connection of the old kind must not serve a device that is to be met with modern TLS only.
    return keeps(id) && before.at(id)->facts.tls == inventory_.device(id)->facts.tls;
  });
  refused_devices_ =
      static_cast<std::size_t>(std::ranges::count(results.results, false, &tunnel::InventoryResult::accepted));
  return results;
}

net::Task<tunnel::InventoryResults> AgentCore::put_inventory(tunnel::Inventory inventory) {
  auto results = take(std::move(inventory));
  changed();
  for (const auto& result : results.results) {
    if (!result.accepted)
      parts_.log.warn("device refused", {{"device", result.device}, {"why", result.detail.value_or("")}});
  }
  const auto written = co_await parts_.files.run(
      [&folder = parts_.folder, json = inventory_.to_json()] { return folder.write(kInventoryFile, json); });
  if (!written || !*written) {
    parts_.log.error("the inventory could not be kept",
                     {{"why", written ? written->error().message : "too much to do"}});
  }
  co_return results;
}

tunnel::LeaseAnswer AgentCore::put_leases(const tunnel::Leases& leases) {
  tunnel::LeaseAnswer answer;
  for (const auto& lease : leases.leases) {
    if (!leases_.renew(lease.session, std::chrono::milliseconds(lease.ttl_ms))) answer.unknown.push_back(lease.session);
  }
  return answer;
}

void AgentCore::end_session(const std::string& session) {
  leases_.end(session);
  changed();
}

net::Task<std::variant<tunnel::JobResult, tunnel::Failure>> AgentCore::run_job(tunnel::JobOrder order,
                                                                               tunnel::JobProgress& progress) {
  const std::string job = order.job;
  const tunnel::JobKind kind = order.kind;
  auto end = co_await jobs_.run(std::move(order), progress);
  if (const auto* failure = std::get_if<tunnel::Failure>(&end)) {
    parts_.log.info("job failed", {{"job", job}, {"code", failure->code}, {"why", failure->detail}});
  }
  if (!sweeper_.armed() && !stopped_) sweeper_.arm(kSweepTime);
  if (kind != tunnel::JobKind::kCheckDevice) changed();
  co_return end;
}

net::Task<> AgentCore::serve_device(tunnel::DeviceRequest& request, net::Http2Stream& stream) {
  return devices_.serve(request, stream);
}

net::Task<> AgentCore::serve_raw(tunnel::RawRequest request, net::Http2Stream& stream) {
  return raw_.serve(std::move(request), stream);
}

void AgentCore::sweep() {
  const std::size_t before = leases_.size();
  leases_.sweep();
  if (leases_.size() != before) changed();
  devices_.close_stale();
  // Nothing is kept without a session for longer than a connection may idle, so the timer rests with the agent.
  if (leases_.size() > 0 || devices_.any_idle()) sweeper_.arm(kSweepTime);
}

void AgentCore::stop() {
  stopped_ = true;
  sweeper_.disarm();
  leases_.end_all();
  devices_.close_idle();
}

}  // namespace callout::agent
