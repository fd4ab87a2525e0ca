// SPDX-License-Identifier: Apache-2.0
#include "store/entities.h"

#include <algorithm>
#include <unordered_map>

#include "model/text.h"
#include "store/connection.h"
#include "store/listing.h"

namespace callout::store {

namespace {

constexpr std::string_view kEntityColumns = "SELECT id, parent_id, name, path, sort_path, lineage FROM entities";

struct EntityRow {
  std::string id, name, path, sort_path, lineage;
  std::optional<std::string> parent;

  void bind(Query& query) { query.into(id).into(parent).into(name).into(path).into(sort_path).into(lineage); }
  PageKey key() const { return {sort_path, id}; }
  model::Entity value() const {
    return {.id = model::EntityId(id),
            .parent = parent ? std::optional(model::EntityId(*parent)) : std::nullopt,
            .name = name,
            .path = path};
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

Result<Page<model::Entity>> Entities::list(const PageRequest& page) {
  return guarded("list entities", [&]() -> Result<Page<model::Entity>> {
    Listing listing("team_id = :team", scope_.team());
    if (auto after = listing.after_name(page.cursor, "(sort_path, id)"); !after) return fail(after);
    return listing.page<model::Entity, EntityRow>(scope_.connection(), kEntityColumns, " ORDER BY sort_path, id",
                                                  page.limit);
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
        {"SELECT COUNT(*) FROM devices WHERE entity_id = :id", "devices"}};
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
