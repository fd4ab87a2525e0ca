// SPDX-License-Identifier: Apache-2.0
// The device leg: answers each device request of the tunnel with what the device says. Owns the pools of connections.
//
// Made once by the agent; own worker only. What it is given outlives it, and it outlives every request that it serves.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "agent/device_dialler.h"
#include "agent/device_pool.h"
#include "agent/inventory.h"
#include "agent/lease_table.h"
#include "net/blocking_pool.h"
#include "tunnel/agent_connection.h"

namespace callout::agent {

/// Where bodies wait that are too long for memory.
struct Spools {
  net::BlockingPool& files;
  std::string folder;
};

class DeviceClient {
 public:
  DeviceClient(const Clock& clock, Inventory& inventory, const LeaseTable& leases, DeviceDialler& dialler,
               Spools spools, std::size_t connections_per_device)
      : clock_(clock),
        inventory_(inventory),
        leases_(leases),
        dialler_(dialler),
        spools_(std::move(spools)),
        most_(connections_per_device) {}

  /// Answers, or refuses before a byte goes to the device. Returns soon after the stream is over or its session ended.
  /// Uses `request` up, which lives until then.
  net::Task<> serve(tunnel::DeviceRequest& request, net::Http2Stream& stream);

  std::shared_ptr<DevicePool> pool_of(const tunnel::InventoryDevice& device);
  DeviceDialler& dialler() { return dialler_; }
  /// Lets go of the connections of devices for which `keep` is false.
  void drop_unless(const std::function<bool(const std::string& device)>& keep);
  void close_stale();
  void close_idle();
  bool any_idle() const;

 private:
  const Clock& clock_;
  Inventory& inventory_;
  const LeaseTable& leases_;
  DeviceDialler& dialler_;
  const Spools spools_;
  const std::size_t most_;
  std::map<std::string, std::shared_ptr<DevicePool>, std::less<>> pools_;
};

}  // namespace callout::agent
