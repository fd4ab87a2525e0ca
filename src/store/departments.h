// SPDX-License-Identifier: Apache-2.0
// Repository of departments and who belongs to them. Built for one transaction, used by one thread; a foreign or
// unknown id is kNotFound.
#pragma once

#include <vector>

#include "base/result.h"
#include "model/rights.h"
#include "store/store.h"

namespace callout::store {

inline constexpr int kDepartmentsPerTeam = 500;

class Departments {
 public:
  explicit Departments(TeamScope scope) : scope_(std::move(scope)) {}
  /// By name; all of them: they are few.
  Result<std::vector<model::Department>> list();
  Result<model::Department> get(const model::DepartmentId& id);
  /// kConflict when the name is taken, kExhausted beyond kDepartmentsPerTeam.
  Result<> insert(const model::Department& department);
  Result<> rename(const model::DepartmentId& id, const std::string& name);
  /// With its memberships; its access rights are removed by the caller.
  Result<> remove(const model::DepartmentId& id);

  Result<std::vector<model::TechnicianId>> technicians_of(const model::DepartmentId& id);
  /// Does nothing for who is in it already. kInvalid for a technician of no such team.
  Result<> add(const model::DepartmentId& id, const model::TechnicianId& technician);
  Result<> take_out(const model::DepartmentId& id, const model::TechnicianId& technician);

 private:
  TeamScope scope_;
};

}  // namespace callout::store
