// SPDX-License-Identifier: Apache-2.0
#include "api/me.h"

#include <boost/json/array.hpp>

#include "api/events.h"
#include "api/present.h"
#include "api/route.h"
#include "callout_version.h"
#include "store/teams.h"

namespace callout::api {

namespace json = boost::json;

Answer<json::object> me_of(Context& context, const identity::SignedIn& who) {
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto team = store::Teams(store::TeamScope(*transaction, who.technician.team)).get();
  if (!team) return refuse(team);
  json::array permissions;
  const access::Subject subject = subject_of(who);
  const auto factor = identity::TwoFactors::state(*transaction, who.technician.id);
  if (!factor) return refuse(factor);
  for (const auto action : access::held_actions(*context.authority.of(subject.team), subject, context.clock.wall()))
    permissions.emplace_back(model::to_string(action));
  return json::object{{"technician", present(who.technician)},
                      {"team", present(*team)},
                      {"csrf_token", who.csrf_token},
                      {"two_factor", {{"enabled", factor->enabled}, {"recovery_codes", factor->recovery_codes}}},
                      {"permissions", std::move(permissions)},
                      {"server", {{"version", CALLOUT_VERSION}, {"url", context.addresses.console_origin}}}};
}

Result<> record_own(Context& context, store::Transaction& transaction, const model::Technician& technician,
                    const rights::Actor& actor, model::AuditKind kind, std::string detail) {
  model::AuditRecord record{.team = technician.team, .kind = kind, .technician = {technician.id, technician.name}};
  record.actor = actor.audited();
  record.detail = std::move(detail);
  return context.authority.journal().append(transaction, std::move(record));
}

void end_all_of(Context& context, const model::SignInId& sign_in) {
  context.events.sign_in_ended(sign_in);
  context.sessions.sign_in_ended(sign_in);
}

}  // namespace callout::api
