// SPDX-License-Identifier: Apache-2.0
#include "store/roles.h"

#include "model/text.h"
#include "store/connection.h"
#include "store/texts.h"

namespace callout::store {
namespace {

constexpr std::string_view kRoleColumns = "SELECT id, name, purpose, permissions, version FROM roles";

struct RoleRow {
  std::string id, name, purpose, permissions;
  std::int64_t version = 0;

  void bind(Query& query) { query.into(id).into(name).into(purpose).into(permissions).into(version); }
  model::Role value() const {
    return {.id = model::RoleId(id),
            .name = name,
            .purpose = model::parse<model::Purpose>(purpose).value_or(model::Purpose::kDevices),
            .permissions = permissions_of_text(permissions),
            .version = version};
  }
};

auto no_role() {
  return fail(Code::kNotFound, "There is no such role.");
}

Result<> name_taken(Result<> done, const std::string& name) {
  if (done || done.error().code != Code::kConflict) return done;
  return fail(Code::kConflict, "There is a role \"{}\" already: choose another name.", name);
}

}  // namespace

Result<std::vector<model::Role>> Roles::list() {
  return guarded("list roles", [&]() -> Result<std::vector<model::Role>> {
    Query query(scope_.connection(), std::string(kRoleColumns) + " WHERE team_id = :team ORDER BY sort_name, id");
    query.use(scope_.team());
    RoleRow row;
    row.bind(query);
    std::vector<model::Role> roles;
    while (query.next()) roles.push_back(row.value());
    return roles;
  });
}

Result<model::Role> Roles::get(const model::RoleId& id) {
  return guarded("read the role", [&]() -> Result<model::Role> {
    Query query(scope_.connection(), std::string(kRoleColumns) + " WHERE team_id = :team AND id = :id");
    query.use(scope_.team()).use(id.str());
    RoleRow row;
    row.bind(query);
    if (!query.next()) return no_role();
    return row.value();
  });
}

Result<> Roles::insert(const model::Role& role) {
  return name_taken(guarded("add the role",
                            [&]() -> Result<> {
                              std::int64_t there = 0;
                              Query(scope_.connection(), "SELECT COUNT(*) FROM roles WHERE team_id = :team")
                                  .use(scope_.team())
                                  .into(there)
                                  .next();
                              if (there >= kRolesPerTeam) {
                                return fail(Code::kExhausted, "A team has at most {} roles of its own: remove one.",
                                            kRolesPerTeam);
                              }
                              Query(scope_.connection(),
                                    "INSERT INTO roles (id, team_id, name, sort_name, purpose, permissions, version) "
                                    "VALUES (:id, :team, :name, :sort, :purpose, :permissions, 0)")
                                  .use(role.id.str())
                                  .use(scope_.team())
                                  .use(role.name)
                                  .use(model::lower_ascii(role.name))
                                  .use(model::to_string(role.purpose))
                                  .use(text_of_permissions(role.permissions))
                                  .run();
                              return {};
                            }),
                    role.name);
}

Result<> Roles::update(const model::Role& role) {
  return name_taken(
      guarded("change the role",
              [&]() -> Result<> {
                Query query(scope_.connection(),
                            "UPDATE roles SET name = :name, sort_name = :sort, permissions = :permissions, version = "
                            "version + 1 WHERE team_id = :team AND id = :id");
                query.use(role.name)
                    .use(model::lower_ascii(role.name))
                    .use(text_of_permissions(role.permissions))
                    .use(scope_.team())
                    .use(role.id.str());
                return query.run() == 0 ? Result<>(no_role()) : Result<>();
              }),
      role.name);
}

Result<> Roles::remove(const model::RoleId& id) {
  return guarded("remove the role", [&]() -> Result<> {
    Query query(scope_.connection(), "DELETE FROM roles WHERE team_id = :team AND id = :id");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_role();
    return {};
  });
}

}  // namespace callout::store
