// SPDX-License-Identifier: Apache-2.0
#include "api/present_rights.h"

#include <fmt/format.h>

#include "api/present.h"
#include "rights/naming.h"

namespace callout::api {
namespace {

namespace json = boost::json;

std::string clock_text(int minutes) {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

json::object present_hours(const model::WeeklyHours& hours) {
  json::array days;
  for (std::size_t day = 0; day < hours.days.size(); ++day) {
    if (hours.days.test(day)) days.emplace_back(day + 1);
  }
  return {{"days", std::move(days)},
          {"from", clock_text(hours.from)},
          {"to", clock_text(hours.to)},
          {"time_zone", hours.zone}};
}

void put_term(json::object& out, const model::Term& term) {
  if (term.from) out["from"] = rfc3339(*term.from);
  if (term.to) out["to"] = rfc3339(*term.to);
  if (term.hours) out["hours"] = present_hours(*term.hours);
}

json::object named(std::string_view kind, const std::string& id, const std::string& name) {
  json::object out{{"kind", kind}};
  if (!id.empty()) out["id"] = id;
  if (!name.empty()) out["name"] = name;
  return out;
}

json::object present_switch(const rights::SwitchState& state) {
  return {{"id", state.id}, {"name", state.name}, {"setting", model::to_string(state.own)}, {"enabled", state.on}};
}

json::array present_switches(const std::vector<rights::SwitchState>& states) {
  json::array out;
  for (const auto& state : states) out.push_back(present_switch(state));
  return out;
}

std::string_view reason_name(access::Reason reason) {
  switch (reason) {
    case access::Reason::kAllowed: return "allowed";
    case access::Reason::kUnknownTechnician: return "unknown_technician";
    case access::Reason::kForeignTeam: return "foreign_team";
    case access::Reason::kTechnicianDisabled: return "technician_disabled";
    case access::Reason::kDisabledByPlan: return "disabled_by_plan";
    case access::Reason::kNotActivated: return "not_activated";
    case access::Reason::kUnknownTarget: return "unknown_target";
    case access::Reason::kEntityRestricted: return "entity_restricted";
    case access::Reason::kInstallRestricted: return "install_restricted";
    case access::Reason::kDeviceRestricted: return "device_restricted";
    case access::Reason::kHidden: return "hidden";
    case access::Reason::kNoRight: return "no_right";
    case access::Reason::kNotOwn: return "not_own";
  }
  return "no_right";
}

std::string_view ground_name(access::Ground ground) {
  switch (ground) {
    case access::Ground::kNone: return "none";
    case access::Ground::kEveryone: return "everyone";
    case access::Ground::kOwn: return "own";
    case access::Ground::kOwner: return "owner";
    case access::Ground::kHome: return "home";
    case access::Ground::kRight: return "access_right";
    case access::Ground::kFirmwareEverywhere: return "firmware_everywhere";
  }
  return "none";
}

}  // namespace

json::array present(model::Permissions permissions) {
  json::array out;
  for (const auto permission : permissions.list()) out.emplace_back(model::to_string(permission));
  return out;
}

json::object present(const model::Role& role) {
  return {{"id", role.id.str()},
          {"name", role.name},
          {"purpose", model::to_string(role.purpose)},
          {"permissions", present(role.permissions)},
          {"system", role.system},
          {"version", role.version}};
}

json::object present(const model::Department& department) {
  return {{"id", department.id.str()},
          {"name", department.name},
          {"technician_count", department.technician_count},
          {"created_at", rfc3339(department.created_at)}};
}

json::object present(const model::DeviceGroup& group) {
  json::object out{{"id", group.id.str()},
                   {"name", group.name},
                   {"device_count", group.device_count},
                   {"created_at", rfc3339(group.created_at)}};
  if (!group.join_name.empty()) out["join_name"] = group.join_name;
  if (group.join_entity) out["join_entity"] = group.join_entity->str();
  return out;
}

json::object present(const model::AccessRight& right, const store::TeamScope& team, WallMs now) {
  json::object out{
      {"id", right.id.str()},
      {"holder", named(model::to_string(right.holder.kind), right.holder.id, rights::name_of(team, right.holder))},
      {"scope", named(model::to_string(right.scope.kind), right.scope.id, rights::name_of(team, right.scope))},
      {"role", right.role.str()},
      {"role_name", rights::name_of(team, right.role)},
      {"temporary", right.temporary},
      {"active", access::holds(right.term, now).has_value()},
      {"created_at", rfc3339(right.created_at)},
      {"version", right.version}};
  put_term(out, right.term);
  if (!right.reason.empty()) out["reason"] = right.reason;
  if (!right.given_by_name.empty()) out["given_by_name"] = right.given_by_name;
  return out;
}

json::object present(const rights::Origin& origin) {
  const auto& right = origin.right;
  json::object out{{"right", right.id.str()},
                   {"holder", named(model::to_string(right.holder.kind), right.holder.id, origin.holder_name)},
                   {"scope", named(model::to_string(right.scope.kind), right.scope.id, origin.scope_name)},
                   {"role", right.role.str()},
                   {"role_name", origin.role_name},
                   {"permissions", present(origin.permissions)},
                   {"inherited", origin.inherited},
                   {"temporary", right.temporary},
                   {"active", origin.holds_now}};
  put_term(out, right.term);
  if (origin.until) out["until"] = rfc3339(*origin.until);
  return out;
}

json::object present(const rights::Explanation& explanation) {
  const auto& decision = explanation.decision;
  json::array origins, through, remedies;
  for (const auto& origin : explanation.origins) origins.push_back(present(origin));
  for (const auto& install : decision.through) through.emplace_back(install.str());
  for (const auto& remedy : explanation.remedies) remedies.emplace_back(remedy);
  json::object out{{"allowed", decision.allowed},
                   {"reason", reason_name(decision.reason)},
                   {"sentence", decision.sentence()},
                   {"ground", ground_name(decision.ground)},
                   {"rights", std::move(origins)},
                   {"path", present_switches(explanation.path)},
                   {"installs", present_switches(explanation.installs)},
                   {"through", std::move(through)},
                   {"remedies", std::move(remedies)}};
  if (decision.right) out["right"] = decision.right->str();
  if (decision.until) out["until"] = rfc3339(*decision.until);
  if (!decision.restricted.empty()) out["restricted"] = decision.restricted;
  return out;
}

json::object present(const model::Technician& technician, const access::Snapshot& snapshot) {
  json::object out = present(technician);
  const auto* account = snapshot.account(technician.id);
  if (account != nullptr && account->standing == access::Standing::kDisabledByPlan) out["status"] = "disabled_by_plan";
  return out;
}

}  // namespace callout::api
