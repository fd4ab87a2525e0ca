// SPDX-License-Identifier: Apache-2.0
#include "identity/accounts.h"

#include "model/text.h"
#include "store/teams.h"

namespace callout::identity {

namespace {

/// Checks the fields.
Result<PreparedAccount> prepared(const model::TeamId& team, const NewAccount& account, bool owner, WallMs now,
                                 std::string password_hash) {
  auto email = model::email_from(account.email);
  if (!email) return fail(email);
  auto person =
      account.person.first_name.empty() ? model::person_of_name(account.name) : model::changed(account.person, {});
  if (!person) return fail(person);
  return PreparedAccount{{.id = model::TechnicianId::make(),
                          .team = team,
                          .email = std::move(*email),
                          .name = person->name(),
                          .owner = owner,
                          .status = model::TechnicianStatus::kActive,
                          .created_at = now,
                          .person = *person},
                         std::move(password_hash)};
}

}  // namespace

Accounts::Accounts(store::Store& store, const Passwords& passwords, const Clock& clock)
    : store_(store), passwords_(passwords), clock_(clock) {}

Result<NewTeam> Accounts::create_team(std::string_view team_name, const NewAccount& owner, const RecordTeam& record) {
  auto hash = passwords_.hash(owner.password);
  if (!hash) return fail(hash);
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  auto made = add_team(*transaction, team_name, owner, std::move(*hash));
  if (!made) return made;
  if (record) {
    if (auto recorded = record(*transaction, *made); !recorded) return fail(recorded);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return made;
}

Result<NewTeam> Accounts::add_team(store::Transaction& transaction, std::string_view team_name, const NewAccount& owner,
                                   std::string password_hash) const {
  auto name = model::name_from(team_name, "The team's name");
  if (!name) return fail(name);
  const model::Team team{.id = model::TeamId::make(),
                         .name = std::move(*name),
                         .root_entity = model::EntityId::make(),
                         .created_at = clock_.wall()};
  const auto account = prepared(team.id, owner, true, clock_.wall(), std::move(password_hash));
  if (!account) return fail(account);
  const store::TeamScope scope(transaction, team.id);
  if (auto inserted = store::Teams(scope).insert(team); !inserted) return fail(inserted);
  if (auto inserted = store::Technicians(scope).insert(account->technician, account->password_hash); !inserted)
    return fail(inserted);
  return NewTeam{team, account->technician};
}

Result<PreparedAccount> Accounts::prepare(const model::TeamId& team, const NewAccount& account) const {
  // Before any transaction is open: hashing takes long.
  auto hash = passwords_.hash(account.password);
  if (!hash) return fail(hash);
  return prepared(team, account, false, clock_.wall(), std::move(*hash));
}

Result<PreparedChange> Accounts::prepare(const AccountChange& change) const {
  PreparedChange out{.person = change.person, .status = change.status, .password_hash = {}};
  if (change.password) {
    auto hashed = passwords_.hash(*change.password);
    if (!hashed) return fail(hashed);
    out.password_hash = std::move(*hashed);
  }
  return out;
}

Result<model::Technician> Accounts::add(store::Transaction& transaction, const PreparedAccount& account) {
  store::Technicians technicians(store::TeamScope(transaction, account.technician.team));
  if (auto inserted = technicians.insert(account.technician, account.password_hash); !inserted) return fail(inserted);
  return technicians.get(account.technician.id);
}

Result<model::Technician> Accounts::change(store::Transaction& transaction, const model::TeamId& team,
                                           const model::TechnicianId& id, const PreparedChange& change,
                                           const Ending& ending) {
  store::Technicians technicians(store::TeamScope(transaction, team));
  auto before = technicians.get(id);
  if (!before) return fail(before);
  if (before->owner) return fail(Code::kConflict, "The owner's account can't be changed here.");
  const auto person = model::changed(before->person, change.person);
  if (!person) return fail(person);
  if (auto set = technicians.set_person(id, *person); !set) return fail(set);
  if (change.password_hash) {
    if (before->state != model::TechnicianState::kActivated) {
      return fail(Code::kConflict,
                  "This technician has not accepted the invitation yet, and chooses the password when they do.");
    }
    if (auto set = technicians.set_password_hash(id, *change.password_hash); !set) return fail(set);
  }
  if (change.status) {
    if (auto set = technicians.set_status(id, *change.status); !set) return fail(set);
  }
  const bool disabled = change.status == model::TechnicianStatus::kDisabled;
  if (disabled || change.password_hash) {
    const std::string_view why = disabled ? "the account was disabled" : "a new password";
    if (auto ended = end_sign_ins(transaction, ending, *before, {.tokens = disabled}, why); !ended) return fail(ended);
  }
  return technicians.get(id);
}

Result<model::Technician> Accounts::change_person(store::Transaction& transaction, const model::TeamId& team,
                                                  const model::TechnicianId& id, const model::PersonChange& change) {
  store::Technicians technicians(store::TeamScope(transaction, team));
  const auto before = technicians.get(id);
  if (!before) return before;
  const auto person = model::changed(before->person, change);
  if (!person) return fail(person);
  if (auto set = technicians.set_person(id, *person); !set) return fail(set);
  return technicians.get(id);
}

}  // namespace callout::identity
