// SPDX-License-Identifier: Apache-2.0
// The technician's own account: profile, password, second factor.
#include "api/events.h"
#include "api/fields.h"
#include "api/handlers.h"
#include "api/me.h"
#include "api/person_fields.h"
#include "api/sign_in_cookie.h"

namespace callout::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kIssuer = "Callout";

/// Runs body(transaction) in a write transaction and commits.
template <class F>
auto written(Context& context, F body) -> decltype(body(std::declval<store::Transaction&>())) {
  auto transaction = context.store.write();
  if (!transaction) return fail(transaction);
  auto result = body(*transaction);
  if (!result) return result;
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return result;
}

/// A wrong password is the field's mistake, not a missing right.
Problem password_problem(const Error& error, std::string_view field) {
  if (error.code == Code::kDenied) return {422, "wrong_password", error.message, std::string(field)};
  return problem_of(error);
}

Problem code_problem(const Error& error) {
  if (error.code == Code::kDenied) return {422, "wrong_code", error.message, "/code"};
  return problem_of(error);
}

Answer<Response> me_response(Context& context, const identity::SignedIn& who) {
  const auto me = me_of(context, who);
  if (!me) return refuse(me.error());
  return json_response(200, *me);
}

}  // namespace

Answer<Response> update_me(Context& context, const Call& call) {
  if (auto problem = only_in_console(call)) return refuse(std::move(*problem));
  Fields in(call.body);
  const auto change = maybe_person(in);
  in.need_any();
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto changed = written(context, [&](store::Transaction& transaction) -> Result<model::Technician> {
    if (auto kept = record_own(context, transaction, call.signed_in->technician, call.actor(),
                               model::AuditKind::kTechnicianChanged, "the own profile");
        !kept)
      return fail(kept);
    return identity::Accounts::change_person(transaction, call.team(), call.signed_in->technician.id, change);
  });
  if (!changed) return refuse(changed);
  identity::SignedIn who = *call.signed_in;
  who.technician = std::move(*changed);
  return me_response(context, who);
}

Answer<Response> change_my_password(Context& context, const Call& call) {
  if (auto problem = only_in_console(call)) return refuse(std::move(*problem));
  Fields in(call.body);
  const std::string current = in.text("current", {1, identity::kPasswordMost});
  const std::string next = in.text("password", {identity::kPasswordLeast, identity::kPasswordMost});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto& who = *call.signed_in;
  const auto made = context.account_services.own_password.change(
      who, current, next, call.remote_ip, [&](store::Transaction& transaction, const model::Technician& technician) {
        return record_own(context, transaction, technician, call.actor(), model::AuditKind::kTechnicianPasswordChanged,
                          "by themselves");
      });
  if (!made) return refuse(password_problem(made.error(), "/current"));
  context.events.technician_changed(who.technician.id);
  context.sessions.sign_ins_ended(who.technician.id);
  auto response = me_response(context, made->signed_in);
  if (response) response->headers.add("Set-Cookie", sign_in_cookie(made->secret));
  return response;
}

Answer<Response> begin_two_factor(Context& context, const Call& call) {
  if (auto problem = only_in_console(call)) return refuse(std::move(*problem));
  Fields in(call.body);
  const std::string password = in.text("password", {1, identity::kPasswordMost});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  if (const auto right = context.account_services.own_password.check(*call.signed_in, password); !right)
    return refuse(password_problem(right.error(), "/password"));
  const auto secret = written(context, [&](store::Transaction& transaction) {
    return context.account_services.two_factors.begin(transaction, call.signed_in->technician, kIssuer);
  });
  if (!secret) return refuse(secret);
  return json_response(201, {{"secret", secret->text}, {"uri", secret->uri}});
}

Answer<Response> confirm_two_factor(Context& context, const Call& call) {
  if (auto problem = only_in_console(call)) return refuse(std::move(*problem));
  Fields in(call.body);
  const std::string code = in.text("code", {6, 16});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto& who = *call.signed_in;
  std::vector<model::SignInId> ended;
  const auto codes = written(context, [&](store::Transaction& transaction) -> Result<std::vector<std::string>> {
    auto made = context.account_services.two_factors.confirm(transaction, who.technician.id, code);
    if (!made) return made;
    const identity::Ending ending{context.authority.journal(), call.actor().audited()};
    auto others =
        identity::end_sign_ins(transaction, ending, who.technician, {.keep = who.id}, "a second factor was set up");
    if (!others) return fail(others);
    ended = std::move(*others);
    if (auto kept = record_own(context, transaction, call.signed_in->technician, call.actor(),
                               model::AuditKind::kTechnicianSecondFactorChanged, "set up");
        !kept)
      return fail(kept);
    return made;
  });
  if (!codes) return refuse(code_problem(codes.error()));
  for (const auto& sign_in : ended) end_all_of(context, sign_in);
  json::array list(codes->begin(), codes->end());
  return json_response(200, {{"recovery_codes", std::move(list)}});
}

Answer<Response> remove_two_factor(Context& context, const Call& call) {
  if (auto problem = only_in_console(call)) return refuse(std::move(*problem));
  Fields in(call.body);
  const std::string password = in.text("password", {1, identity::kPasswordMost});
  const std::string code = in.text("code", {6, 64});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto& technician = call.signed_in->technician;
  // Guesses of codes are as rare as those of the password: one try needs both.
  if (const auto right = context.account_services.own_password.check(*call.signed_in, password); !right)
    return refuse(password_problem(right.error(), "/password"));
  const auto removed = written(context, [&](store::Transaction& transaction) -> Result<> {
    const auto proof = context.account_services.two_factors.prove(transaction, technician.id, code);
    if (!proof) return fail(proof);
    if (*proof == identity::TwoFactors::Proof::kWrong)
      return fail(Code::kDenied, "The code is not right: give the one that your app shows now, or a recovery code.");
    if (auto kept = record_own(context, transaction, call.signed_in->technician, call.actor(),
                               model::AuditKind::kTechnicianSecondFactorChanged, "turned off");
        !kept)
      return kept;
    return identity::TwoFactors::remove(transaction, technician.id);
  });
  if (!removed) return refuse(code_problem(removed.error()));
  return empty_response(204);
}

}  // namespace callout::api
