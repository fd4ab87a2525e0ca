// SPDX-License-Identifier: Apache-2.0
#include "identity/invitations.h"

#include "base/random.h"
#include "model/deadline.h"
#include "model/text.h"
#include "store/access_rights.h"
#include "store/teams.h"

namespace callout::identity {

namespace {

// One sentence for every cause: who holds a dead link learns no more.
auto no_invitation() {
  return fail(Code::kNotFound,
              "This invitation is not valid any more: it was used, withdrawn, sent again or is too old. Ask for a new "
              "one.");
}
auto accepted() {
  return fail(Code::kConflict, "The technician has accepted the invitation already: disable the account instead.");
}

}  // namespace

Invitations::Invitations(store::Store& store, const Passwords& passwords, Notices& notices, const Clock& clock)
    : store_(store),
      passwords_(passwords),
      notices_(notices),
      clock_(clock),
      addresses_(AttemptGuard::kAddressRule, clock) {}

Result<model::Technician> Invitations::prepare(const model::TeamId& team, const NewInvitation& invitation) const {
  auto email = model::email_from(invitation.email);
  if (!email) return fail(email);
  model::Person person;
  // Shown until they say their name.
  person.first_name = email->substr(0, email->find('@'));
  auto said = model::changed(std::move(person), invitation.person);
  if (!said) return fail(said);
  const std::string name = said->name();
  return model::Technician{.id = model::TechnicianId::make(),
                           .team = team,
                           .email = std::move(*email),
                           .name = name,
                           .created_at = clock_.wall(),
                           .state = model::TechnicianState::kInvitation,
                           .person = std::move(*said)};
}

Result<SentInvitation> Invitations::invite(store::Transaction& transaction, const model::Technician& technician,
                                           std::string_view inviter, std::string_view role) {
  store::Technicians technicians(store::TeamScope(transaction, technician.team));
  if (auto inserted = technicians.insert(technician, ""); !inserted) return fail(inserted);
  const auto made = technicians.get(technician.id);
  if (!made) return fail(made);
  return send(transaction, *made, inviter, role);
}

Result<SentInvitation> Invitations::send_again(store::Transaction& transaction, const model::Technician& technician,
                                               std::string_view inviter) {
  if (technician.state != model::TechnicianState::kInvitation) return accepted();
  return send(transaction, technician, inviter, "");
}

Result<SentInvitation> Invitations::send(store::Transaction& transaction, const model::Technician& technician,
                                         std::string_view inviter, std::string_view role) {
  const std::string token = random_secret();
  SentInvitation sent{.technician = technician, .expires = clock_.wall() + kInvitationTime};
  const store::InvitationRecord record{.technician = technician.id,
                                       .team = technician.team,
                                       .inviter_name = std::string(inviter),
                                       .sent_at = clock_.wall(),
                                       .deadline = model::deadline_in(clock_, kInvitationTime)};
  if (auto kept = store::Invitations(transaction).put(record, hash_of_secret(token)); !kept) return fail(kept);
  std::string link = notices_.link("/join", token);
  if (!notices_.configured()) {
    sent.link = std::move(link);
    return sent;
  }
  const auto team = store::Teams(store::TeamScope(transaction, technician.team)).get();
  if (!team) return fail(team);
  const mail::Invitation content{.team = team->name,
                                 .inviter = std::string(inviter),
                                 .role = std::string(role),
                                 .expires = sent.expires,
                                 .link = std::move(link)};
  if (auto left = notices_.send(transaction, technician, content); !left) return fail(left);
  return sent;
}

Result<> Invitations::remove(store::Transaction& transaction, const model::Technician& technician) {
  if (technician.state != model::TechnicianState::kInvitation) return accepted();
  const store::TeamScope scope(transaction, technician.team);
  if (auto taken = store::AccessRights(scope).remove_all({.holder = model::Holder::of(technician.id)}); !taken)
    return taken;
  return store::Technicians(scope).remove_invited(technician.id);
}

Result<Invitations::Found> Invitations::find(store::Transaction& transaction, std::string_view token) const {
  auto record = store::Invitations(transaction).find(hash_of_secret(token));
  if (!record) return fail(record);
  if (!*record || model::passed((*record)->deadline, clock_)) return no_invitation();
  auto technician = store::Technicians(store::TeamScope(transaction, (*record)->team)).get((*record)->technician);
  if (!technician) return fail(technician);
  if (technician->state != model::TechnicianState::kInvitation ||
      technician->status != model::TechnicianStatus::kActive)
    return no_invitation();
  return Found{std::move(**record), std::move(*technician)};
}

Result<InvitationFacts> Invitations::look(std::string_view token, std::string_view address) {
  const std::string from = address_key(address);
  if (const auto wait = addresses_.begin(from); wait > std::chrono::seconds::zero())
    return fail(Code::kExhausted, "Too many attempts failed: wait {} s and try again.", wait.count());
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  auto found = find(*transaction, token);
  if (!found) return fail(found);
  addresses_.forgive_one(from);
  const auto team = store::Teams(store::TeamScope(*transaction, found->record.team)).get();
  if (!team) return fail(team);
  return InvitationFacts{.team = team->id,
                         .technician = found->technician.id,
                         .team_name = team->name,
                         .email = found->technician.email,
                         .inviter = found->record.inviter_name,
                         .person = found->technician.person,
                         .expires = clock_.wall() + model::remaining(found->record.deadline, clock_)};
}

Result<PreparedAcceptance> Invitations::prepare(const Acceptance& acceptance) const {
  auto hash = passwords_.hash(acceptance.password);
  if (!hash) return fail(hash);
  return PreparedAcceptance{acceptance.person, std::move(*hash)};
}

Result<model::Technician> Invitations::accept(store::Transaction& transaction, std::string_view token,
                                              const PreparedAcceptance& acceptance) {
  const auto found = find(transaction, token);
  if (!found) return fail(found);
  const auto& id = found->technician.id;
  const auto person = model::changed(found->technician.person, acceptance.person);
  if (!person) return fail(person);
  store::Technicians technicians(store::TeamScope(transaction, found->record.team));
  if (auto set = technicians.set_person(id, *person); !set) return fail(set);
  if (auto set = technicians.set_password_hash(id, acceptance.password_hash); !set) return fail(set);
  if (auto activated = technicians.activate(id); !activated) return fail(activated);
  if (auto removed = store::Invitations(transaction).remove(id); !removed) return fail(removed);
  return technicians.get(id);
}

}  // namespace callout::identity
