// SPDX-License-Identifier: Apache-2.0
#include "store/device_groups.h"

#include "model/text.h"
#include "store/connection.h"
#include "store/devices.h"
#include "store/entities.h"

namespace callout::store {
namespace {

constexpr std::string_view kGroupColumns =
    "SELECT g.id, g.name, g.join_name, g.join_entity_id, g.created_ms, (SELECT COUNT(*) FROM device_group_devices m "
    "WHERE m.group_id = g.id) FROM device_groups g";

struct GroupRow {
  std::string id, name, join_name;
  std::optional<std::string> join_entity;
  std::int64_t created = 0, devices = 0;

  void bind(Query& query) { query.into(id).into(name).into(join_name).into(join_entity).into(created).into(devices); }
  model::DeviceGroup value() const {
    return {.id = model::GroupId(id),
            .name = name,
            .device_count = static_cast<int>(devices),
            .join_name = join_name,
            .join_entity = join_entity ? std::optional(model::EntityId(*join_entity)) : std::nullopt,
            .created_at = time_of(created)};
  }
};

auto no_group() {
  return fail(Code::kNotFound, "There is no such device group.");
}

Result<> group_name_taken(Result<> done, const std::string& name) {
  if (done || done.error().code != Code::kConflict) return done;
  return fail(Code::kConflict, "There is a device group \"{}\" already: choose another name.", name);
}

std::optional<std::string> entity_text(const model::DeviceGroup& group) {
  return group.join_entity ? std::optional(group.join_entity->str()) : std::nullopt;
}

Result<> check_rule(const TeamScope& scope, const model::DeviceGroup& group) {
  if (group.join_entity && !Entities(scope).get(*group.join_entity))
    return fail(Code::kInvalid, "The entity is not one of this team.");
  return {};
}

}  // namespace

Result<std::vector<model::DeviceGroup>> DeviceGroups::list() {
  return guarded("list device groups", [&]() -> Result<std::vector<model::DeviceGroup>> {
    Query query(scope_.connection(),
                std::string(kGroupColumns) + " WHERE g.team_id = :team ORDER BY g.sort_name, g.id");
    query.use(scope_.team());
    GroupRow row;
    row.bind(query);
    std::vector<model::DeviceGroup> groups;
    while (query.next()) groups.push_back(row.value());
    return groups;
  });
}

Result<model::DeviceGroup> DeviceGroups::get(const model::GroupId& id) {
  return guarded("read the device group", [&]() -> Result<model::DeviceGroup> {
    Query query(scope_.connection(), std::string(kGroupColumns) + " WHERE g.team_id = :team AND g.id = :id");
    query.use(scope_.team()).use(id.str());
    GroupRow row;
    row.bind(query);
    if (!query.next()) return no_group();
    return row.value();
  });
}

Result<> DeviceGroups::insert(const model::DeviceGroup& group) {
  const auto inserted = guarded("add the device group", [&]() -> Result<> {
    if (auto rule = check_rule(scope_, group); !rule) return rule;
    std::int64_t there = 0;
    Query(scope_.connection(), "SELECT COUNT(*) FROM device_groups WHERE team_id = :team")
        .use(scope_.team())
        .into(there)
        .next();
    if (there >= kGroupsPerTeam)
      return fail(Code::kExhausted, "A team has at most {} device groups: remove one first.", kGroupsPerTeam);
    Query(scope_.connection(),
          "INSERT INTO device_groups (id, team_id, name, sort_name, join_name, join_entity_id, created_ms) VALUES "
          "(:id, :team, :name, :sort, :join_name, :join_entity, :created)")
        .use(group.id.str())
        .use(scope_.team())
        .use(group.name)
        .use(model::lower_ascii(group.name))
        .use(group.join_name)
        .use(entity_text(group))
        .use(ms_of(group.created_at))
        .run();
    return {};
  });
  return group_name_taken(inserted, group.name);
}

Result<> DeviceGroups::update(const model::DeviceGroup& group) {
  const auto updated = guarded("change the device group", [&]() -> Result<> {
    if (auto rule = check_rule(scope_, group); !rule) return rule;
    Query query(scope_.connection(),
                "UPDATE device_groups SET name = :name, sort_name = :sort, join_name = :join_name, join_entity_id = "
                ":join_entity WHERE team_id = :team AND id = :id");
    query.use(group.name).use(model::lower_ascii(group.name)).use(group.join_name).use(entity_text(group));
    if (query.use(scope_.team()).use(group.id.str()).run() == 0) return no_group();
    return {};
  });
  return group_name_taken(updated, group.name);
}

Result<> DeviceGroups::remove(const model::GroupId& id) {
  return guarded("remove the device group", [&]() -> Result<> {
    Query query(scope_.connection(), "DELETE FROM device_groups WHERE team_id = :team AND id = :id");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_group();
    return {};
  });
}

Result<> DeviceGroups::add(const model::GroupId& id, const model::DeviceId& device) {
  return guarded("change the device group", [&]() -> Result<> {
    if (auto group = get(id); !group) return fail(group);
    if (!Devices(scope_).facts(device)) return fail(Code::kInvalid, "The device is not one of this team.");
    Query(scope_.connection(),
          "INSERT INTO device_group_devices (group_id, device_id) VALUES (:id, :device) ON CONFLICT DO NOTHING")
        .use(id.str())
        .use(device.str())
        .run();
    return {};
  });
}

Result<> DeviceGroups::take_out(const model::GroupId& id, const model::DeviceId& device) {
  return guarded("change the device group", [&]() -> Result<> {
    if (auto group = get(id); !group) return fail(group);
    Query(scope_.connection(), "DELETE FROM device_group_devices WHERE group_id = :id AND device_id = :device")
        .use(id.str())
        .use(device.str())
        .run();
    return {};
  });
}

Result<std::vector<model::GroupId>> DeviceGroups::joined_by(const model::Device& device) {
  return guarded("read the device groups", [&]() -> Result<std::vector<model::GroupId>> {
    std::string lineage, id, join_name, join_lineage;
    Query at(scope_.connection(), "SELECT lineage FROM entities WHERE team_id = :team AND id = :id");
    if (!at.use(scope_.team()).use(device.entity.str()).into(lineage).next())
      return fail(Code::kInvalid, "The entity is not one of this team.");
    Query query(scope_.connection(),
                "SELECT g.id, g.join_name, e.lineage FROM device_groups g LEFT JOIN entities e ON e.id = "
                "g.join_entity_id WHERE g.team_id = :team AND (g.join_name <> '' OR g.join_entity_id IS NOT NULL)");
    query.use(scope_.team()).into(id).into(join_name).into(join_lineage);
    const std::string name = model::lower_ascii(device.name);
    std::vector<model::GroupId> groups;
    while (query.next()) {
      if (name.find(model::lower_ascii(join_name)) == std::string::npos) continue;
      if (!join_lineage.empty() && !lineage.starts_with(join_lineage)) continue;
      groups.emplace_back(id);
    }
    return groups;
  });
}

}  // namespace callout::store
