// SPDX-License-Identifier: Apache-2.0
#include "api/events.h"
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/person_fields.h"
#include "api/present.h"
#include "api/present_rights.h"
#include "api/text_fields.h"
#include "mail/content.h"
#include "rights/recording.h"
#include "rights/technicians.h"
#include "store/teams.h"

namespace callout::api {
namespace {

using access::Action;
using access::Target;
using rights::Reaching;

constexpr int kSessionMinutesMost = 480;
constexpr int kTemporaryDaysMost = 30;

/// What a technician lost by a change of their account: open consoles sign in again, sessions end.
void end_what_they_had(Context& context, const model::TechnicianId& id, bool password_changed) {
  context.events.technician_changed(id);
  if (password_changed) context.sessions.sign_ins_ended(id);
}

/// 0 active, 1 disabled, 2 disabled by plan: that is no row's, but follows from the team's plan.
void filter_by_status(store::TechnicianFilter& filter, std::size_t status, const access::Snapshot& snapshot) {
  auto by_plan = snapshot.technicians_with(access::Standing::kDisabledByPlan);
  filter.status = status == 1 ? model::TechnicianStatus::kDisabled : model::TechnicianStatus::kActive;
  if (status == 2) {
    filter.only = std::move(by_plan);
  } else {
    filter.except = std::move(by_plan);
  }
}

model::AuditRecord team_record(const model::Team& before, const model::Team& after) {
  const auto on = [](bool value) { return value ? "on" : "off"; };
  model::AuditRecord record{.kind = model::AuditKind::kTeamChanged};
  rights::note(record, "name", before.name, after.name);
  rights::note(record, "session_minutes", std::to_string(before.session_length.count()),
               std::to_string(after.session_length.count()));
  rights::note(record, "strict_installs", on(before.strict_installs), on(after.strict_installs));
  rights::note(record, "group_rights_for_new_devices", on(before.group_rights_for_new_devices),
               on(after.group_rights_for_new_devices));
  rights::note(record, "temporary_permission_days", std::to_string(before.temporary_days),
               std::to_string(after.temporary_days));
  rights::note(record, "temporary_permission_needs_reason", on(before.temporary_needs_reason),
               on(after.temporary_needs_reason));
  return record;
}

model::AuditRecord technician_record(const model::Technician& before, const model::Technician& after,
                                     bool password_changed) {
  model::AuditRecord record{
      .kind = password_changed ? model::AuditKind::kTechnicianPasswordChanged : model::AuditKind::kTechnicianChanged,
      .technician = {after.id, after.name}};
  rights::note(record, "name", before.name, after.name);
  rights::note(record, "status", model::to_string(before.status), model::to_string(after.status));
  if (password_changed) record.changes.add("password", model::FieldClass::kSecret, "set", "changed");
  return record;
}

model::TechnicianId technician_of(const Call& call) {
  return model::TechnicianId{std::string(call.id)};
}

}  // namespace

Answer<Response> get_team(Context& context, const Call& call) {
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto team = store::Teams(store::TeamScope(*transaction, call.team())).get();
  if (!team) return refuse(team);
  return json_response(200, present(*team));
}

Answer<Response> update_team(Context& context, const Call& call) {
  Fields in(call.body);
  const auto name = maybe_name(in, "name", "The team's name");
  const auto minutes = in.maybe_integer("session_minutes", 1, kSessionMinutesMost);
  const auto strict = in.maybe_bool("strict_installs");
  const auto group_rights = in.maybe_bool("group_rights_for_new_devices");
  const auto days = in.maybe_integer("temporary_permission_days", 1, kTemporaryDaysMost);
  const auto needs_reason = in.maybe_bool("temporary_permission_needs_reason");
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto team = context.authority.change(call.actor(), [&](rights::Change& change) -> Result<model::Team> {
    if (auto may = change.require(call.subject(), Action::kTeamManage, Target::of_team(call.team())); !may)
      return fail(may);
    store::Teams teams(change.scope);
    auto changed = teams.get();
    if (!changed) return changed;
    const auto before = *changed;
    changed->name = name.value_or(changed->name);
    if (minutes) changed->session_length = std::chrono::minutes(*minutes);
    changed->strict_installs = strict.value_or(changed->strict_installs);
    changed->group_rights_for_new_devices = group_rights.value_or(changed->group_rights_for_new_devices);
    if (days) changed->temporary_days = static_cast<int>(*days);
    changed->temporary_needs_reason = needs_reason.value_or(changed->temporary_needs_reason);
    if (auto updated = teams.update(*changed); !updated) return fail(updated);
    change.technicians = true;
    if (auto kept = change.record(team_record(before, *changed)); !kept) return fail(kept);
    return changed;
  });
  if (!team) return refuse(team);
  return json_response(200, present(*team));
}

Answer<Response> list_technicians(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  store::TechnicianFilter filter{
      .q = in.text("q"), .reach = call.reach, .department = in.id<model::DepartmentId>("department")};
  if (in.flag("invitations")) filter.state = model::TechnicianState::kInvitation;
  const auto status = in.maybe_choice("status", {"active", "disabled", "disabled_by_plan"});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto snapshot = context.authority.of(call.team());
  if (status) filter_by_status(filter, *status, *snapshot);
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Technicians(store::TeamScope(*transaction, call.team())).list(page, filter);
  if (!found) return refuse(found);
  return json_response(
      200, present_page(*found, [&](const model::Technician& technician) { return present(technician, *snapshot); }));
}

Answer<Response> create_technician(Context& context, const Call& call) {
  Fields in(call.body);
  identity::NewAccount account{.email = email(in, "email"),
                               .password = in.text("password", {identity::kPasswordLeast, identity::kPasswordMost})};
  const auto who = person(in);
  std::optional<model::EntityId> home;
  if (auto text = in.maybe_text("home", {1, 64})) home.emplace(std::move(*text));
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto said = model::changed({}, who);
  if (!said) return refuse(said);
  account.person = std::move(*said);
  auto prepared = context.accounts.prepare(call.team(), account);
  if (!prepared) return refuse(prepared);
  const auto made = context.authority.change(call.actor(), [&](rights::Change& change) -> Result<model::Technician> {
    prepared->technician.home = home.value_or(change.snapshot.root());
    if (change.snapshot.entity(prepared->technician.home) == nullptr)
      return fail(Code::kInvalid, "The entity is not one of this team.");
    const auto target = Target::of_entity(call.team(), prepared->technician.home);
    if (auto may = change.require(call.subject(), Action::kTechniciansManage, target); !may) return fail(may);
    change.technicians = true;
    auto added = identity::Accounts::add(change.transaction, *prepared);
    if (!added) return added;
    model::AuditRecord record{.kind = model::AuditKind::kTechnicianCreated,
                              .technician = {added->id, added->name},
                              .entity = rights::entity_thing(change, added->home)};
    rights::note(record, "email", "", added->email);
    rights::note(record, "name", "", added->name);
    if (auto kept = change.record(std::move(record)); !kept) return fail(kept);
    return added;
  });
  if (!made) return refuse(made);
  return json_response(201, present(*made, *context.authority.of(call.team())));
}

Answer<Response> get_technician(Context& context, const Call& call) {
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Technicians(store::TeamScope(*transaction, call.team())).get(technician_of(call));
  if (!found) return refuse(found);
  if (!may(context, call.subject(), Action::kTechniciansManage, target_of(*found))) return refuse(not_found());
  return json_response(200, present(*found, *context.authority.of(call.team())));
}

Answer<Response> update_technician(Context& context, const Call& call) {
  Fields in(call.body);
  identity::AccountChange change;
  change.person = maybe_person(in);
  if (const auto status = in.maybe_choice("status", {"active", "disabled"})) {
    change.status = *status == 0 ? model::TechnicianStatus::kActive : model::TechnicianStatus::kDisabled;
  }
  change.password = in.maybe_text("password", {identity::kPasswordLeast, identity::kPasswordMost});
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  if (change.password && !call.signed_in->browser()) return refuse(*only_in_console(call));
  const auto prepared = context.accounts.prepare(change);
  if (!prepared) return refuse(prepared);

  const auto id = technician_of(call);
  const bool deep = change.status || change.password;
  const auto changed = context.authority.change(call.actor(), [&](rights::Change& open) -> Result<model::Technician> {
    const auto reaching = deep ? Reaching::kAccount : Reaching::kProfile;
    const auto before = rights::may_change_technician(open, call.actor(), id, reaching);
    if (!before) return before;
    open.technicians = true;
    auto after = identity::Accounts::change(open.transaction, call.team(), id, *prepared,
                                            {context.authority.journal(), call.actor().audited()});
    if (!after) return after;
    if (auto kept = open.record(technician_record(*before, *after, prepared->password_hash.has_value())); !kept)
      return fail(kept);
    if (change.password) {
      context.account_services.notices.tell(open.transaction, *after,
                                            mail::PasswordChanged{.when = open.now, .link = {}});
    }
    return after;
  });
  if (!changed) return refuse(changed);
  if (deep) end_what_they_had(context, id, change.password.has_value());
  return json_response(200, present(*changed, *context.authority.of(call.team())));
}

Answer<Response> update_technician_access(Context& context, const Call& call) {
  Fields in(call.body);
  rights::TechnicianAccess access;
  access.version = in.integer("version", 0, kVersionMost);
  if (auto text = in.maybe_text("home", {1, 64})) access.home.emplace(std::move(*text));
  access.firmware_everywhere = in.maybe_bool("firmware_everywhere");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto changed = rights::change_technician_access(context.authority, call.actor(), technician_of(call), access);
  if (!changed) return refuse(changed);
  return json_response(200, present(*changed, *context.authority.of(call.team())));
}

}  // namespace callout::api
