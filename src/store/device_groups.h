// SPDX-License-Identifier: Apache-2.0
// Repository of device groups and what belongs to them. Built for one transaction, used by one thread; a foreign or
// unknown id is kNotFound.
#pragma once

#include <vector>

#include "base/result.h"
#include "model/device.h"
#include "model/rights.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

inline constexpr int kGroupsPerTeam = 1000;

class DeviceGroups {
 public:
  explicit DeviceGroups(TeamScope scope) : scope_(std::move(scope)) {}
  /// By name; all of them: they are few.
  Result<std::vector<model::DeviceGroup>> list();
  Result<model::DeviceGroup> get(const model::GroupId& id);
  /// kConflict when the name is taken, kExhausted beyond kGroupsPerTeam, kInvalid for an unknown entity.
  Result<> insert(const model::DeviceGroup& group);
  /// Writes its name and its rule.
  Result<> update(const model::DeviceGroup& group);
  /// With its memberships; its access rights are removed by the caller.
  Result<> remove(const model::GroupId& id);

  /// Does nothing for what is in it already. kInvalid for a device of no such team.
  Result<> add(const model::GroupId& id, const model::DeviceId& device);
  Result<> take_out(const model::GroupId& id, const model::DeviceId& device);
  /// The groups whose rule the device meets.
  Result<std::vector<model::GroupId>> joined_by(const model::Device& device);

 private:
  TeamScope scope_;
};

}  // namespace callout::store
