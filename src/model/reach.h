// SPDX-License-Identifier: Apache-2.0
// How far an action reaches for one technician, as sets: access/ works it out, the repositories filter lists by it.
// Plain values: any thread.
#pragma once

#include <optional>
#include <vector>

#include "model/id.h"

namespace callout::model {

struct Reach {
  TechnicianId technician{};         ///< Whose reach it is.
  bool everything = false;           ///< All of the team.
  bool hidden = false;               ///< Also devices that are hidden for somebody else.
  bool own = false;                  ///< What is the technician's own.
  bool section = false;              ///< The section of the console, even if nothing is in it.
  std::vector<EntityId> entities{};  ///< With all below them.
  std::vector<GroupId> groups{};
  std::vector<DeviceId> devices{};

  static Reach all() {
    Reach reach;
    reach.everything = reach.hidden = true;
    return reach;
  }
  bool nothing() const {
    return !everything && !own && !section && entities.empty() && groups.empty() && devices.empty();
  }
};

}  // namespace callout::model
