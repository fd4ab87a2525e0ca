// SPDX-License-Identifier: Apache-2.0
// The jobs that the server gives: Open Device Webpage, opening raw ports, and the device check. Page jobs run at once,
// any number of them; a check waits for the check before it, so that many devices added together do not flood a small
// site.
//
// Made once by the agent; own worker only. What it is given outlives it.
#pragma once

#include <variant>

#include "agent/device_client.h"
#include "agent/inventory.h"
#include "agent/lease_table.h"
#include "net/event.h"
#include "tunnel/agent_connection.h"

namespace callout::agent {

class Jobs {
 public:
  using End = std::variant<tunnel::JobResult, tunnel::Failure>;

  Jobs(const Inventory& inventory, LeaseTable& leases, DeviceClient& devices)
      : inventory_(inventory), leases_(leases), devices_(devices) {}

  /// Comes back soon after the job was cancelled.
  net::Task<End> run(tunnel::JobOrder order, tunnel::JobProgress& progress);

 private:
  static constexpr int kTriesMost = 8;  ///< To connect, where the device has no free socket.

  net::Task<Outcome<std::unique_ptr<DeviceConnection>>> connect(std::shared_ptr<const Device> device,
                                                                std::string endpoint, DevicePool& pool,
                                                                tunnel::JobProgress& progress, DialFacts& facts,
                                                                DialObserver* observer);
  net::Task<Outcome<tunnel::JobResult>> open_page(const tunnel::JobOrder& order, tunnel::JobProgress& progress);
  net::Task<Outcome<tunnel::JobResult>> open_port(const tunnel::JobOrder& order, tunnel::JobProgress& progress);
  Outcome<> open_session(const tunnel::JobOrder& order, const Device& dialled, SessionKind kind);
  net::Task<Outcome<tunnel::JobResult>> check_device(const tunnel::JobOrder& order, tunnel::JobProgress& progress);
  net::Task<Outcome<tunnel::JobResult>> check_endpoints(std::shared_ptr<const Device> device,
                                                        tunnel::JobProgress& progress);
  net::Task<Outcome<>> check_endpoint(const Device& device, const std::string& endpoint, tunnel::JobProgress& progress,
                                      tunnel::JobResult& result);

  const Inventory& inventory_;
  LeaseTable& leases_;
  DeviceClient& devices_;
  bool checking_ = false;
  net::Event check_ended_;
};

}  // namespace callout::agent
