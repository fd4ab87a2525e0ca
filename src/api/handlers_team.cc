// SPDX-License-Identifier: Apache-2.0
#include "api/events.h"
#include "api/fields.h"
#include "api/handlers.h"
#include "api/parameters.h"
#include "api/present.h"
#include "api/text_fields.h"
#include "store/teams.h"

namespace callout::api {
namespace {

constexpr int kSessionMinutesMost = 480;

// Who is no longer allowed loses sessions at once, also when nothing can be read; open consoles see that by signing in
// again.
Answer<void> apply_access_change(Context& context, const model::TeamId& team) {
  const auto loaded = context.authority.reload();
  context.sessions.access_changed(team);
  if (!loaded) return refuse(loaded);
  return {};
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
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));

  auto transaction = context.store.write();
  if (!transaction) return refuse(transaction);
  store::Teams teams(store::TeamScope(*transaction, call.team()));
  if (name) {
    if (const auto done = teams.set_name(*name); !done) return refuse(done);
  }
  if (minutes) {
    if (const auto done = teams.set_session_length(std::chrono::minutes(*minutes)); !done) return refuse(done);
  }
  const auto team = teams.get();
  if (!team) return refuse(team);
  if (const auto done = transaction->commit(); !done) return refuse(done);
  return json_response(200, present(*team));
}

Answer<Response> list_technicians(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  const std::string q = in.text("q");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Technicians(store::TeamScope(*transaction, call.team())).list(page, q);
  if (!found) return refuse(found);
  return json_response(200,
                       present_page(*found, [](const model::Technician& technician) { return present(technician); }));
}

Answer<Response> create_technician(Context& context, const Call& call) {
  Fields in(call.body);
  const identity::NewAccount account{
      .email = email(in, "email"),
      .name = name(in, "name", "The technician's name"),
      .password = in.text("password", {identity::kPasswordLeast, identity::kPasswordMost})};
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto technician = context.accounts.create(call.team(), account);
  if (!technician) return refuse(technician);
  if (auto applied = apply_access_change(context, call.team()); !applied) return refuse(applied.error());
  return json_response(201, present(*technician));
}

Answer<Response> update_technician(Context& context, const Call& call) {
  Fields in(call.body);
  identity::AccountChange change;
  change.name = maybe_name(in, "name", "The technician's name");
  if (const auto status = in.maybe_choice("status", {"active", "disabled"})) {
    change.status = *status == 0 ? model::TechnicianStatus::kActive : model::TechnicianStatus::kDisabled;
  }
  change.password = in.maybe_text("password", {identity::kPasswordLeast, identity::kPasswordMost});
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));

  const model::TechnicianId id{std::string(call.id)};
  const auto technician = context.accounts.change(call.team(), id, change);
  if (!technician) return refuse(technician);
  if (change.status || change.password) context.events.technician_changed(id);
  if (change.password) context.sessions.sign_ins_ended(id);
  if (auto applied = apply_access_change(context, call.team()); !applied) return refuse(applied.error());
  return json_response(200, present(*technician));
}

}  // namespace callout::api
