// SPDX-License-Identifier: Apache-2.0
#include "store/reach.h"

#include "store/connection.h"

namespace callout::store {
namespace {

/// Stands for a parameter until the condition is added to a listing, which names them apart.
constexpr char kParameter = '?';

/// Alternatives of which one has to hold.
class AnyOf {
 public:
  void add(std::string_view sql, std::vector<std::string> values = {}) {
    if (!out_.sql.empty()) out_.sql += " OR ";
    out_.sql += sql;
    for (auto& value : values) out_.values.push_back(std::move(value));
  }
  void add(std::string_view before, Condition condition, std::string_view after) {
    add(std::string(before) + condition.sql + std::string(after), std::move(condition.values));
  }
  Condition take() {
    out_.sql = out_.sql.empty() ? "1 = 0" : '(' + out_.sql + ')';
    return std::move(out_);
  }

 private:
  Condition out_;
};

Condition always() {
  return {.sql = "1 = 1"};
}

}  // namespace

void Condition::add_to(Listing& listing) const {
  std::string named;
  for (const char c : sql) {
    named += c == kParameter ? listing.new_name() : std::string(1, c);
  }
  listing.where(named);
  for (const auto& value : values) listing.value(value);
}

Condition entity_in_reach(const TeamScope& scope, const model::Reach& reach, std::string_view lineage) {
  if (reach.everything) return always();
  AnyOf any;
  const std::string column(lineage);
  for (const auto& entity : reach.entities) {
    std::string from;
    Query query(scope.connection(), "SELECT lineage FROM entities WHERE team_id = :team AND id = :id");
    if (!query.use(scope.team()).use(entity.str()).into(from).next()) continue;
    any.add('(' + column + " >= ? AND " + column + " < ?)", {from, lineage_end(from)});
  }
  return any.take();
}

Condition device_in_reach(const TeamScope& scope, const model::Reach& reach) {
  Condition in = always();
  if (!reach.everything) {
    AnyOf any;
    if (!reach.entities.empty()) any.add("", entity_in_reach(scope, reach, "e.lineage"), "");
    if (!reach.groups.empty()) {
      any.add("(d.group_rights = 1 AND EXISTS (SELECT 1 FROM device_group_devices g WHERE g.device_id = d.id AND ",
              ids_condition("g.group_id IN ", reach.groups), "))");
    }
    if (!reach.devices.empty()) any.add("", ids_condition("d.id IN ", reach.devices), "");
    in = any.take();
  }
  if (reach.hidden) return in;
  in.sql += " AND (d.hidden_for IS NULL OR d.hidden_for = ?)";
  in.values.push_back(reach.technician.str());
  return in;
}

Condition about_device_in_reach(const TeamScope& scope, const model::Reach& reach, std::string_view device,
                                std::string_view technician) {
  // What is about a device that is gone stays visible to who reaches everything.
  if (reach.everything && reach.hidden) return always();
  AnyOf any;
  if (reach.own) any.add(std::string(technician) + " = ?", {reach.technician.str()});
  any.add("EXISTS (SELECT 1 FROM devices d JOIN entities e ON e.id = d.entity_id WHERE d.id = " + std::string(device) +
              " AND ",
          device_in_reach(scope, reach), ")");
  return any.take();
}

Condition about_install_in_reach(const TeamScope& scope, const model::Reach& reach, std::string_view install,
                                 std::string_view technician) {
  if (reach.everything) return always();
  AnyOf any;
  if (reach.own) any.add(std::string(technician) + " = ?", {reach.technician.str()});
  any.add("EXISTS (SELECT 1 FROM installs i JOIN entities e ON e.id = i.entity_id WHERE i.id = " +
              std::string(install) + " AND ",
          entity_in_reach(scope, reach, "e.lineage"), ")");
  return any.take();
}

}  // namespace callout::store
