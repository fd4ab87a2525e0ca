// SPDX-License-Identifier: Apache-2.0
// Repository of devices and their endpoints. Built for one transaction, used by one thread; a foreign or unknown id is
// kNotFound. The API reads from here; changes go through sessions::Inventory, which also ends sessions and asks for
// checks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/device.h"
#include "model/reach.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

struct DeviceFilter {
  std::string q;                          ///< Searched in name, address, MAC and the install's name.
  std::optional<model::EntityId> entity;  ///< Only devices of this entity and below.
  std::optional<model::InstallId> install;
  model::Reach reach = model::Reach::all();  ///< Only what is within.
};

class Devices {
 public:
  explicit Devices(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Device> get(const model::DeviceId& id);
  /// Only what decisions about it depend on.
  Result<model::DeviceFacts> facts(const model::DeviceId& id);
  /// By name.
  Result<Page<model::Device>> list(const PageRequest& page, const DeviceFilter& filter = {});
  /// Inserts with its endpoints, groups and other installs. kInvalid when the install or entity is unknown.
  Result<> insert(const model::Device& device);
  /// Writes name, entity, installs, address, identity, status, raw ports, profile and switches, but no endpoints and
  /// no groups.
  Result<> update(const model::Device& device);
  /// Those that stay keep their checks and keys.
  Result<> replace_endpoints(const model::DeviceId& id, const std::vector<model::Endpoint>& endpoints);
  Result<> remove(const model::DeviceId& id);
  /// Writes what a check saw: the first MAC seen becomes the device's identity, another later is only shown.
  Result<> apply_check(const model::DeviceId& id, const model::CheckReport& report, WallMs now);
  /// What opening a page showed: a MAC, if the device has none yet, and the endpoint's TLS.
  Result<> apply_visit(const model::DeviceId& id, const model::CheckReport& report, WallMs now);
  /// Takes the key that the endpoint showed last as the one to find again. kConflict when that is another than `key` or
  /// known already. `by`: the technician's name.
  Result<> accept_key(const model::DeviceId& id, const model::EndpointId& endpoint, std::string_view key,
                      std::string_view by, WallMs now);
  /// For another device in the place of this one: the next keys are first ones.
  Result<> forget_keys(const model::DeviceId& id);

 private:
  TeamScope scope_;
};

}  // namespace callout::store
