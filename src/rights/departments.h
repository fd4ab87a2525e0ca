// SPDX-License-Identifier: Apache-2.0
// Departments: made, renamed, removed with their rights, and who belongs to them, from either side. Called by the API's
// handlers; each is one Authority::change. Any thread; blocks.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/rights.h"
#include "rights/authority.h"

namespace callout::rights {

Result<model::Department> add_department(Authority& authority, const Actor& by, std::string_view name);
Result<model::Department> rename_department(Authority& authority, const Actor& by, const model::DepartmentId& id,
                                            std::string_view name);
/// With its access rights, which its technicians lose. kConflict, saying how many there are, unless `removes` is their
/// number.
Result<> remove_department(Authority& authority, const Actor& by, const model::DepartmentId& id, std::int64_t removes);

struct Membership {
  model::DepartmentId department{};
  model::TechnicianId technician{};
};
/// Who comes into a department gets its rights, who leaves loses them: kDenied unless `by` holds them, and for
/// themselves.
Result<> change_memberships(Authority& authority, const Actor& by, const std::vector<Membership>& add,
                            const std::vector<Membership>& take_out);

}  // namespace callout::rights
