// SPDX-License-Identifier: Apache-2.0
// Invitations: for who administers technicians, and for who has the link.
#include "access/snapshot.h"
#include "api/events.h"
#include "api/fields.h"
#include "api/handlers.h"
#include "api/person_fields.h"
#include "api/present.h"
#include "api/present_rights.h"
#include "api/text_fields.h"
#include "rights/technicians.h"
#include "store/teams.h"

namespace callout::api {
namespace {

namespace json = boost::json;
using access::Action;
using access::Target;

model::AuditRecord invitation_record(model::AuditKind kind, const model::Technician& technician) {
  model::AuditRecord record{.kind = kind, .technician = {technician.id, technician.name}};
  record.detail = technician.email;
  return record;
}

Response answer_of(Context& context, int status, const identity::SentInvitation& sent) {
  const auto snapshot = context.authority.of(sent.technician.team);
  json::object out{{"technician", present(sent.technician, *snapshot)}, {"expires_at", rfc3339(sent.expires)}};
  if (!sent.link.empty()) out["link"] = sent.link;
  return json_response(status, out);
}

std::size_t disabled_by_plan(const std::vector<model::Technician>& technicians, const model::Team& team) {
  return static_cast<std::size_t>(
      std::ranges::count(access::standings(technicians, team.technician_limit), access::Standing::kDisabledByPlan));
}

/// Nobody who is active makes room for one more.
Result<> check_plan(const rights::Change& change, std::size_t before) {
  const auto team = store::Teams(change.scope).get();
  if (!team) return fail(team);
  const auto after = store::Technicians(change.scope).all();
  if (!after) return fail(after);
  if (disabled_by_plan(*after, *team) <= before) return {};
  return fail(Code::kConflict, "The team has as many technicians as its plan allows: ask who invited you.");
}

}  // namespace

Answer<Response> create_invitation(Context& context, const Call& call) {
  Fields in(call.body);
  identity::NewInvitation asked{.email = email(in, "email"), .person = maybe_person(in)};
  std::optional<model::EntityId> home;
  if (auto text = in.maybe_text("home", {1, 64})) home.emplace(std::move(*text));
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  identity::Invitations& invitations = context.account_services.invitations;
  auto prepared = invitations.prepare(call.team(), asked);
  if (!prepared) return refuse(prepared);
  const auto sent =
      context.authority.change(call.actor(), [&](rights::Change& change) -> Result<identity::SentInvitation> {
        prepared->home = home.value_or(change.snapshot.root());
        if (change.snapshot.entity(prepared->home) == nullptr)
          return fail(Code::kInvalid, "The entity is not one of this team.");
        const auto target = Target::of_entity(call.team(), prepared->home);
        if (auto may = change.require(call.subject(), Action::kTechniciansManage, target); !may) return fail(may);
        change.technicians = true;
        auto sent = invitations.invite(change.transaction, *prepared, call.signed_in->technician.name);
        if (!sent) return sent;
        if (auto kept = change.record(invitation_record(model::AuditKind::kInvitationSent, *prepared)); !kept)
          return fail(kept);
        return sent;
      });
  if (!sent) return refuse(sent);
  return answer_of(context, 201, *sent);
}

Answer<Response> resend_invitation(Context& context, const Call& call) {
  const model::TechnicianId id{std::string(call.id)};
  const auto sent =
      context.authority.change(call.actor(), [&](rights::Change& change) -> Result<identity::SentInvitation> {
        const auto technician = rights::may_change_technician(change, call.actor(), id, rights::Reaching::kAccount);
        if (!technician) return fail(technician);
        auto sent = context.account_services.invitations.send_again(change.transaction, *technician,
                                                                    call.signed_in->technician.name);
        if (!sent) return sent;
        if (auto kept = change.record(invitation_record(model::AuditKind::kInvitationSent, *technician)); !kept)
          return fail(kept);
        return sent;
      });
  if (!sent) return refuse(sent);
  return answer_of(context, 200, *sent);
}

Answer<Response> delete_invitation(Context& context, const Call& call) {
  const model::TechnicianId id{std::string(call.id)};
  const auto removed = context.authority.change(call.actor(), [&](rights::Change& change) -> Result<> {
    const auto technician = rights::may_change_technician(change, call.actor(), id, rights::Reaching::kAccount);
    if (!technician) return fail(technician);
    change.technicians = true;
    change.holders.push_back(model::Holder::of(id));
    if (auto removed = identity::Invitations::remove(change.transaction, *technician); !removed) return removed;
    return change.record(invitation_record(model::AuditKind::kInvitationWithdrawn, *technician));
  });
  if (!removed) return refuse(removed);
  return empty_response(204);
}

Answer<Response> look_at_invitation(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string token = in.text("token", {1, 128});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto facts = context.account_services.invitations.look(token, call.remote_ip);
  if (!facts) return refuse(dead_link(facts.error()));
  return json_response(200, {{"team", facts->team_name},
                             {"email", facts->email},
                             {"inviter", facts->inviter},
                             {"first_name", facts->person.first_name},
                             {"last_name", facts->person.last_name},
                             {"language", facts->person.language},
                             {"expires_at", rfc3339(facts->expires)}});
}

Answer<Response> accept_invitation(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string token = in.text("token", {1, 128});
  const identity::Acceptance acceptance{
      .person = person(in), .password = in.text("password", {identity::kPasswordLeast, identity::kPasswordMost})};
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  identity::Invitations& invitations = context.account_services.invitations;
  const auto facts = invitations.look(token, call.remote_ip);
  if (!facts) return refuse(dead_link(facts.error()));
  const auto prepared = invitations.prepare(acceptance);
  if (!prepared) return refuse(prepared);
  const rights::Actor invitee{
      {facts->team, facts->technician}, facts->person.name(), std::string(call.remote_ip), model::AuditVia::kBrowser};
  const auto accepted = context.authority.change(invitee, [&](rights::Change& change) -> Result<model::Technician> {
    const auto before = change.snapshot.technicians_with(access::Standing::kDisabledByPlan).size();
    auto technician = invitations.accept(change.transaction, token, *prepared);
    if (!technician) return technician;
    if (auto room = check_plan(change, before); !room) return fail(room);
    change.technicians = true;
    if (auto kept = change.record(invitation_record(model::AuditKind::kInvitationAccepted, *technician)); !kept)
      return fail(kept);
    return technician;
  });
  if (!accepted) return refuse(dead_link(accepted.error()));
  context.log.info("an invitation was accepted", {{"technician", accepted->id.str()}, {"address", call.remote_ip}});
  return json_response(200, {{"email", accepted->email}});
}

}  // namespace callout::api
