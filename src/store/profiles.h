// SPDX-License-Identifier: Apache-2.0
// Repository of a team's device profiles; those shipped are model::shipped_profiles(). Built for one transaction, used
// by one thread; a foreign, shipped or unknown id is kNotFound. The API reads from here; changes go through
// sessions::Inventory, which also ends the sessions that they touch.
#pragma once

#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/profile.h"
#include "store/store.h"

namespace callout::store {

class Profiles {
 public:
  explicit Profiles(TeamScope scope) : scope_(std::move(scope)) {}
  /// All of the team, by name.
  Result<std::vector<model::DeviceProfile>> list();
  Result<model::DeviceProfile> get(const model::ProfileId& id);
  /// kExhausted beyond model::kProfilesPerTeam.
  Result<> insert(const model::DeviceProfile& profile, WallMs now);
  Result<> update(const model::DeviceProfile& profile);
  /// kConflict while it is chosen for a device: that one must not lose its limits by the way.
  Result<> remove(const model::ProfileId& id);

 private:
  TeamScope scope_;
};

}  // namespace callout::store
