// SPDX-License-Identifier: Apache-2.0
// Makes a connection to a device's endpoint: policy, TCP to exactly the verified address, identity, and for https TLS,
// modern first and the old kind only for a device on which modern has failed.
//
// Used by device requests and jobs; own worker only. Shared objects belong to the agent and outlive every dial.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "agent/device_pool.h"
#include "agent/failures.h"
#include "agent/inventory.h"
#include "agent/neighbours.h"
#include "agent/policy.h"
#include "base/clock.h"
#include "net/tls.h"

namespace callout::agent {

/// What came to light while dialling.
struct DialFacts {
  std::optional<std::string> mac;
  std::optional<net::TlsFacts> tls;
  bool silent = false;     ///< Connecting got no answer.
  bool no_socket = false;  ///< It failed as with a device that is out of sockets; worth another turn in line.
};

/// How far a dial has come; told to whoever shows it to a person.
enum class DialStep : std::uint8_t { kReached, kIdentified, kConnected };
class DialObserver {
 public:
  /// An error stops the dial.
  virtual net::Task<Result<void>> at(DialStep step, std::string detail) = 0;

 protected:
  ~DialObserver() = default;
};

class DeviceDialler {
 public:
  DeviceDialler(const PolicyConfig& policy, Neighbours& neighbours, const Clock& clock)
      : policy_(policy), neighbours_(neighbours), clock_(clock) {}

  /// Uses up `slot`. `observer` may be null.
  net::Task<Outcome<std::unique_ptr<DeviceConnection>>> dial(std::shared_ptr<const Device> device,
                                                             std::string endpoint_id, DevicePool& pool, DeviceSlot slot,
                                                             DialFacts& facts, DialObserver* observer);
  /// A connection for raw bytes, which has no place in a pool: policy, TCP and identity as for every other, no TLS of
  /// ours. That the device has this port is the caller's knowledge. `observer` may be null.
  net::Task<Outcome<std::unique_ptr<net::TcpStream>>> dial_raw(std::shared_ptr<const Device> device, std::uint16_t port,
                                                               DialFacts& facts, DialObserver* observer);
  /// For a kept connection: asks again for the identity when that was longer ago than limits::kIdentityFresh.
  Outcome<> refresh_identity(const Device& device, DeviceConnection& connection);

 private:
  net::Task<Outcome<std::unique_ptr<net::TcpStream>>> reach(const Device& device, const Verified& target,
                                                            DialFacts& facts, DialObserver* observer);
  net::Task<Outcome<std::unique_ptr<net::TcpStream>>> secure(const Device& device, const Verified& target,
                                                             DevicePool& pool, std::unique_ptr<net::TcpStream> tcp,
                                                             DialFacts& facts);
  Result<net::TlsClientContext*> context(bool legacy);
  Result<Verified> verify(const Device& device, std::uint16_t port, std::span<const std::uint16_t> ports) const;

  const PolicyConfig& policy_;
  Neighbours& neighbours_;
  const Clock& clock_;
  std::shared_ptr<net::TlsClientContext> modern_;
  std::shared_ptr<net::TlsClientContext> legacy_;
};

}  // namespace callout::agent
