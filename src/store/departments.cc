// SPDX-License-Identifier: Apache-2.0
#include "store/departments.h"

#include "model/text.h"
#include "store/connection.h"
#include "store/teams.h"

namespace callout::store {
namespace {

constexpr std::string_view kDepartmentColumns =
    "SELECT d.id, d.name, d.created_ms, (SELECT COUNT(*) FROM department_technicians t WHERE t.department_id = d.id) "
    "FROM departments d";

struct DepartmentRow {
  std::string id, name;
  std::int64_t created = 0, technicians = 0;

  void bind(Query& query) { query.into(id).into(name).into(created).into(technicians); }
  model::Department value() const {
    return {.id = model::DepartmentId(id),
            .name = name,
            .technician_count = static_cast<int>(technicians),
            .created_at = time_of(created)};
  }
};

auto no_department() {
  return fail(Code::kNotFound, "There is no such department.");
}

Result<> department_name_taken(Result<> done, const std::string& name) {
  if (done || done.error().code != Code::kConflict) return done;
  return fail(Code::kConflict, "There is a department \"{}\" already: choose another name.", name);
}

}  // namespace

Result<std::vector<model::Department>> Departments::list() {
  return guarded("list departments", [&]() -> Result<std::vector<model::Department>> {
    Query query(scope_.connection(),
                std::string(kDepartmentColumns) + " WHERE d.team_id = :team ORDER BY d.sort_name, d.id");
    query.use(scope_.team());
    DepartmentRow row;
    row.bind(query);
    std::vector<model::Department> departments;
    while (query.next()) departments.push_back(row.value());
    return departments;
  });
}

Result<model::Department> Departments::get(const model::DepartmentId& id) {
  return guarded("read the department", [&]() -> Result<model::Department> {
    Query query(scope_.connection(), std::string(kDepartmentColumns) + " WHERE d.team_id = :team AND d.id = :id");
    query.use(scope_.team()).use(id.str());
    DepartmentRow row;
    row.bind(query);
    if (!query.next()) return no_department();
    return row.value();
  });
}

Result<> Departments::insert(const model::Department& department) {
  const auto inserted = guarded("add the department", [&]() -> Result<> {
    std::int64_t there = 0;
    Query(scope_.connection(), "SELECT COUNT(*) FROM departments WHERE team_id = :team")
        .use(scope_.team())
        .into(there)
        .next();
    if (there >= kDepartmentsPerTeam)
      return fail(Code::kExhausted, "A team has at most {} departments: remove one first.", kDepartmentsPerTeam);
    Query(scope_.connection(),
          "INSERT INTO departments (id, team_id, name, sort_name, created_ms) VALUES (:id, :team, :name, :sort, "
          ":created)")
        .use(department.id.str())
        .use(scope_.team())
        .use(department.name)
        .use(model::lower_ascii(department.name))
        .use(ms_of(department.created_at))
        .run();
    return {};
  });
  return department_name_taken(inserted, department.name);
}

Result<> Departments::rename(const model::DepartmentId& id, const std::string& name) {
  const auto renamed = guarded("rename the department", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE departments SET name = :name, sort_name = :sort WHERE team_id = :team AND id = :id");
    if (query.use(name).use(model::lower_ascii(name)).use(scope_.team()).use(id.str()).run() == 0)
      return no_department();
    return {};
  });
  return department_name_taken(renamed, name);
}

Result<> Departments::remove(const model::DepartmentId& id) {
  return guarded("remove the department", [&]() -> Result<> {
    Query query(scope_.connection(), "DELETE FROM departments WHERE team_id = :team AND id = :id");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_department();
    return {};
  });
}

Result<std::vector<model::TechnicianId>> Departments::technicians_of(const model::DepartmentId& id) {
  return guarded("read the department", [&]() -> Result<std::vector<model::TechnicianId>> {
    if (auto department = get(id); !department) return fail(department);
    std::string technician;
    Query query(scope_.connection(),
                "SELECT m.technician_id FROM department_technicians m JOIN technicians t ON t.id = m.technician_id "
                "WHERE m.department_id = :id ORDER BY t.sort_name, t.id");
    query.use(id.str()).into(technician);
    std::vector<model::TechnicianId> technicians;
    while (query.next()) technicians.emplace_back(technician);
    return technicians;
  });
}

Result<> Departments::add(const model::DepartmentId& id, const model::TechnicianId& technician) {
  return guarded("change the department", [&]() -> Result<> {
    if (auto department = get(id); !department) return fail(department);
    if (!Technicians(scope_).get(technician)) return fail(Code::kInvalid, "The technician is not one of this team.");
    Query(scope_.connection(),
          "INSERT INTO department_technicians (department_id, technician_id) VALUES (:id, :technician) ON CONFLICT DO "
          "NOTHING")
        .use(id.str())
        .use(technician.str())
        .run();
    return {};
  });
}

Result<> Departments::take_out(const model::DepartmentId& id, const model::TechnicianId& technician) {
  return guarded("change the department", [&]() -> Result<> {
    if (auto department = get(id); !department) return fail(department);
    Query(scope_.connection(),
          "DELETE FROM department_technicians WHERE department_id = :id AND technician_id = :technician")
        .use(id.str())
        .use(technician.str())
        .run();
    return {};
  });
}

}  // namespace callout::store
