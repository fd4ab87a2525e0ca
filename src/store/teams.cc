// SPDX-License-Identifier: Apache-2.0
#include "store/teams.h"

#include "model/text.h"
#include "store/connection.h"
#include "store/listing.h"

namespace callout::store {

namespace {

constexpr std::string_view kTechnicianColumns =
    "SELECT id, team_id, email, name, is_owner, status, created_ms, sort_name FROM technicians";

/// Reads kTechnicianColumns, in their order.
struct TechnicianRow {
  std::string id, team, email, name, status, sort_name;
  std::int64_t owner = 0, created = 0;

  void bind(Query& query) {
    query.into(id).into(team).into(email).into(name).into(owner).into(status).into(created).into(sort_name);
  }
  PageKey key() const { return {sort_name, id}; }
  model::Technician value() const {
    return {.id = model::TechnicianId(id),
            .team = model::TeamId(team),
            .email = email,
            .name = name,
            .owner = owner != 0,
            // A status that this program does not know is not active: unknown is deny.
            .status = model::parse<model::TechnicianStatus>(status).value_or(model::TechnicianStatus::kDisabled),
            .created_at = time_of(created)};
  }
};

std::string technician_search(std::string_view name, std::string_view email) {
  return model::lower_ascii(name) + '\n' + model::lower_ascii(email);
}

auto no_technician() {
  return fail(Code::kNotFound, "There is no such technician.");
}

}  // namespace

Result<model::Team> Teams::get() {
  return guarded("read the team", [&]() -> Result<model::Team> {
    std::string name, root;
    std::int64_t minutes = 0, created = 0;
    Query query(scope_.connection(),
                "SELECT name, session_minutes, root_entity_id, created_ms FROM teams WHERE id = :id");
    if (!query.use(scope_.team()).into(name).into(minutes).into(root).into(created).next())
      return fail(Code::kNotFound, "There is no such team.");
    return model::Team{scope_.team_id(), name, std::chrono::minutes(minutes), model::EntityId(root), time_of(created)};
  });
}

Result<> Teams::set_name(std::string_view name) {
  return guarded("change the team", [&]() -> Result<> {
    Query(scope_.connection(), "UPDATE teams SET name = :name WHERE id = :id").use(name).use(scope_.team()).run();
    return {};
  });
}

Result<> Teams::set_session_length(std::chrono::minutes length) {
  return guarded("change the team", [&]() -> Result<> {
    if (length < std::chrono::minutes(1) || length > std::chrono::hours(8)) {
      return fail(Code::kInvalid, "The session length is out of bounds: give 1 to 480 minutes.");
    }
    Query(scope_.connection(), "UPDATE teams SET session_minutes = :minutes WHERE id = :id")
        .use(std::int64_t{length.count()})
        .use(scope_.team())
        .run();
    return {};
  });
}

Result<> Teams::insert(const model::Team& team) {
  return guarded("add the team", [&]() -> Result<> {
    Query(scope_.connection(),
          "INSERT INTO teams (id, name, session_minutes, root_entity_id, created_ms) VALUES (:id, :name, :minutes, "
          ":root, :created)")
        .use(scope_.team())
        .use(team.name)
        .use(std::int64_t{team.session_length.count()})
        .use(team.root_entity.str())
        .use(ms_of(team.created_at))
        .run();
    Query(scope_.connection(),
          "INSERT INTO entities (id, team_id, parent_id, name, path, sort_path, lineage) VALUES (:id, :team, NULL, "
          ":name, :path, :sort, :lineage)")
        .use(team.root_entity.str())
        .use(scope_.team())
        .use(team.name)
        .use(team.name)
        .use(model::lower_ascii(team.name))
        .use('/' + team.root_entity.str() + '/')
        .run();
    return {};
  });
}

Result<model::Technician> Technicians::get(const model::TechnicianId& id) {
  return guarded("read the technician", [&]() -> Result<model::Technician> {
    TechnicianRow row;
    Query query(scope_.connection(), std::string(kTechnicianColumns) + " WHERE team_id = :team AND id = :id");
    query.use(scope_.team()).use(id.str());
    row.bind(query);
    if (!query.next()) return no_technician();
    return row.value();
  });
}

Result<Page<model::Technician>> Technicians::list(const PageRequest& page, std::string_view q) {
  return guarded("list technicians", [&]() -> Result<Page<model::Technician>> {
    Listing listing("team_id = :team", scope_.team());
    if (auto after = listing.after_name(page.cursor, "(sort_name, id)"); !after) return fail(after);
    if (!q.empty()) listing.where("search_text LIKE :q ESCAPE '!'", like_pattern(q));
    return listing.page<model::Technician, TechnicianRow>(scope_.connection(), kTechnicianColumns,
                                                          " ORDER BY sort_name, id", page.limit);
  });
}

Result<> Technicians::insert(const model::Technician& technician, std::string_view password_hash) {
  auto inserted = guarded("add the technician", [&]() -> Result<> {
    Query(scope_.connection(),
          "INSERT INTO technicians (id, team_id, email, name, sort_name, search_text, is_owner, status, password_hash, "
          "created_ms) "
          "VALUES (:id, :team, :email, :name, :sort, :search, :owner, :status, :password, :created)")
        .use(technician.id.str())
        .use(scope_.team())
        .use(technician.email)
        .use(technician.name)
        .use(model::lower_ascii(technician.name))
        .use(technician_search(technician.name, technician.email))
        .use(std::int64_t{technician.owner})
        .use(model::to_string(technician.status))
        .use(password_hash)
        .use(ms_of(technician.created_at))
        .run();
    return {};
  });
  if (!inserted && inserted.error().code == Code::kConflict) {
    return fail(Code::kConflict, "The e-mail address {} has an account already: use another.", technician.email);
  }
  return inserted;
}

Result<> Technicians::set_name(const model::TechnicianId& id, std::string_view name) {
  return guarded("change the technician", [&]() -> Result<> {
    auto technician = get(id);
    if (!technician) return fail(technician);
    Query(scope_.connection(),
          "UPDATE technicians SET name = :name, sort_name = :sort, search_text = :search WHERE team_id = :team AND id "
          "= :id")
        .use(name)
        .use(model::lower_ascii(name))
        .use(technician_search(name, technician->email))
        .use(scope_.team())
        .use(id.str())
        .run();
    return {};
  });
}

Result<> Technicians::set_status(const model::TechnicianId& id, model::TechnicianStatus status) {
  return guarded("change the technician", [&]() -> Result<> {
    Query query(scope_.connection(), "UPDATE technicians SET status = :status WHERE team_id = :team AND id = :id");
    if (query.use(model::to_string(status)).use(scope_.team()).use(id.str()).run() == 0) return no_technician();
    return {};
  });
}

Result<> Technicians::set_password_hash(const model::TechnicianId& id, std::string_view password_hash) {
  return guarded("change the technician", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE technicians SET password_hash = :password WHERE team_id = :team AND id = :id");
    if (query.use(password_hash).use(scope_.team()).use(id.str()).run() == 0) return no_technician();
    return {};
  });
}

Result<std::optional<TechnicianWithPassword>> find_technician_by_email(Transaction& transaction,
                                                                       std::string_view email) {
  return guarded("find the technician", [&]() -> Result<std::optional<TechnicianWithPassword>> {
    std::string id, team, hash;
    Query query(transaction.connection(), "SELECT id, team_id, password_hash FROM technicians WHERE email = :email");
    if (!query.use(email).into(id).into(team).into(hash).next()) return std::nullopt;
    auto technician = Technicians(TeamScope(transaction, model::TeamId(team))).get(model::TechnicianId(id));
    if (!technician) return fail(technician);
    return TechnicianWithPassword{*technician, hash};
  });
}

Result<std::vector<model::Technician>> all_technicians(Transaction& transaction) {
  return guarded("read the technicians", [&]() -> Result<std::vector<model::Technician>> {
    Query query(transaction.connection(), std::string(kTechnicianColumns));
    TechnicianRow row;
    row.bind(query);
    std::vector<model::Technician> all;
    while (query.next()) all.push_back(row.value());
    return all;
  });
}

}  // namespace callout::store
