// SPDX-License-Identifier: Apache-2.0
#include "agent/jobs.h"

#include <array>

#include "agent/page_probe.h"
#include "agent/tls_strength.h"
#include "tunnel/names.h"
#include "wire/http.h"

namespace callout::agent {
namespace {

/// Shows a dial's steps as the job's progress.
class JobObserver final : public DialObserver {
 public:
  explicit JobObserver(tunnel::JobProgress& progress) : progress_(progress) {}
  net::Task<Result<void>> at(DialStep step, std::string detail) override {
    constexpr std::array<std::string_view, 3> kNames{"reached", "identified", "connected"};
    std::string name(kNames[static_cast<std::size_t>(step)]);
    co_return co_await progress_.running(std::move(name),
                                         detail.empty() ? std::nullopt : std::optional(std::move(detail)));
  }

 private:
  tunnel::JobProgress& progress_;
};

/// Leaves the line for the device when the job is cancelled meanwhile.
net::Task<> cancel_turn(tunnel::JobProgress& progress, Turn& turn, const bool& granted) {
  while (!granted && !progress.cancelled()) co_await progress.on_cancel().wait();
  turn.cancel();
}

net::Task<Result<void>> wait_for_turn(Turn& turn, tunnel::JobProgress& progress) {
  if (turn.await_ready()) co_return turn.await_resume();
  bool granted = false;
  net::TaskGroup watch;
  watch.spawn(cancel_turn(progress, turn, granted));
  auto result = co_await turn;
  granted = true;
  progress.on_cancel().notify();
  co_await watch.join();
  co_return result;
}

}  // namespace

net::Task<Jobs::End> Jobs::run(tunnel::JobOrder order, tunnel::JobProgress& progress) {
  Outcome<tunnel::JobResult> outcome;
  switch (order.kind) {
    case tunnel::JobKind::kOpenDeviceWebpage: outcome = co_await open_page(order, progress); break;
    case tunnel::JobKind::kOpenDevicePorts: outcome = co_await open_port(order, progress); break;
    case tunnel::JobKind::kCheckDevice: outcome = co_await check_device(order, progress); break;
  }
  if (outcome) co_return End(std::move(*outcome));
  co_return End(std::move(outcome.error()));
}

/// A connection of the job's own making, whatever is kept: the identity is checked now, and its steps show. Waits in
/// line again when the device has no socket for it; who ordered the job bounds the time.
net::Task<Outcome<std::unique_ptr<DeviceConnection>>> Jobs::connect(std::shared_ptr<const Device> device,
                                                                    std::string endpoint, DevicePool& pool,
                                                                    tunnel::JobProgress& progress, DialFacts& facts,
                                                                    DialObserver* observer) {
  const std::uint64_t place = pool.next_place();
  for (int tries = 1;; ++tries) {
    Turn turn(pool, endpoint, {.place = place});
    if (auto granted = co_await wait_for_turn(turn, progress); !granted) {
      co_return progress.cancelled() ? cancelled() : busy(granted.error());
    }
    DeviceSlot slot = turn.connection ? std::move(turn.connection->slot) : std::move(turn.slot);
    turn.connection.reset();
    facts = {};
    auto connection = co_await devices_.dialler().dial(device, endpoint, pool, std::move(slot), facts, observer);
    if (connection || !facts.no_socket || tries == kTriesMost || progress.cancelled()) co_return std::move(connection);
  }
}

net::Task<Outcome<tunnel::JobResult>> Jobs::open_page(const tunnel::JobOrder& order, tunnel::JobProgress& progress) {
  auto target = inventory_.endpoint(order.endpoint.value_or(""));
  if (!target || target->device->facts.id != order.device || !order.session || !order.lease_ms) {
    co_return refused("This agent has no such device with that endpoint.");
  }
  const auto pool = devices_.pool_of(target->device->facts);
  tunnel::JobResult result;
  JobObserver observer(progress);
  DialFacts facts;
  auto connection = co_await connect(target->device, target->endpoint->id, *pool, progress, facts, &observer);
  if (!connection) co_return std::unexpected(std::move(connection.error()));
  if (progress.cancelled()) co_return cancelled();
  if (auto opened = open_session(order, *target->device, SessionKind::kWebpage); !opened)
    co_return std::unexpected(std::move(opened.error()));
  // The first request finds it ready.
  pool->give_back(std::move(*connection));
  result.mac = facts.mac;
  if (facts.tls) result.tls = report_of(*facts.tls);
  co_return result;
}

/// The last step of opening. `dialled` is the device as it was when it was dialled.
Outcome<> Jobs::open_session(const tunnel::JobOrder& order, const Device& dialled, SessionKind kind) {
  // A new list came meanwhile, for instance because another device was added, or because a check has seen this one's
  // MAC.
  const auto now = inventory_.device(order.device);
  if (!now || !may_go_on(dialled.facts, now->facts)) return refused("The device was changed meanwhile.");
  if (kind == SessionKind::kPorts && !now->has_raw_port(*order.port)) return refused("The port was removed meanwhile.");
  const auto opened = leases_.open(*order.session, order.device, kind, std::chrono::milliseconds(*order.lease_ms));
  if (!opened) return refused(opened.error().message);
  return {};
}

/// Reaches the port and checks who is there; the connection itself is of no use to whoever connects later.
net::Task<Outcome<tunnel::JobResult>> Jobs::open_port(const tunnel::JobOrder& order, tunnel::JobProgress& progress) {
  const auto device = inventory_.device(order.device);
  if (!device || !order.port || !order.session || !order.lease_ms || !device->has_raw_port(*order.port))
    co_return refused("This agent has no such device with that raw port.");
  JobObserver observer(progress);
  DialFacts facts;
  const auto connection = co_await devices_.dialler().dial_raw(device, *order.port, facts, &observer);
  if (!connection) co_return std::unexpected(connection.error());
  if (progress.cancelled()) co_return cancelled();
  if (auto opened = open_session(order, *device, SessionKind::kPorts); !opened)
    co_return std::unexpected(std::move(opened.error()));
  tunnel::JobResult result;
  result.mac = facts.mac;
  co_return result;
}

net::Task<Outcome<tunnel::JobResult>> Jobs::check_device(const tunnel::JobOrder& order, tunnel::JobProgress& progress) {
  while (checking_) co_await check_ended_.wait();
  if (progress.cancelled()) co_return cancelled();
  const auto device = inventory_.device(order.device);
  if (!device) co_return refused("This agent has no such device.");
  checking_ = true;
  auto result = co_await check_endpoints(device, progress);
  checking_ = false;
  check_ended_.notify();
  co_return result;
}

net::Task<Outcome<tunnel::JobResult>> Jobs::check_endpoints(std::shared_ptr<const Device> device,
                                                            tunnel::JobProgress& progress) {
  tunnel::JobResult result;
  devices_.pool_of(device->facts)->legacy_tls = false;  // Its firmware may be a newer one by now.
  for (const auto& endpoint : device->facts.endpoints) {
    if (auto checked = co_await check_endpoint(*device, endpoint.id, progress, result); !checked) {
      co_return std::unexpected(std::move(checked.error()));
    }
    if (progress.cancelled()) co_return cancelled();
  }
  co_return result;
}

/// One endpoint. Only what concerns the whole device (a refusal, a cancelled job) is a failure.
net::Task<Outcome<>> Jobs::check_endpoint(const Device& device, const std::string& endpoint,
                                          tunnel::JobProgress& progress, tunnel::JobResult& result) {
  const auto pool = devices_.pool_of(device.facts);
  // A check finds out which device is there; the server compares with the one that it knows.
  auto any_device = std::make_shared<Device>(device);
  any_device->facts.mac.reset();
  for (auto& each : any_device->facts.endpoints) each.tls_key.reset();
  JobObserver observer(progress);
  DialFacts facts;
  auto connection =
      co_await connect(any_device, endpoint, *pool, progress, facts, result.endpoints.empty() ? &observer : nullptr);
  if (progress.cancelled()) co_return cancelled();
  tunnel::EndpointCheck& check = result.endpoints.emplace_back();
  check.endpoint = endpoint;
  if (facts.mac) result.mac = facts.mac;
  if (facts.tls) check.tls = report_of(*facts.tls);
  if (!connection) {
    if (connection.error().hop == tunnel::hop::kInstall) co_return std::unexpected(std::move(connection.error()));
    check.detail = std::move(connection.error().detail);
    co_return Outcome<>{};
  }
  check.reachable = true;
  if (device.facts.mac && (!facts.mac || !wire::equal_ignoring_case(*facts.mac, *device.facts.mac))) {
    check.detail = "Another device answers at this address, or its MAC can't be seen: it was asked nothing.";
    co_return Outcome<>{};
  }
  const auto& known_key = device.endpoint(endpoint)->tls_key;
  if (known_key && facts.tls && facts.tls->peer_key_sha256 != *known_key) {
    check.detail = "The device shows another TLS key than before: it was asked nothing.";
    co_return Outcome<>{};
  }
  co_await probe_page(any_device, **connection, check);
  co_return Outcome<>{};
}

}  // namespace callout::agent
