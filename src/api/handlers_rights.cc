// SPDX-License-Identifier: Apache-2.0
// Access rights: who has which, giving them, and why somebody may or may not.
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present.h"
#include "api/present_rights.h"
#include "api/text_fields.h"
#include "rights/explain.h"
#include "rights/giving.h"
#include "store/access_rights.h"
#include "store/teams.h"

namespace callout::api {
namespace {

namespace json = boost::json;
using access::Action;
using access::Target;

constexpr int kDayMinutes = 24 * 60;

/// "08:30" as minutes; 24:00 is the end of a day.
int minutes_in(Fields& in, std::string_view field) {
  const std::string text = in.text(field, {5, 5});
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100; };
  if (text.size() != 5) return 0;
  const int hours = digit(0) * 10 + digit(1), minutes = digit(3) * 10 + digit(4);
  if (text[2] == ':' && minutes < 60 && hours * 60 + minutes <= kDayMinutes) return hours * 60 + minutes;
  in.mistake(field, "Give the time of day like 08:30.");
  return 0;
}

std::optional<model::WeeklyHours> maybe_hours(Fields& in) {
  auto hours = in.maybe_object("hours");
  if (!hours) return std::nullopt;
  model::WeeklyHours out;
  hours->need("days");
  for (const auto day : hours->maybe_integers("days", {1, 7}, 1, 7).value_or(std::vector<std::int64_t>()))
    out.days.set(static_cast<std::size_t>(day - 1));
  out.from = minutes_in(*hours, "from");
  out.to = minutes_in(*hours, "to");
  out.zone = hours->text("time_zone", {1, 64});
  auto problem = hours->finish();
  if (!problem) {
    if (const auto good = model::check_hours(out); !good) in.mistake("hours", good.error().message);
  }
  in.adopt(std::move(problem));
  return out;
}

model::Term term_in(Fields& in) {
  model::Term term;
  term.from = in.maybe_time("from");
  term.to = in.maybe_time("to");
  term.hours = maybe_hours(in);
  return term;
}

std::string reason_in(Fields& in) {
  return in.maybe_text("reason", {1, 200}).value_or("");
}

/// {"kind": "technician", "id": "..."}
template <class Kind>
std::pair<Kind, std::string> named_in(Fields& in, std::string_view field, bool needs_id) {
  in.need(field);
  auto object = in.maybe_object(field);
  if (!object) return {};
  const std::string kind = object->text("kind", {1, 20});
  std::string id = object->maybe_text("id", {1, 64}).value_or("");
  const auto known = model::parse<Kind>(kind);
  if (!known) object->mistake("kind", "There is no such kind here.");
  if (known && needs_id && id.empty()) object->mistake("id", "Give the id.");
  in.adopt(object->finish());
  return {known.value_or(Kind{}), std::move(id)};
}

model::AccessRightId right_of(const Call& call) {
  return model::AccessRightId{std::string(call.id)};
}

Answer<Response> shown(Context& context, const Call& call, int status, const model::AccessRight& right) {
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  return json_response(status, present(right, store::TeamScope(*transaction, call.team()), context.clock.wall()));
}

/// Whether the technician of the call may see this right: their own, their department's, or one that they administer.
bool may_see(const Context& context, const Call& call, const model::AccessRight& right) {
  const auto snapshot = context.authority.of(call.team());
  if (access::is_own(*snapshot, call.subject(), right.holder)) return true;
  const auto on = [&](Target target) { return may(context, call.subject(), Action::kRightsView, target); };
  if (on(Target::of_team(call.team()))) return true;
  if (right.scope.kind == model::ScopeKind::kEntity) {
    const model::EntityId site(right.scope.id);
    return on(Target::of_entity(call.team(), site)) ||
           (right.temporary &&
            may(context, call.subject(), Action::kTemporaryRightsGive, Target::of_entity(call.team(), site)));
  }
  if (right.scope.kind == model::ScopeKind::kDevice) {
    auto facts = context.authority.facts(call.team(), model::DeviceId(right.scope.id));
    return facts && on(Target::of_device(call.team(), std::move(*facts)));
  }
  return false;
}

/// The technician that is asked about: the caller themselves, or one that they administer.
Answer<access::Subject> whom(Context& context, const Call& call, const model::TechnicianId& id) {
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto technician = store::Technicians(store::TeamScope(*transaction, call.team())).get(id);
  if (!technician) return refuse(technician);
  if (!may(context, call.subject(), Action::kAccessExplain, target_of(*technician))) return refuse(not_found());
  return access::Subject{call.team(), id};
}

/// `device` or `entity`, that the caller may see or the technician reaches.
Answer<Target> target_in(Context& context, const Call& call, const std::optional<model::DeviceId>& device,
                         const std::optional<model::EntityId>& entity) {
  if (device.has_value() == entity.has_value()) return refuse(malformed("Give \"device\" or \"entity\", one of them."));
  if (entity) return seen_entity(context, call, *entity);
  auto facts = context.authority.facts(call.team(), *device);
  if (!facts) return refuse(facts);
  auto target = Target::of_device(call.team(), std::move(*facts));
  // Who administers rights explains them also for devices that they may not open themselves.
  if (!may(context, call.subject(), Action::kDevicesView, target) &&
      !may(context, call.subject(), Action::kRightsManage, target))
    return refuse(not_found());
  return target;
}

}  // namespace

Answer<Response> list_access_rights(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  store::AccessRightFilter filter;
  const auto technician = in.id<model::TechnicianId>("technician");
  const auto department = in.id<model::DepartmentId>("department");
  const auto entity = in.id<model::EntityId>("entity");
  const auto device = in.id<model::DeviceId>("device");
  const auto group = in.id<model::GroupId>("group");
  filter.role = in.id<model::RoleId>("role");
  filter.temporary = in.flag("temporary");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  if (technician) filter.holder = model::Holder::of(*technician);
  if (department) filter.holder = model::Holder::of(*department);
  if (entity) filter.scope = model::Scope::of(*entity);
  if (device) filter.scope = model::Scope::of(*device);
  if (group) filter.scope = model::Scope::of(*group);
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const store::TeamScope scope(*transaction, call.team());
  auto found = store::AccessRights(scope).list(page, filter);
  if (!found) return refuse(found);
  // A page may be shorter than asked for: what the technician may not see is left out of it.
  std::erase_if(found->items, [&](const model::AccessRight& right) { return !may_see(context, call, right); });
  const WallMs now = context.clock.wall();
  return json_response(
      200, present_page(*found, [&](const model::AccessRight& right) { return present(right, scope, now); }));
}

Answer<Response> create_access_right(Context& context, const Call& call) {
  Fields in(call.body);
  rights::NewRight right;
  std::tie(right.holder.kind, right.holder.id) = named_in<model::HolderKind>(in, "holder", true);
  std::tie(right.scope.kind, right.scope.id) = named_in<model::ScopeKind>(in, "scope", false);
  right.role = model::RoleId(in.text("role", {1, 64}));
  right.term = term_in(in);
  right.reason = reason_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const bool section =
      right.scope.kind == model::ScopeKind::kTeam || right.scope.kind == model::ScopeKind::kQuickSupport;
  if (section != right.scope.id.empty())
    return refuse(invalid(section ? "A section has no id." : "Give the id of what the right is for.", "/scope/id"));
  const auto given = rights::give(context.authority, call.actor(), right);
  if (!given) return refuse(given);
  return shown(context, call, 201, *given);
}

Answer<Response> replace_access_right(Context& context, const Call& call) {
  Fields in(call.body);
  rights::RightChange change;
  change.version = in.integer("version", 0, kVersionMost);
  change.role = model::RoleId(in.text("role", {1, 64}));
  change.term = term_in(in);
  change.reason = reason_in(in);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto changed = rights::change_right(context.authority, call.actor(), right_of(call), change);
  if (!changed) return refuse(changed);
  return shown(context, call, 200, *changed);
}

Answer<Response> delete_access_right(Context& context, const Call& call) {
  const auto taken = rights::take_right(context.authority, call.actor(), right_of(call));
  if (!taken) return refuse(taken);
  return empty_response(204);
}

Answer<Response> create_temporary_permission(Context& context, const Call& call) {
  Fields in(call.body);
  rights::TemporaryPermission permission;
  permission.site = model::EntityId{std::string(call.id)};
  permission.technician = model::TechnicianId(in.text("technician", {1, 64}));
  permission.role = model::RoleId(in.maybe_text("role", {1, 64}).value_or("remote-technician-user"));
  permission.from = in.maybe_time("from");
  in.need("to");
  permission.to = in.maybe_time("to").value_or(WallMs());
  permission.reason = reason_in(in);
  permission.confirmed = in.maybe_true("confirmed");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  if (auto seen = seen_entity(context, call, permission.site); !seen) return refuse(seen.error());
  const auto given = rights::give_temporary(context.authority, call.actor(), permission);
  if (!given) return refuse(given);
  return shown(context, call, 201, *given);
}

Answer<Response> list_effective_permissions(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto device = in.id<model::DeviceId>("device");
  const auto entity = in.id<model::EntityId>("entity");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto subject = whom(context, call, model::TechnicianId{std::string(call.id)});
  if (!subject) return refuse(subject.error());
  const auto target = target_in(context, call, device, entity);
  if (!target) return refuse(target.error());
  const auto snapshot = context.authority.of(call.team());
  const WallMs now = context.clock.wall();
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto origins = rights::origins_of(*transaction, *snapshot, *subject, *target, now);
  if (!origins) return refuse(origins);
  json::array items;
  for (const auto& [permission, name] : model::Names<model::Permission>::kTable) {
    const auto decision = access::decide(*snapshot, *subject, permission, *target, now);
    json::array from;
    for (const auto& origin : *origins) {
      if (origin.permissions.has(permission)) from.push_back(present(origin));
    }
    if (!decision.allowed && from.empty()) continue;
    json::object item{{"permission", name},
                      {"allowed", decision.allowed},
                      {"sentence", decision.sentence()},
                      {"rights", std::move(from)}};
    if (decision.until) item["until"] = rfc3339(*decision.until);
    items.push_back(std::move(item));
  }
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> explain_access(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto technician = in.id<model::TechnicianId>("technician");
  const auto device = in.id<model::DeviceId>("device");
  const auto entity = in.id<model::EntityId>("entity");
  const std::string name = in.needed("permission", 64);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto permission = model::parse<model::Permission>(name);
  if (!permission) return refuse(malformed("There is no such permission; GET /api/v1/permissions lists them."));
  const auto subject = whom(context, call, technician.value_or(call.signed_in->technician.id));
  if (!subject) return refuse(subject.error());
  const auto target = target_in(context, call, device, entity);
  if (!target) return refuse(target.error());
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto explanation = rights::explain(*transaction, *context.authority.of(call.team()), *subject, *permission,
                                           *target, context.clock.wall());
  if (!explanation) return refuse(explanation);
  return json_response(200, present(*explanation));
}

}  // namespace callout::api
