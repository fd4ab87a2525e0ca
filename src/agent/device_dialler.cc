// SPDX-License-Identifier: Apache-2.0
#include "agent/device_dialler.h"

#include "agent/identity.h"
#include "agent/own_addresses.h"
#include "agent/tls_strength.h"
#include "base/limits.h"

namespace callout::agent {
Result<Verified> DeviceDialler::verify(const Device& device, std::uint16_t port,
                                       std::span<const std::uint16_t> ports) const {
  const auto own = own_addresses();
  if (!own) return fail(own);
  return allow({device.facts.address, port, ports}, policy_, *own);
}

net::Task<Outcome<std::unique_ptr<DeviceConnection>>> DeviceDialler::dial(std::shared_ptr<const Device> device,
                                                                          std::string endpoint_id, DevicePool& pool,
                                                                          DeviceSlot slot, DialFacts& facts,
                                                                          DialObserver* observer) {
  const tunnel::InventoryEndpoint* endpoint = device->endpoint(endpoint_id);
  if (endpoint == nullptr) co_return refused("The device has no such endpoint.");
  const auto target = verify(*device, endpoint->port, device->ports);
  if (!target) co_return refused(target.error().message);

  const Steady began = clock_.steady();
  auto stream = co_await reach(*device, *target, facts, observer);
  if (stream && endpoint->scheme == "https") {
    stream = co_await secure(*device, *target, pool, std::move(*stream), facts);
    if (stream) slot.answered();
    // The same key as on first use, or not a byte of HTTP.
    if (stream && endpoint->tls_key && facts.tls->peer_key_sha256 != *endpoint->tls_key) {
      co_return tls_key_changed(*endpoint->tls_key, facts.tls->peer_key_sha256);
    }
  }
  if (!stream) {
    // Before the slot is free: who waits for it must not run into the same refusal.
    // Small TCP stacks drop without a word what they have no room for; a device that is off is silent on all.
    if (facts.silent) facts.no_socket = pool.answered_since(began);
    facts.no_socket = facts.no_socket && slot.refused();
    co_return std::unexpected(std::move(stream.error()));
  }
  if (observer != nullptr) {
    const auto told = co_await observer->at(DialStep::kConnected, facts.tls ? tls_text(*facts.tls) : "");
    if (!told) co_return cancelled();
  }
  auto connection = std::make_unique<DeviceConnection>();
  connection->slot = std::move(slot);
  connection->stream = std::move(*stream);
  connection->endpoint = std::move(endpoint_id);
  connection->identified_at = clock_.steady();
  co_return std::move(connection);
}

net::Task<Outcome<std::unique_ptr<net::TcpStream>>> DeviceDialler::dial_raw(std::shared_ptr<const Device> device,
                                                                            std::uint16_t port, DialFacts& facts,
                                                                            DialObserver* observer) {
  const auto target = verify(*device, port, std::span(&port, 1));
  if (!target) co_return refused(target.error().message);
  auto stream = co_await reach(*device, *target, facts, observer);
  if (stream && observer != nullptr) {
    const auto told = co_await observer->at(DialStep::kConnected, "");
    if (!told) co_return cancelled();
  }
  co_return std::move(stream);
}

net::Task<Outcome<std::unique_ptr<net::TcpStream>>> DeviceDialler::reach(const Device& device, const Verified& target,
                                                                         DialFacts& facts, DialObserver* observer) {
  const auto address = net::SocketAddress::parse(target.address().to_string(), target.port());
  if (!address) co_return unreachable(address.error());
  auto stream = co_await net::connect(*address, limits::kDeviceConnectTime);
  if (!stream) {
    facts.no_socket = stream.error().code != Code::kTimeout;
    facts.silent = !facts.no_socket;
    co_return unreachable(stream.error());
  }
  if (observer != nullptr) {
    const auto told = co_await observer->at(DialStep::kReached, address->to_string());
    if (!told) co_return cancelled();
  }
  // Connecting has made the kernel resolve the neighbour; no byte has gone to it yet.
  auto mac = check_identity(neighbours_, target.address(), device.facts.mac);
  if (!mac) co_return std::unexpected(std::move(mac.error()));
  facts.mac = *mac;
  if (observer != nullptr) {
    const auto told =
        co_await observer->at(DialStep::kIdentified, *mac ? "MAC " + **mac : "no MAC can be seen from here");
    if (!told) co_return cancelled();
  }
  co_return std::move(*stream);
}

net::Task<Outcome<std::unique_ptr<net::TcpStream>>> DeviceDialler::secure(const Device& device, const Verified& target,
                                                                          DevicePool& pool,
                                                                          std::unique_ptr<net::TcpStream> tcp,
                                                                          DialFacts& facts) {
  const std::string name = target.address().to_string();
  std::optional<Error> modern_error;
  const tunnel::TlsMode mode = device.facts.tls;
  if (mode != tunnel::TlsMode::kLegacy && (mode == tunnel::TlsMode::kModern || !pool.legacy_tls)) {
    const auto modern = context(false);
    if (!modern) co_return tls_failed(modern.error());
    auto stream = co_await net::tls_connect(std::move(tcp), **modern, name, limits::kTlsHandshakeTime);
    if (stream) {
      facts.tls = (*stream)->facts();
      co_return std::move(*stream);
    }
    modern_error = stream.error();
    // Silence says nothing about what the device speaks.
    if (modern_error->code == Code::kTimeout || mode == tunnel::TlsMode::kModern) co_return tls_failed(*modern_error);
    auto again = co_await reach(device, target, facts, nullptr);
    if (!again) co_return std::unexpected(std::move(again.error()));
    tcp = std::move(*again);
  }
  const auto old = context(true);
  if (!old) co_return tls_failed(old.error());
  auto stream = co_await net::tls_connect(std::move(tcp), **old, name, limits::kTlsHandshakeTime);
  if (!stream) {
    // Closed without a word both times: it may have no socket for us.
    facts.no_socket = stream.error().code == Code::kClosed;
    // A device that has been updated since is met with modern TLS again next time.
    if (stream.error().code == Code::kProtocol) pool.legacy_tls = false;
    co_return tls_failed(modern_error ? *modern_error : stream.error());
  }
  facts.tls = (*stream)->facts();
  // A modern try that only found the connection closed proves nothing, unless what works now is old.
  if (modern_error) pool.legacy_tls = modern_error->code == Code::kProtocol || is_weak(*facts.tls);
  co_return std::move(*stream);
}

Result<net::TlsClientContext*> DeviceDialler::context(bool legacy) {
  auto& kept = legacy ? legacy_ : modern_;
  if (!kept) {
    auto made = legacy ? net::TlsClientContext::device_legacy() : net::TlsClientContext::device();
    if (!made) return fail(made);
    kept = std::move(*made);
  }
  return kept.get();
}

Outcome<> DeviceDialler::refresh_identity(const Device& device, DeviceConnection& connection) {
  if (clock_.steady() - connection.identified_at <= limits::kIdentityFresh) return {};
  const auto target = verify(device, device.endpoint(connection.endpoint)->port, device.ports);
  if (!target) return refused(target.error().message);
  auto mac = check_identity(neighbours_, target->address(), device.facts.mac);
  if (!mac) return std::unexpected(std::move(mac.error()));
  connection.identified_at = clock_.steady();
  return {};
}

}  // namespace callout::agent
