// SPDX-License-Identifier: Apache-2.0
// Changes of devices and installs that reach further than their row: they end sessions, cancel jobs and ask for checks.
// The API's handlers call these instead of the repositories, so that none of it can be forgotten. Any thread; blocks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "jobs/service.h"
#include "model/device.h"
#include "model/events.h"
#include "model/install.h"
#include "sessions/service.h"
#include "store/store.h"

namespace callout::sessions {

struct NewEndpoint {
  model::Scheme scheme = model::Scheme::kHttp;
  std::uint16_t port = 80;
};

struct NewDevice {
  std::string name;
  model::InstallId install;
  std::optional<model::EntityId> entity;  ///< The install's unless given.
  std::string address;
  std::vector<NewEndpoint> endpoints;
  std::vector<std::uint16_t> raw_ports{};
};

struct DeviceChange {
  std::optional<std::string> name;
  std::optional<model::InstallId> install;
  std::optional<model::EntityId> entity;
  std::optional<std::string> address;
  std::optional<std::vector<NewEndpoint>> endpoints;
  std::optional<std::vector<std::uint16_t>> raw_ports{};
  bool accept_identity = false;  ///< Takes seen_mac as the device's identity.
};

class Inventory {
 public:
  Inventory(store::Store& store, jobs::Service& jobs, Service& sessions, model::EventSink& events, const Clock& clock,
            Log& log);

  /// Adds the device and asks its install to check it.
  Result<model::Device> add_device(const access::Subject& by, const NewDevice& device);
  /// A change of address, install or endpoints, or an accepted identity, ends the device's sessions and has it checked
  /// again; a change of raw ports ends those to them. kConflict when there is no seen identity to accept.
  Result<model::Device> change_device(const access::Subject& by, const model::DeviceId& id, const DeviceChange& change);
  Result<> remove_device(const access::Subject& by, const model::DeviceId& id);

  Result<model::Install> add_install(const access::Subject& by, std::string_view name, const model::EntityId& entity);
  Result<model::Install> change_install(const access::Subject& by, const model::InstallId& id,
                                        const std::optional<std::string>& name,
                                        const std::optional<model::EntityId>& entity);
  /// Ends its sessions, cancels its jobs, cuts its connection, forgets its key. Its devices stay.
  Result<> remove_install(const access::Subject& by, const model::InstallId& id);

 private:
  Result<model::Device> read(const access::Subject& by, const model::DeviceId& id);
  Result<model::Device> check(const access::Subject& by, const model::DeviceId& id);
  store::Store& store_;
  jobs::Service& jobs_;
  Service& sessions_;
  model::EventSink& events_;
  const Clock& clock_;
  Log& log_;
};

}  // namespace callout::sessions
