// SPDX-License-Identifier: Apache-2.0
// Sign-ins and API tokens: one's own, and those of who one administers.
#include "api/events.h"
#include "api/fields.h"
#include "api/handlers.h"
#include "api/may.h"
#include "api/me.h"
#include "api/parameters.h"
#include "api/person_fields.h"
#include "api/present.h"
#include "mail/content.h"
#include "rights/technicians.h"
#include "store/sign_ins.h"
#include "store/teams.h"

namespace callout::api {
namespace {

namespace json = boost::json;

model::AuditRecord account_record(model::AuditKind kind, const model::Technician& technician, std::string detail) {
  model::AuditRecord record{.kind = kind, .technician = {technician.id, technician.name}};
  record.detail = std::move(detail);
  return record;
}

json::object present_sign_in(const store::SignInInfo& info, const model::SignInId& current) {
  json::object out{{"id", info.id.str()},
                   {"kind", model::to_string(info.kind)},
                   {"created_at", rfc3339(info.created_at)},
                   {"used_at", rfc3339(info.used_at)},
                   {"current", info.id == current}};
  if (!info.name.empty()) out["name"] = info.name;
  if (!info.address.empty()) out["address"] = info.address;
  return out;
}

json::object present_token(const store::SignInInfo& info) {
  json::array scope;
  for (const auto permission : info.scope.value_or(model::Permissions()).list())
    scope.emplace_back(model::to_string(permission));
  json::object out{{"id", info.id.str()},
                   {"name", info.name},
                   {"scope", std::move(scope)},
                   {"created_at", rfc3339(info.created_at)},
                   {"expires_at", rfc3339(info.expires)}};
  if (info.used_at > info.created_at) out["used_at"] = rfc3339(info.used_at);
  return out;
}

model::Permissions scope_in(Fields& in) {
  in.need("scope");
  model::Permissions scope;
  const auto names = in.maybe_texts("scope", {1, model::kPermissionCount}, {1, 64});
  for (const auto& name : names.value_or(std::vector<std::string>())) {
    const auto permission = model::parse<model::Permission>(name);
    if (!permission) in.mistake("scope", "\"" + name + "\" is no permission; GET /api/v1/permissions lists them.");
    if (permission) scope.add(*permission);
  }
  return scope;
}

/// The technician whose tokens are asked for: who asks, or one that they administer.
Answer<model::TechnicianId> whose(Context& context, const Call& call, const std::optional<model::TechnicianId>& asked) {
  if (!asked || *asked == call.signed_in->technician.id) return call.signed_in->technician.id;
  auto transaction = context.store.read();
  if (!transaction) return refuse(transaction);
  const auto found = store::Technicians(store::TeamScope(*transaction, call.team())).get(*asked);
  if (!found) return refuse(found);
  if (!may(context, call.subject(), access::Action::kTechniciansManage, target_of(*found))) return refuse(not_found());
  return found->id;
}

/// A sign-in of another technician, who has to be one that the caller may change.
Result<> end_others_token(Context& context, const Call& call, const model::SignInId& id) {
  return context.authority.change(call.actor(), [&](rights::Change& change) -> Result<> {
    store::SignIns sign_ins(change.transaction);
    const auto found = sign_ins.get(id);
    if (!found) return fail(found);
    if (!*found || (*found)->kind != model::SignInKind::kToken) return fail(Code::kNotFound, "There is no such token.");
    const auto technician =
        rights::may_change_technician(change, call.actor(), (*found)->technician.id, rights::Reaching::kAccount);
    if (!technician) return fail(technician);
    if (auto removed = sign_ins.remove(id); !removed) return removed;
    const store::SignInInfo token{.id = id, .kind = (*found)->kind, .name = (*found)->name};
    return change.record(
        identity::sign_in_record(model::AuditKind::kTokenRemoved, *technician, token, "revoked by an administrator"));
  });
}

identity::Ending ending_by(Context& context, const Call& call) {
  return {context.authority.journal(), call.actor().audited()};
}

Result<std::vector<model::SignInId>> end_own(Context& context, const Call& call) {
  const auto& who = *call.signed_in;
  auto transaction = context.store.write();
  if (!transaction) return fail(transaction);
  auto ended = identity::end_sign_ins(*transaction, ending_by(context, call), who.technician,
                                      {.keep = who.id, .tokens = true}, "ended with all others by its technician");
  if (!ended) return ended;
  if (const auto committed = transaction->commit(); !committed) return fail(committed);
  return ended;
}

}  // namespace

Answer<Response> list_my_sign_ins(Context& context, const Call& call) {
  const auto all = context.sign_ins.list(call.signed_in->technician.id);
  if (!all) return refuse(all);
  json::array items;
  for (const auto& info : *all) {
    if (info.kind != model::SignInKind::kToken) items.push_back(present_sign_in(info, call.signed_in->id));
  }
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> end_my_sign_in(Context& context, const Call& call) {
  if (auto problem = only_in_console(call)) return refuse(std::move(*problem));
  const model::SignInId id{std::string(call.id)};
  const auto ended = context.sign_ins.end_of(call.signed_in->technician, id, false, call.actor().audited());
  if (!ended) return refuse(ended);
  end_all_of(context, id);
  return empty_response(204);
}

Answer<Response> end_my_sign_ins(Context& context, const Call& call) {
  if (auto problem = only_in_console(call)) return refuse(std::move(*problem));
  // The sessions that end with them are written down as well: the transaction is over by then.
  const auto ended = end_own(context, call);
  if (!ended) return refuse(ended);
  for (const auto& sign_in : *ended) end_all_of(context, sign_in);
  return empty_response(204);
}

Answer<Response> end_technician_sign_ins(Context& context, const Call& call) {
  const model::TechnicianId id{std::string(call.id)};
  const auto ended =
      context.authority.change(call.actor(), [&](rights::Change& change) -> Result<std::vector<model::SignInId>> {
        const auto technician = rights::may_change_technician(change, call.actor(), id, rights::Reaching::kAccount);
        if (!technician) return fail(technician);
        auto ended = identity::end_sign_ins(change.transaction, ending_by(context, call), *technician, {.tokens = true},
                                            "ended by an administrator");
        if (!ended) return ended;
        if (auto kept = change.record(
                account_record(model::AuditKind::kSignInEnded, *technician, "all sign-ins and API tokens were ended"));
            !kept)
          return fail(kept);
        return ended;
      });
  if (!ended) return refuse(ended);
  for (const auto& sign_in : *ended) end_all_of(context, sign_in);
  return empty_response(204);
}

Answer<Response> reset_two_factor(Context& context, const Call& call) {
  if (!call.signed_in->browser()) return refuse(*only_in_console(call));
  const model::TechnicianId id{std::string(call.id)};
  const auto ended =
      context.authority.change(call.actor(), [&](rights::Change& change) -> Result<std::vector<model::SignInId>> {
        const auto technician = rights::may_change_technician(change, call.actor(), id, rights::Reaching::kAccount);
        if (!technician) return fail(technician);
        const auto state = identity::TwoFactors::state(change.transaction, id);
        if (!state) return fail(state);
        if (!state->enabled) return fail(Code::kConflict, "This technician has no second factor.");
        if (auto removed = identity::TwoFactors::remove(change.transaction, id); !removed) return fail(removed);
        context.account_services.notices.tell(
            change.transaction, *technician,
            mail::TwoFactorReset{.by = call.signed_in->technician.name, .when = context.clock.wall(), .link = {}});
        auto ended = identity::end_sign_ins(change.transaction, ending_by(context, call), *technician, {},
                                            "the second factor was reset");
        if (!ended) return ended;
        if (auto kept = change.record(account_record(model::AuditKind::kTechnicianSecondFactorChanged, *technician,
                                                     "the second factor was reset"));
            !kept)
          return fail(kept);
        return ended;
      });
  if (!ended) return refuse(ended);
  for (const auto& sign_in : *ended) end_all_of(context, sign_in);
  return empty_response(204);
}

Answer<Response> list_api_tokens(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto asked = in.id<model::TechnicianId>("technician");
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto technician = whose(context, call, asked);
  if (!technician) return refuse(technician.error());
  const auto all = context.sign_ins.list(*technician);
  if (!all) return refuse(all);
  json::array items;
  for (const auto& info : *all) {
    if (info.kind == model::SignInKind::kToken) items.push_back(present_token(info));
  }
  return json_response(200, {{"items", std::move(items)}});
}

Answer<Response> create_api_token(Context& context, const Call& call) {
  if (auto problem = only_in_console(call)) return refuse(std::move(*problem));
  Fields in(call.body);
  identity::NewToken token;
  token.name = in.text("name", {1, 200});
  token.scope = scope_in(in);
  in.need("expires_at");
  token.expires = in.maybe_time("expires_at").value_or(WallMs());
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto held = access::held_permissions(*context.authority.of(call.team()), call.subject(), context.clock.wall());
  if (!held.covers(token.scope))
    return refuse(denied("The scope has permissions that you do not hold anywhere: leave them out."));
  const auto made = context.account_services.api_tokens.make(
      *call.signed_in, token, [&](store::Transaction& transaction, const model::Technician& technician) {
        return record_own(context, transaction, technician, call.actor(), model::AuditKind::kTokenCreated, token.name);
      });
  if (!made) return refuse(made);
  const store::SignInInfo info{.id = made->signed_in.id,
                               .kind = model::SignInKind::kToken,
                               .name = token.name,
                               .created_at = context.clock.wall(),
                               .used_at = context.clock.wall(),
                               .scope = token.scope,
                               .expires = token.expires};
  auto out = present_token(info);
  out["token"] = made->secret;
  return json_response(201, out);
}

Answer<Response> delete_api_token(Context& context, const Call& call) {
  if (auto problem = only_in_console(call)) return refuse(std::move(*problem));
  const model::SignInId id{std::string(call.id)};
  auto ended = context.sign_ins.end_of(call.signed_in->technician, id, true, call.actor().audited());
  if (!ended && ended.error().code == Code::kNotFound) ended = end_others_token(context, call, id);
  if (!ended) return refuse(ended);
  end_all_of(context, id);
  return empty_response(204);
}

}  // namespace callout::api
