// SPDX-License-Identifier: Apache-2.0
// What the agent does for its server: keeps the inventory and the leases, runs jobs, serves device requests. Lives as
// long as the agent, across connections: sessions go on when the server comes back within their lease.
//
// Made by main; own worker only. What it is given outlives it. stop() before it goes.
#pragma once

#include <functional>
#include <memory>

#include "agent/config.h"
#include "agent/device_client.h"
#include "agent/inventory.h"
#include "agent/jobs.h"
#include "agent/lease_table.h"
#include "agent/neighbours.h"
#include "agent/raw_connection.h"
#include "agent/state_folder.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/blocking_pool.h"
#include "net/timer.h"
#include "tunnel/agent_connection.h"

namespace callout::agent {

class AgentCore final : public tunnel::AgentService {
 public:
  struct Parts {
    const AgentConfig& config;
    const StateFolder& folder;
    net::BlockingPool& files;
    Neighbours& neighbours;
    const Clock& clock;
    Log& log;
  };
  explicit AgentCore(const Parts& parts);

  /// Takes up the inventory that the state folder holds; a broken one is left out, since the server sends it again.
  void load_inventory();

  net::Task<tunnel::InventoryResults> put_inventory(tunnel::Inventory inventory) override;
  tunnel::LeaseAnswer put_leases(const tunnel::Leases& leases) override;
  void end_session(const std::string& session) override;
  net::Task<std::variant<tunnel::JobResult, tunnel::Failure>> run_job(tunnel::JobOrder order,
                                                                      tunnel::JobProgress& progress) override;
  net::Task<> serve_device(tunnel::DeviceRequest& request, net::Http2Stream& stream) override;
  net::Task<> serve_raw(tunnel::RawRequest request, net::Http2Stream& stream) override;

  /// Ends every session and lets go of every device.
  void stop();
  /// Called after the devices or sessions became other ones or another number.
  void on_change(std::function<void()> tell) { changed_ = std::move(tell); }

  std::size_t devices() const { return inventory_.size(); }
  std::size_t refused_devices() const { return refused_devices_; }
  std::size_t sessions() const { return leases_.size(); }

 private:
  static constexpr std::chrono::milliseconds kSweepTime{500};  ///< How late a lease's end may be noticed.

  tunnel::InventoryResults take(tunnel::Inventory list);
  void sweep();
  void changed() {
    if (changed_) changed_();
  }

  Parts parts_;
  Inventory inventory_;
  LeaseTable leases_;
  DeviceDialler dialler_;
  DeviceClient devices_;
  RawConnections raw_;
  Jobs jobs_;
  net::Timer sweeper_;
  std::function<void()> changed_;
  std::size_t refused_devices_ = 0;
  bool stopped_ = false;
};

}  // namespace callout::agent
