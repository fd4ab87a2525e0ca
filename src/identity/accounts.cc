// SPDX-License-Identifier: Apache-2.0
#include "identity/accounts.h"

#include "model/text.h"
#include "store/sign_ins.h"
#include "store/teams.h"

namespace callout::identity {

namespace {

/// Checks the fields and hashes the password, before any transaction is open: hashing takes long.
Result<PreparedAccount> prepared(const Passwords& passwords, const model::TeamId& team, const NewAccount& account,
                                 bool owner, WallMs now) {
  auto email = model::email_from(account.email);
  if (!email) return fail(email);
  auto name = model::name_from(account.name, "The technician's name");
  if (!name) return fail(name);
  auto hash = passwords.hash(account.password);
  if (!hash) return fail(hash);
  return PreparedAccount{{.id = model::TechnicianId::make(),
                          .team = team,
                          .email = std::move(*email),
                          .name = std::move(*name),
                          .owner = owner,
                          .status = model::TechnicianStatus::kActive,
                          .created_at = now},
                         std::move(*hash)};
}

}  // namespace

Accounts::Accounts(store::Store& store, const Passwords& passwords, const Clock& clock)
    : store_(store), passwords_(passwords), clock_(clock) {}

Result<NewTeam> Accounts::create_team(std::string_view team_name, const NewAccount& owner, const RecordTeam& record) {
  auto name = model::name_from(team_name, "The team's name");
  if (!name) return fail(name);
  const model::Team team{.id = model::TeamId::make(),
                         .name = std::move(*name),
                         .root_entity = model::EntityId::make(),
                         .created_at = clock_.wall()};
  auto account = prepared(passwords_, team.id, owner, true, clock_.wall());
  if (!account) return fail(account);
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const store::TeamScope scope(*transaction, team.id);
  if (auto inserted = store::Teams(scope).insert(team); !inserted) return fail(inserted);
  if (auto inserted = store::Technicians(scope).insert(account->technician, account->password_hash); !inserted)
    return fail(inserted);
  NewTeam made{team, account->technician};
  if (record) {
    if (auto recorded = record(*transaction, made); !recorded) return fail(recorded);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return made;
}

Result<PreparedAccount> Accounts::prepare(const model::TeamId& team, const NewAccount& account) const {
  return prepared(passwords_, team, account, false, clock_.wall());
}

Result<PreparedChange> Accounts::prepare(const AccountChange& change) const {
  PreparedChange out{.name = {}, .status = change.status, .password_hash = {}};
  if (change.name) {
    auto clean = model::name_from(*change.name, "The technician's name");
    if (!clean) return fail(clean);
    out.name = std::move(*clean);
  }
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
                                           const model::TechnicianId& id, const PreparedChange& change) {
  store::Technicians technicians(store::TeamScope(transaction, team));
  auto before = technicians.get(id);
  if (!before) return fail(before);
  if (before->owner) return fail(Code::kConflict, "The owner's account can't be changed here.");
  if (change.name) {
    if (auto set = technicians.set_name(id, *change.name); !set) return fail(set);
  }
  if (change.password_hash) {
    if (auto set = technicians.set_password_hash(id, *change.password_hash); !set) return fail(set);
  }
  if (change.status) {
    if (auto set = technicians.set_status(id, *change.status); !set) return fail(set);
  }
  if (change.password_hash || change.status == model::TechnicianStatus::kDisabled) {
    if (auto ended = store::SignIns(transaction).remove_all_of(id); !ended) return fail(ended);
  }
  return technicians.get(id);
}

}  // namespace callout::identity
