// SPDX-License-Identifier: Apache-2.0
#include "store/teams.h"

#include <unordered_map>

#include "model/text.h"
#include "store/connection.h"
#include "store/entities.h"
#include "store/listing.h"
#include "store/reach.h"

namespace callout::store {

namespace {

constexpr std::string_view kTeamColumns =
    "SELECT id, name, session_minutes, root_entity_id, created_ms, technician_limit, strict_installs, "
    "group_rights_for_new, temporary_days, temporary_needs_reason FROM teams";

/// Reads kTeamColumns, in their order.
struct TeamRow {
  std::string id, name, root;
  std::int64_t minutes = 0, created = 0, strict = 0, group_rights = 0, days = 0, needs_reason = 0;
  std::optional<std::int64_t> limit;

  void bind(Query& query) {
    query.into(id).into(name).into(minutes).into(root).into(created).into(limit).into(strict);
    query.into(group_rights).into(days).into(needs_reason);
  }
  model::Team value() const {
    return {.id = model::TeamId(id),
            .name = name,
            .session_length = std::chrono::minutes(minutes),
            .root_entity = model::EntityId(root),
            .created_at = time_of(created),
            .technician_limit = limit ? std::optional(static_cast<int>(*limit)) : std::nullopt,
            .strict_installs = strict != 0,
            .group_rights_for_new_devices = group_rights != 0,
            .temporary_days = static_cast<int>(days),
            .temporary_needs_reason = needs_reason != 0};
  }
};

// A home that is not set is the root.
constexpr std::string_view kTechnicianColumns =
    "SELECT t.id, t.team_id, t.email, t.name, t.is_owner, t.status, t.created_ms, t.sort_name, t.state, e.id, "
    "t.firmware_everywhere, t.version, t.first_name, t.last_name, t.phone, t.language, t.time_zone, t.comment FROM "
    "technicians t JOIN teams m ON m.id = t.team_id JOIN entities e ON e.id = "
    "COALESCE(t.home_entity_id, m.root_entity_id)";

/// Reads kTechnicianColumns, in their order.
struct TechnicianRow {
  std::string id, team, email, name, status, sort_name, state, home;
  model::Person person;
  std::int64_t owner = 0, created = 0, firmware = 0, version = 0;

  void bind(Query& query) {
    query.into(id).into(team).into(email).into(name).into(owner).into(status).into(created).into(sort_name);
    query.into(state).into(home).into(firmware).into(version);
    query.into(person.first_name).into(person.last_name).into(person.phone).into(person.language);
    query.into(person.time_zone).into(person.comment);
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
            .created_at = time_of(created),
            .state = model::parse<model::TechnicianState>(state).value_or(model::TechnicianState::kInvitation),
            .home = model::EntityId(home),
            .firmware_everywhere = firmware != 0,
            .version = version,
            .person = person};
  }
};

std::vector<model::DepartmentId> read_departments(Connection& connection, const std::string& technician) {
  std::string id;
  Query query(connection,
              "SELECT department_id FROM department_technicians WHERE technician_id = :id ORDER BY department_id");
  query.use(technician).into(id);
  std::vector<model::DepartmentId> departments;
  while (query.next()) departments.emplace_back(id);
  return departments;
}

std::string technician_search(std::string_view name, std::string_view email) {
  return model::lower_ascii(name) + '\n' + model::lower_ascii(email);
}

auto no_technician() {
  return fail(Code::kNotFound, "There is no such technician.");
}

}  // namespace

Result<model::Team> Teams::get() {
  return guarded("read the team", [&]() -> Result<model::Team> {
    TeamRow row;
    Query query(scope_.connection(), std::string(kTeamColumns) + " WHERE id = :id");
    query.use(scope_.team());
    row.bind(query);
    if (!query.next()) return fail(Code::kNotFound, "There is no such team.");
    return row.value();
  });
}

Result<std::vector<model::Team>> all_teams(Transaction& transaction) {
  return guarded("list the teams", [&]() -> Result<std::vector<model::Team>> {
    TeamRow row;
    Query query(transaction.connection(), std::string(kTeamColumns) + " ORDER BY created_ms, id");
    row.bind(query);
    std::vector<model::Team> all;
    while (query.next()) all.push_back(row.value());
    return all;
  });
}

Result<> Teams::update(const model::Team& team) {
  return guarded("change the team", [&]() -> Result<> {
    if (team.session_length < std::chrono::minutes(1) || team.session_length > std::chrono::hours(8))
      return fail(Code::kInvalid, "The session length is out of bounds: give 1 to 480 minutes.");
    if (team.temporary_days < 1 || team.temporary_days > 30)
      return fail(Code::kInvalid, "Temporary permissions last at most 30 days: give 1 to 30.");
    Query query(
        scope_.connection(),
        "UPDATE teams SET name = :name, session_minutes = :minutes, technician_limit = :limit, strict_installs = "
        ":strict, group_rights_for_new = :groups, temporary_days = :days, temporary_needs_reason = :reason "
        "WHERE id = :id");
    query.use(team.name).use(std::int64_t{team.session_length.count()});
    query.use(team.technician_limit ? std::optional(std::int64_t{*team.technician_limit}) : std::nullopt);
    query.use(std::int64_t{team.strict_installs}).use(std::int64_t{team.group_rights_for_new_devices});
    query.use(std::int64_t{team.temporary_days}).use(std::int64_t{team.temporary_needs_reason});
    query.use(scope_.team()).run();
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
    Query query(scope_.connection(), std::string(kTechnicianColumns) + " WHERE t.team_id = :team AND t.id = :id");
    query.use(scope_.team()).use(id.str());
    row.bind(query);
    if (!query.next()) return no_technician();
    auto technician = row.value();
    technician.departments = read_departments(scope_.connection(), row.id);
    return technician;
  });
}

Result<Page<model::Technician>> Technicians::list(const PageRequest& page, const TechnicianFilter& filter) {
  return guarded("list technicians", [&]() -> Result<Page<model::Technician>> {
    Listing listing("t.team_id = :team", scope_.team());
    if (auto after = listing.after_name(page.cursor, "(t.sort_name, t.id)"); !after) return fail(after);
    entity_in_reach(scope_, filter.reach, "e.lineage").add_to(listing);
    if (filter.state) listing.where("t.state = :state", std::string(model::to_string(*filter.state)));
    if (filter.status) listing.where("t.status = :status", std::string(model::to_string(*filter.status)));
    if (filter.department) {
      listing.where(
          "EXISTS (SELECT 1 FROM department_technicians d WHERE d.technician_id = t.id AND d.department_id = "
          ":department)",
          filter.department->str());
    }
    if (filter.only) ids_condition("t.id IN ", *filter.only).add_to(listing);
    if (!filter.except.empty()) ids_condition("t.id NOT IN ", filter.except).add_to(listing);
    if (!filter.q.empty()) listing.where("t.search_text LIKE :q ESCAPE '!'", like_pattern(filter.q));
    auto found = listing.page<model::Technician, TechnicianRow>(scope_.connection(), kTechnicianColumns,
                                                                " ORDER BY t.sort_name, t.id", page.limit);
    for (auto& technician : found.items)
      technician.departments = read_departments(scope_.connection(), technician.id.str());
    return found;
  });
}

Result<std::vector<model::Technician>> Technicians::all() {
  return guarded("read the technicians", [&]() -> Result<std::vector<model::Technician>> {
    TechnicianRow row;
    Query query(scope_.connection(), std::string(kTechnicianColumns) + " WHERE t.team_id = :team");
    query.use(scope_.team());
    row.bind(query);
    std::vector<model::Technician> all;
    std::unordered_map<std::string, std::size_t> index;
    while (query.next()) {
      index.emplace(row.id, all.size());
      all.push_back(row.value());
    }
    std::string technician, department;
    Query members(scope_.connection(),
                  "SELECT m.technician_id, m.department_id FROM department_technicians m JOIN departments d ON d.id = "
                  "m.department_id WHERE d.team_id = :team ORDER BY m.department_id");
    members.use(scope_.team()).into(technician).into(department);
    while (members.next()) {
      if (const auto found = index.find(technician); found != index.end())
        all[found->second].departments.emplace_back(department);
    }
    return all;
  });
}

Result<> Technicians::insert(const model::Technician& technician, std::string_view password_hash) {
  auto inserted = guarded("add the technician", [&]() -> Result<> {
    Query(scope_.connection(),
          "INSERT INTO technicians (id, team_id, email, name, sort_name, search_text, is_owner, status, password_hash, "
          "created_ms, state, home_entity_id, firmware_everywhere, first_name, last_name, phone, language, time_zone, "
          "comment) VALUES (:id, :team, :email, :name, :sort, :search, :owner, :status, :password, :created, :state, "
          ":home, :firmware, :first, :last, :phone, :language, :zone, :comment)")
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
        .use(model::to_string(technician.state))
        .use(technician.home.empty() ? std::nullopt : std::optional(technician.home.str()))
        .use(std::int64_t{technician.firmware_everywhere})
        .use(technician.person.first_name)
        .use(technician.person.last_name)
        .use(technician.person.phone)
        .use(technician.person.language)
        .use(technician.person.time_zone)
        .use(technician.person.comment)
        .run();
    return {};
  });
  if (!inserted && inserted.error().code == Code::kConflict) {
    return fail(Code::kConflict, "The e-mail address {} has an account already: use another.", technician.email);
  }
  return inserted;
}

Result<> Technicians::set_person(const model::TechnicianId& id, const model::Person& person) {
  return guarded("change the technician", [&]() -> Result<> {
    auto technician = get(id);
    if (!technician) return fail(technician);
    const std::string name = person.name();
    Query(scope_.connection(),
          "UPDATE technicians SET name = :name, sort_name = :sort, search_text = :search, first_name = :first, "
          "last_name = :last, phone = :phone, language = :language, time_zone = :zone, comment = :comment WHERE "
          "team_id = :team AND id = :id")
        .use(name)
        .use(model::lower_ascii(name))
        .use(technician_search(name, technician->email))
        .use(person.first_name)
        .use(person.last_name)
        .use(person.phone)
        .use(person.language)
        .use(person.time_zone)
        .use(person.comment)
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

Result<> Technicians::set_access(const model::TechnicianId& id, const model::EntityId& home, bool firmware_everywhere) {
  return guarded("change the technician", [&]() -> Result<> {
    if (!Entities(scope_).get(home)) return fail(Code::kInvalid, "The entity is not one of this team.");
    Query query(scope_.connection(),
                "UPDATE technicians SET home_entity_id = :home, firmware_everywhere = :firmware, version = version + 1 "
                "WHERE team_id = :team AND id = :id");
    query.use(home.str()).use(std::int64_t{firmware_everywhere}).use(scope_.team()).use(id.str());
    return query.run() == 0 ? Result<>(no_technician()) : Result<>();
  });
}

Result<> Technicians::set_password_hash(const model::TechnicianId& id, std::string_view password_hash) {
  return guarded("change the technician", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE technicians SET password_hash = :password WHERE team_id = :team AND id = :id");
    if (query.use(password_hash).use(scope_.team()).use(id.str()).run() == 0) return no_technician();
    Query(scope_.connection(), "DELETE FROM password_resets WHERE technician_id = :id").use(id.str()).run();
    return {};
  });
}

Result<> Technicians::activate(const model::TechnicianId& id) {
  return guarded("activate the technician", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE technicians SET state = 'activated' WHERE team_id = :team AND id = :id AND state = "
                "'invitation'");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_technician();
    return {};
  });
}

Result<> Technicians::remove_invited(const model::TechnicianId& id) {
  return guarded("remove the technician", [&]() -> Result<> {
    Query query(scope_.connection(),
                "DELETE FROM technicians WHERE team_id = :team AND id = :id AND state = 'invitation'");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_technician();
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

}  // namespace callout::store
