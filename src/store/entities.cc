// SPDX-License-Identifier: Apache-2.0
#include "store/entities.h"

#include <algorithm>
#include <unordered_map>

#include "model/text.h"
#include "store/connection.h"
#include "store/listing.h"
#include "store/reach.h"

namespace callout::store {

namespace {

constexpr std::string_view kEntityColumns =
    "SELECT id, parent_id, name, path, sort_path, lineage, remote_access FROM entities";

struct EntityRow {
  std::string id, name, path, sort_path, lineage, remote_access;
  std::optional<std::string> parent;

  void bind(Query& query) {
    query.into(id).into(parent).into(name).into(path).into(sort_path).into(lineage).into(remote_access);
  }
  PageKey key() const { return {sort_path, id}; }
  model::Entity value() const {
    return {.id = model::EntityId(id),
            .parent = parent ? std::optional(model::EntityId(*parent)) : std::nullopt,
            .name = name,
            .path = path,
            // What this program does not know is off: unknown is deny.
            .remote_access = model::parse<model::Switch>(remote_access).value_or(model::Switch::kOff)};
  }
};

/// Sorts below every character of a name, so that children follow their parent before its next sibling.
constexpr char kPathSeparator = '\x01';

/// A child's derived columns.
void derive(EntityRow& child, const EntityRow& parent) {
  child.path = parent.path + " / " + child.name;
  child.sort_path = parent.sort_path + kPathSeparator + model::lower_ascii(child.name);
  child.lineage = parent.lineage + child.id + '/';
}

/// Levels from the root: the root is 1.
int depth(const EntityRow& row) {
  return static_cast<int>(std::ranges::count(row.lineage, '/')) - 1;
}

/// The row and all below it, parents first: a lineage is a prefix of those below.
std::vector<EntityRow> subtree(const TeamScope& scope, const EntityRow& top) {
  Query query(scope.connection(), std::string(kEntityColumns) +
                                      " WHERE team_id = :team AND lineage >= :from AND lineage < :to ORDER BY lineage");
  query.use(scope.team()).use(top.lineage).use(lineage_end(top.lineage));
  EntityRow row;
  row.bind(query);
  std::vector<EntityRow> rows;
  while (query.next()) rows.push_back(row);
  return rows;
}

bool find(const TeamScope& scope, const model::EntityId& id, EntityRow& row) {
  Query query(scope.connection(), std::string(kEntityColumns) + " WHERE team_id = :team AND id = :id");
  query.use(scope.team()).use(id.str());
  row.bind(query);
  return query.next();
}

/// Writes what a rename or move of the first row changes in it and below.
void rewrite(const TeamScope& scope, const std::vector<EntityRow>& rows) {
  for (const auto& row : rows) {
    Query(scope.connection(),
          "UPDATE entities SET parent_id = :parent, name = :name, path = :path, sort_path = :sort, lineage = :lineage "
          "WHERE team_id = :team AND id = :id")
        .use(row.parent)
        .use(row.name)
        .use(row.path)
        .use(row.sort_path)
        .use(row.lineage)
        .use(scope.team())
        .use(row.id)
        .run();
  }
}

/// Derives the rows below the first anew.
void derive_below(std::vector<EntityRow>& rows) {
  std::unordered_map<std::string, const EntityRow*> by_id{{rows.front().id, &rows.front()}};
  for (auto& row : rows) {
    if (&row != &rows.front()) derive(row, *by_id.at(*row.parent));
    by_id[row.id] = &row;
  }
}

auto no_entity() {
  return fail(Code::kNotFound, "There is no such entity.");
}
auto no_parent() {
  return fail(Code::kInvalid, "The parent is not an entity of this team.");
}
auto too_deep() {
  return fail(Code::kInvalid, "The tree would be deeper than {} levels.", kEntityDepth);
}

}  // namespace

std::string lineage_end(std::string lineage) {
  lineage.back() = '0';  // The character after '/'.
  return lineage;
}

Result<model::Entity> Entities::get(const model::EntityId& id) {
  return guarded("read the entity", [&]() -> Result<model::Entity> {
    EntityRow row;
    if (!find(scope_, id, row)) return no_entity();
    return row.value();
  });
}

Result<Page<model::Entity>> Entities::list(const PageRequest& page, const model::Reach& reach) {
  return guarded("list entities", [&]() -> Result<Page<model::Entity>> {
    Listing listing("team_id = :team", scope_.team());
    if (auto after = listing.after_name(page.cursor, "(sort_path, id)"); !after) return fail(after);
    entity_in_reach(scope_, reach, "lineage").add_to(listing);
    return listing.page<model::Entity, EntityRow>(scope_.connection(), kEntityColumns, " ORDER BY sort_path, id",
                                                  page.limit);
  });
}

Result<std::vector<model::Entity>> Entities::all() {
  return guarded("read the entities", [&]() -> Result<std::vector<model::Entity>> {
    Query query(scope_.connection(), std::string(kEntityColumns) + " WHERE team_id = :team");
    query.use(scope_.team());
    EntityRow row;
    row.bind(query);
    std::vector<model::Entity> entities;
    while (query.next()) entities.push_back(row.value());
    return entities;
  });
}

Result<EntityCounts> Entities::count_below(const model::EntityId& id) {
  return guarded("count what is below the entity", [&]() -> Result<EntityCounts> {
    EntityRow top;
    if (!find(scope_, id, top)) return no_entity();
    const auto count = [&](const std::string& sql) {
      std::int64_t number = 0;
      Query query(scope_.connection(), sql + " e.team_id = :team AND e.lineage >= :top AND e.lineage < :end");
      query.use(scope_.team()).use(top.lineage).use(lineage_end(top.lineage)).into(number).next();
      return number;
    };
    return EntityCounts{
        .entities = count("SELECT COUNT(*) FROM entities e WHERE") - 1,
        .own_switches = count("SELECT COUNT(*) FROM entities e WHERE e.remote_access <> 'inherited' AND e.id <> '" +
                              top.id + "' AND"),
        .installs = count("SELECT COUNT(*) FROM installs i JOIN entities e ON e.id = i.entity_id WHERE"),
        .devices = count("SELECT COUNT(*) FROM devices d JOIN entities e ON e.id = d.entity_id WHERE")};
  });
}

Result<> Entities::set_remote_access(const model::EntityId& id, model::Switch value) {
  return guarded("change the entity", [&]() -> Result<> {
    Query query(scope_.connection(), "UPDATE entities SET remote_access = :value WHERE team_id = :team AND id = :id");
    if (query.use(model::to_string(value)).use(scope_.team()).use(id.str()).run() == 0) return no_entity();
    return {};
  });
}

Result<std::int64_t> Entities::reset_remote_access_below(const model::EntityId& id) {
  return guarded("change the entities", [&]() -> Result<std::int64_t> {
    EntityRow top;
    if (!find(scope_, id, top)) return no_entity();
    Query query(
        scope_.connection(),
        "UPDATE entities SET remote_access = 'inherited' WHERE team_id = :team AND lineage > :top AND lineage < "
        ":end AND remote_access <> 'inherited'");
    return query.use(scope_.team()).use(top.lineage).use(lineage_end(top.lineage)).run();
  });
}

Result<model::Entity> Entities::create(const model::EntityId& parent, std::string_view name) {
  const auto clean = model::name_from(name, "The entity's name");
  if (!clean) return fail(clean);
  return guarded("add the entity", [&]() -> Result<model::Entity> {
    EntityRow above, row;
    if (!find(scope_, parent, above)) return no_parent();
    if (depth(above) >= kEntityDepth) return too_deep();
    row.id = model::EntityId::make().str();
    row.parent = parent.str();
    row.name = *clean;
    row.remote_access = model::to_string(model::Switch::kInherited);
    derive(row, above);
    Query(scope_.connection(),
          "INSERT INTO entities (id, team_id, parent_id, name, path, sort_path, lineage) VALUES (:id, :team, :parent, "
          ":name, :path, :sort, :lineage)")
        .use(row.id)
        .use(scope_.team())
        .use(row.parent)
        .use(row.name)
        .use(row.path)
        .use(row.sort_path)
        .use(row.lineage)
        .run();
    return row.value();
  });
}

Result<> Entities::rename(const model::EntityId& id, std::string_view name) {
  const auto clean = model::name_from(name, "The entity's name");
  if (!clean) return fail(clean);
  return guarded("rename the entity", [&]() -> Result<> {
    EntityRow top, above;
    if (!find(scope_, id, top)) return no_entity();
    auto rows = subtree(scope_, top);
    rows.front().name = *clean;
    if (top.parent) {
      if (!find(scope_, model::EntityId(*top.parent), above)) return no_parent();
      derive(rows.front(), above);
    } else {
      rows.front().path = *clean;
      rows.front().sort_path = model::lower_ascii(*clean);
    }
    derive_below(rows);
    rewrite(scope_, rows);
    return {};
  });
}

Result<> Entities::move(const model::EntityId& id, const model::EntityId& parent) {
  return guarded("move the entity", [&]() -> Result<> {
    EntityRow top, above;
    if (!find(scope_, id, top)) return no_entity();
    if (!top.parent) return fail(Code::kInvalid, "The root entity can't be moved.");
    if (!find(scope_, parent, above)) return no_parent();
    if (above.lineage.starts_with(top.lineage)) return fail(Code::kInvalid, "An entity can't be moved below itself.");
    auto rows = subtree(scope_, top);
    rows.front().parent = parent.str();
    derive(rows.front(), above);
    derive_below(rows);
    if (std::ranges::any_of(rows, [](const auto& row) { return depth(row) > kEntityDepth; })) return too_deep();
    rewrite(scope_, rows);
    return {};
  });
}

Result<> Entities::remove(const model::EntityId& id) {
  return guarded("remove the entity", [&]() -> Result<> {
    EntityRow row;
    if (!find(scope_, id, row)) return no_entity();
    if (!row.parent) return fail(Code::kConflict, "The root entity can't be removed.");
    const std::pair<std::string_view, std::string_view> uses[] = {
        {"SELECT COUNT(*) FROM entities WHERE parent_id = :id", "entities below it"},
        {"SELECT COUNT(*) FROM installs WHERE entity_id = :id", "installs"},
        {"SELECT COUNT(*) FROM devices WHERE entity_id = :id", "devices"},
        {"SELECT COUNT(*) FROM technicians WHERE home_entity_id = :id", "technicians at home there"}};
    for (const auto& [sql, what] : uses) {
      std::int64_t count = 0;
      Query(scope_.connection(), std::string(sql)).use(id.str()).into(count).next();
      if (count > 0)
        return fail(Code::kConflict, "The entity still has {} {}: move or remove them first.", count, what);
    }
    Query(scope_.connection(), "DELETE FROM entities WHERE team_id = :team AND id = :id")
        .use(scope_.team())
        .use(id.str())
        .run();
    return {};
  });
}

}  // namespace callout::store
