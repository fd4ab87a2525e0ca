// SPDX-License-Identifier: Apache-2.0
#include "store/installs.h"

#include "model/text.h"
#include "store/connection.h"
#include "store/entities.h"
#include "store/listing.h"
#include "store/reach.h"
#include "store/texts.h"

namespace callout::store {

namespace {

constexpr std::string_view kInstallColumns =
    "SELECT i.id, i.team_id, i.entity_id, e.path, i.name, i.sort_name, i.public_key, i.duplicate_key, i.agent_version, "
    "i.hostname, i.os, "
    "i.remote_address, i.last_seen_ms, i.created_ms, (SELECT COUNT(*) FROM devices d WHERE d.install_id = i.id), "
    "i.remote_access FROM installs i JOIN entities e ON e.id = i.entity_id";

struct InstallRow {
  std::string id, team, entity, path, name, sort_name, version, hostname, os, remote;
  std::optional<std::string> key_text;
  std::int64_t duplicate = 0, created = 0, devices = 0, remote_access = 0;
  std::optional<std::int64_t> seen;

  void bind(Query& query) {
    query.into(id)
        .into(team)
        .into(entity)
        .into(path)
        .into(name)
        .into(sort_name)
        .into(key_text)
        .into(duplicate)
        .into(version)
        .into(hostname);
    query.into(os).into(remote).into(seen).into(created).into(devices).into(remote_access);
  }
  PageKey key() const { return {sort_name, id}; }
  model::Install value() const {
    return {.id = model::InstallId(id),
            .team = model::TeamId(team),
            .entity = model::EntityId(entity),
            .entity_path = path,
            .name = name,
            .state = key_text ? model::InstallState::kEnrolled : model::InstallState::kWaiting,
            .duplicate_key = duplicate != 0,
            .agent = {version, hostname, os, remote},
            .last_seen_at = time_of(seen),
            .device_count = static_cast<int>(devices),
            .created_at = time_of(created),
            .remote_access = remote_access != 0};
  }
};

std::string install_search(std::string_view name, std::string_view hostname, std::string_view remote) {
  return model::lower_ascii(name) + '\n' + model::lower_ascii(hostname) + '\n' + model::lower_ascii(remote);
}

auto no_install() {
  return fail(Code::kNotFound, "There is no such install.");
}

}  // namespace

Result<model::Install> Installs::get(const model::InstallId& id) {
  return guarded("read the install", [&]() -> Result<model::Install> {
    Query query(scope_.connection(), std::string(kInstallColumns) + " WHERE i.team_id = :team AND i.id = :id");
    query.use(scope_.team()).use(id.str());
    InstallRow row;
    row.bind(query);
    if (!query.next()) return no_install();
    return row.value();
  });
}

Result<Page<model::Install>> Installs::list(const PageRequest& page, std::string_view q, const model::Reach& reach) {
  return guarded("list installs", [&]() -> Result<Page<model::Install>> {
    Listing listing("i.team_id = :team", scope_.team());
    if (auto after = listing.after_name(page.cursor, "(i.sort_name, i.id)"); !after) return fail(after);
    entity_in_reach(scope_, reach, "e.lineage").add_to(listing);
    if (!q.empty()) listing.where("i.search_text LIKE :q ESCAPE '!'", like_pattern(q));
    return listing.page<model::Install, InstallRow>(scope_.connection(), kInstallColumns, " ORDER BY i.sort_name, i.id",
                                                    page.limit);
  });
}

Result<std::vector<model::InstallPlace>> Installs::places() {
  return guarded("read the installs", [&]() -> Result<std::vector<model::InstallPlace>> {
    std::string id, entity;
    std::int64_t remote_access = 0;
    Query query(scope_.connection(), "SELECT id, entity_id, remote_access FROM installs WHERE team_id = :team");
    query.use(scope_.team()).into(id).into(entity).into(remote_access);
    std::vector<model::InstallPlace> installs;
    while (query.next())
      installs.push_back(
          {.id = model::InstallId(id), .entity = model::EntityId(entity), .remote_access = remote_access != 0});
    return installs;
  });
}

Result<model::InstallPlace> Installs::place(const model::InstallId& id) {
  return guarded("read the install", [&]() -> Result<model::InstallPlace> {
    std::string entity;
    std::int64_t remote_access = 0;
    Query query(scope_.connection(),
                "SELECT entity_id, remote_access FROM installs WHERE team_id = :team AND id = :id");
    query.use(scope_.team()).use(id.str());
    if (!query.into(entity).into(remote_access).next()) return no_install();
    return model::InstallPlace{.id = id, .entity = model::EntityId(entity), .remote_access = remote_access != 0};
  });
}

Result<> Installs::set_remote_access(const model::InstallId& id, bool on) {
  return guarded("change the install", [&]() -> Result<> {
    Query query(scope_.connection(), "UPDATE installs SET remote_access = :on WHERE team_id = :team AND id = :id");
    if (query.use(std::int64_t{on}).use(scope_.team()).use(id.str()).run() == 0) return no_install();
    return {};
  });
}

Result<model::Install> Installs::create(std::string_view name, const model::EntityId& entity, WallMs now) {
  const auto clean = model::name_from(name, "The install's name");
  if (!clean) return fail(clean);
  return guarded("add the install", [&]() -> Result<model::Install> {
    if (!Entities(scope_).get(entity)) return fail(Code::kInvalid, "The entity is not one of this team.");
    const auto id = model::InstallId::make();
    Query(scope_.connection(),
          "INSERT INTO installs (id, team_id, entity_id, name, sort_name, search_text, duplicate_key, agent_version, "
          "hostname, os, remote_address, "
          "created_ms, token_used) VALUES (:id, :team, :entity, :name, :sort, :search, 0, '', '', '', '', :created, 0)")
        .use(id.str())
        .use(scope_.team())
        .use(entity.str())
        .use(*clean)
        .use(model::lower_ascii(*clean))
        .use(install_search(*clean, "", ""))
        .use(ms_of(now))
        .run();
    return get(id);
  });
}

Result<> Installs::rename(const model::InstallId& id, std::string_view name) {
  const auto clean = model::name_from(name, "The install's name");
  if (!clean) return fail(clean);
  return guarded("rename the install", [&]() -> Result<> {
    const auto install = get(id);
    if (!install) return fail(install);
    Query(
        scope_.connection(),
        "UPDATE installs SET name = :name, sort_name = :sort, search_text = :search WHERE team_id = :team AND id = :id")
        .use(*clean)
        .use(model::lower_ascii(*clean))
        .use(install_search(*clean, install->agent.hostname, install->agent.remote_address))
        .use(scope_.team())
        .use(id.str())
        .run();
    return {};
  });
}

Result<> Installs::move(const model::InstallId& id, const model::EntityId& entity) {
  return guarded("move the install", [&]() -> Result<> {
    if (!Entities(scope_).get(entity)) return fail(Code::kInvalid, "The entity is not one of this team.");
    Query query(scope_.connection(), "UPDATE installs SET entity_id = :entity WHERE team_id = :team AND id = :id");
    if (query.use(entity.str()).use(scope_.team()).use(id.str()).run() == 0) return no_install();
    return {};
  });
}

Result<> Installs::remove(const model::InstallId& id) {
  return guarded("remove the install", [&]() -> Result<> {
    // The next install that tracks a device takes its place.
    Query(scope_.connection(),
          "UPDATE devices SET install_id = (SELECT n.install_id FROM device_installs n WHERE n.device_id = devices.id "
          "ORDER BY n.position LIMIT 1) WHERE team_id = :team AND install_id = :id")
        .use(scope_.team())
        .use(id.str())
        .run();
    Query(
        scope_.connection(),
        "DELETE FROM device_installs WHERE EXISTS (SELECT 1 FROM devices d WHERE d.id = device_installs.device_id AND "
        "d.install_id = device_installs.install_id)")
        .run();
    Query query(scope_.connection(), "DELETE FROM installs WHERE team_id = :team AND id = :id");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_install();
    return {};
  });
}

Result<> Installs::seen(const model::InstallId& id, const model::AgentInfo& agent, WallMs now) {
  return guarded("note the install", [&]() -> Result<> {
    const auto install = get(id);
    if (!install) return fail(install);
    const std::string hostname = model::clean_text(agent.hostname), remote = model::clean_text(agent.remote_address);
    Query(scope_.connection(),
          "UPDATE installs SET agent_version = :version, hostname = :hostname, os = :os, remote_address = :remote, "
          "last_seen_ms = :seen, "
          "search_text = :search WHERE team_id = :team AND id = :id")
        .use(model::clean_text(agent.agent_version))
        .use(hostname)
        .use(model::clean_text(agent.os))
        .use(remote)
        .use(ms_of(now))
        .use(install_search(install->name, hostname, remote))
        .use(scope_.team())
        .use(id.str())
        .run();
    return {};
  });
}

Result<> Installs::touch(const model::InstallId& id, WallMs now) {
  return guarded("note the install", [&]() -> Result<> {
    Query query(scope_.connection(), "UPDATE installs SET last_seen_ms = :seen WHERE team_id = :team AND id = :id");
    if (query.use(ms_of(now)).use(scope_.team()).use(id.str()).run() == 0) return no_install();
    return {};
  });
}

Result<> Installs::set_duplicate_key(const model::InstallId& id, bool duplicate) {
  return guarded("mark the install", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE installs SET duplicate_key = :duplicate WHERE team_id = :team AND id = :id");
    if (query.use(std::int64_t{duplicate}).use(scope_.team()).use(id.str()).run() == 0) return no_install();
    return {};
  });
}

Result<> Installs::set_key(const model::InstallId& id, std::string_view public_key) {
  return guarded("keep the install's key", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE installs SET public_key = :key, duplicate_key = 0 WHERE team_id = :team AND id = :id");
    if (query.use(public_key).use(scope_.team()).use(id.str()).run() == 0) return no_install();
    return {};
  });
}

Result<> Installs::set_enrolment(const model::InstallId& id, std::string_view token_hash,
                                 const model::Deadline& deadline) {
  return guarded("keep the enrolment token", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE installs SET token_hash = :hash, token_used = 0, token_deadline = :deadline WHERE team_id = "
                ":team AND id = :id");
    if (query.use(token_hash).use(text_of_deadline(deadline)).use(scope_.team()).use(id.str()).run() == 0)
      return no_install();
    return {};
  });
}

Result<std::optional<InstallKey>> find_install_key(Transaction& transaction, const model::InstallId& id) {
  return guarded("find the install", [&]() -> Result<std::optional<InstallKey>> {
    std::string team, name, key;
    Query query(transaction.connection(), "SELECT team_id, name, public_key FROM installs WHERE id = :id");
    if (!query.use(id.str()).into(team).into(name).into(key).next()) return std::nullopt;
    return InstallKey{id, model::TeamId(team), name, key};
  });
}

Result<std::optional<Enrolment>> find_enrolment(Transaction& transaction, std::string_view token_hash) {
  return guarded("find the enrolment token", [&]() -> Result<std::optional<Enrolment>> {
    std::string id, team, name, deadline;
    std::int64_t used = 0;
    Query query(transaction.connection(),
                "SELECT id, team_id, name, token_used, token_deadline FROM installs WHERE token_hash = :hash");
    if (!query.use(token_hash).into(id).into(team).into(name).into(used).into(deadline).next()) return std::nullopt;
    return Enrolment{model::InstallId(id), model::TeamId(team), name, used != 0, deadline_of_text(deadline)};
  });
}

Result<bool> use_enrolment(Transaction& transaction, std::string_view token_hash) {
  return guarded("use the enrolment token", [&]() -> Result<bool> {
    // One statement decides: of two at the same moment, one changes the row.
    Query query(transaction.connection(),
                "UPDATE installs SET token_used = 1 WHERE token_hash = :hash AND token_used = 0");
    return query.use(token_hash).run() == 1;
  });
}

}  // namespace callout::store
