// SPDX-License-Identifier: Apache-2.0
// For who is not signed in: what the sign-in page offers, a new password, an account with a team of one's own.
#include "api/events.h"
#include "api/fields.h"
#include "api/handlers.h"
#include "api/me.h"
#include "api/person_fields.h"
#include "api/text_fields.h"
#include "mail/language.h"

namespace callout::api {
namespace {

namespace json = boost::json;

/// Accepted, whether or not there is such an account: what is done about it is told by mail only.
Response accepted() {
  return empty_response(202);
}

/// Who is not signed in, and has proven by a link whose account it is.
rights::Actor actor_of(const model::Technician& technician, const Call& call) {
  return {{technician.team, technician.id}, technician.name, std::string(call.remote_ip), model::AuditVia::kBrowser};
}

}  // namespace

Answer<Response> get_sign_in_options(Context& context, const Call&) {
  json::array languages;
  for (const auto& language : mail::languages())
    languages.push_back(json::object{{"tag", language.tag}, {"name", language.name}});
  return json_response(200, {{"registration", context.account_services.registrations.enabled()},
                             {"password_reset", context.account_services.notices.configured()},
                             {"languages", std::move(languages)}});
}

Answer<Response> request_password_reset(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string to = in.text("email", {1, 254});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto& resets = context.account_services.password_resets;
  const auto asked = resets.request(to, call.remote_ip);
  if (!asked) return refuse(with_wait(asked.error(), resets.retry_after(to, call.remote_ip)));
  return accepted();
}

Answer<Response> complete_password_reset(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string token = in.text("token", {1, 128});
  const std::string password = in.text("password", {identity::kPasswordLeast, identity::kPasswordMost});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto& resets = context.account_services.password_resets;
  const auto done = resets.complete(
      token, password, call.remote_ip, [&](store::Transaction& transaction, const model::Technician& technician) {
        return record_own(context, transaction, technician, actor_of(technician, call),
                          model::AuditKind::kTechnicianPasswordChanged, "by a link in a mail");
      });
  if (!done) return refuse(with_wait(done.error(), resets.retry_after("", call.remote_ip)));
  context.events.technician_changed(done->id);
  context.sessions.sign_ins_ended(done->id);
  return json_response(200, {{"email", done->email}});
}

Answer<Response> register_team(Context& context, const Call& call) {
  auto& registrations = context.account_services.registrations;
  if (!registrations.enabled()) return refuse(not_found());
  Fields in(call.body);
  identity::NewRegistration asked{.email = email(in, "email")};
  const auto change = person(in);
  asked.team = name(in, "team", "The team's name");
  asked.password = in.text("password", {identity::kPasswordLeast, identity::kPasswordMost});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto who = model::changed({}, change);
  if (!who) return refuse(who);
  asked.person = *who;
  const auto done = registrations.request(asked, call.remote_ip);
  if (!done) return refuse(with_wait(done.error(), registrations.retry_after(asked.email, call.remote_ip)));
  return accepted();
}

Answer<Response> confirm_registration(Context& context, const Call& call) {
  auto& registrations = context.account_services.registrations;
  if (!registrations.enabled()) return refuse(not_found());
  Fields in(call.body);
  const std::string token = in.text("token", {1, 128});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto made =
      registrations.confirm(token, call.remote_ip, [&](store::Transaction& transaction, const identity::NewTeam& team) {
        return record_own(context, transaction, team.owner, actor_of(team.owner, call), model::AuditKind::kTeamCreated,
                          "registered");
      });
  if (!made) return refuse(with_wait(made.error(), registrations.retry_after("", call.remote_ip)));
  return json_response(200, {{"email", made->owner.email}});
}

}  // namespace callout::api
