// SPDX-License-Identifier: Apache-2.0
// Roles, departments, groups, access rights and why, as the API prints them (openapi.yaml). Called by handlers; those
// that take a TeamScope read names. Any thread.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "access/snapshot.h"
#include "model/rights.h"
#include "model/team.h"
#include "rights/explain.h"
#include "store/store.h"

namespace callout::api {

boost::json::array present(model::Permissions permissions);
boost::json::object present(const model::Role& role);
boost::json::object present(const model::Department& department);
boost::json::object present(const model::DeviceGroup& group);
boost::json::object present(const model::AccessRight& right, const store::TeamScope& team, WallMs now);
boost::json::object present(const rights::Origin& origin);
boost::json::object present(const rights::Explanation& explanation);
/// With the status that follows from the team's plan.
boost::json::object present(const model::Technician& technician, const access::Snapshot& snapshot);

}  // namespace callout::api
