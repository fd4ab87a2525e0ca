// SPDX-License-Identifier: Apache-2.0
#include "identity/accounts.h"

#include "model/text.h"
#include "store/sign_ins.h"
#include "store/teams.h"

namespace callout::identity {

namespace {

struct Prepared {
  model::Technician technician;
  std::string password_hash;
};

/// Checks the fields and hashes the password, before any transaction is open: hashing takes long.
Result<Prepared> prepare(const Passwords& passwords, const model::TeamId& team, const NewAccount& account, bool owner,
                         WallMs now) {
  auto email = model::email_from(account.email);
  if (!email) return fail(email);
  auto name = model::name_from(account.name, "The technician's name");
  if (!name) return fail(name);
  auto hash = passwords.hash(account.password);
  if (!hash) return fail(hash);
  return Prepared{{.id = model::TechnicianId::make(),
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
  const model::Team team{model::TeamId::make(), std::move(*name), std::chrono::minutes(30), model::EntityId::make(),
                         clock_.wall()};
  auto prepared = prepare(passwords_, team.id, owner, true, clock_.wall());
  if (!prepared) return fail(prepared);
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const store::TeamScope scope(*transaction, team.id);
  if (auto inserted = store::Teams(scope).insert(team); !inserted) return fail(inserted);
  if (auto inserted = store::Technicians(scope).insert(prepared->technician, prepared->password_hash); !inserted)
    return fail(inserted);
  NewTeam made{team, prepared->technician};
  if (record) {
    if (auto recorded = record(*transaction, made); !recorded) return fail(recorded);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return made;
}

Result<model::Technician> Accounts::create(const model::TeamId& team, const NewAccount& account) {
  auto prepared = prepare(passwords_, team, account, false, clock_.wall());
  if (!prepared) return fail(prepared);
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const store::TeamScope scope(*transaction, team);
  if (auto inserted = store::Technicians(scope).insert(prepared->technician, prepared->password_hash); !inserted)
    return fail(inserted);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return prepared->technician;
}

Result<model::Technician> Accounts::change(const model::TeamId& team, const model::TechnicianId& id,
                                           const AccountChange& change) {
  std::optional<std::string> name, hash;
  if (change.name) {
    auto clean = model::name_from(*change.name, "The technician's name");
    if (!clean) return fail(clean);
    name = std::move(*clean);
  }
  if (change.password) {
    auto hashed = passwords_.hash(*change.password);
    if (!hashed) return fail(hashed);
    hash = std::move(*hashed);
  }
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  store::Technicians technicians(store::TeamScope(*transaction, team));
  auto before = technicians.get(id);
  if (!before) return fail(before);
  if (before->owner) return fail(Code::kConflict, "The owner's account can't be changed here.");
  if (name) {
    if (auto set = technicians.set_name(id, *name); !set) return fail(set);
  }
  if (hash) {
    if (auto set = technicians.set_password_hash(id, *hash); !set) return fail(set);
  }
  if (change.status) {
    if (auto set = technicians.set_status(id, *change.status); !set) return fail(set);
  }
  if (hash || change.status == model::TechnicianStatus::kDisabled) {
    if (auto ended = store::SignIns(*transaction).remove_all_of(id); !ended) return fail(ended);
  }
  auto after = technicians.get(id);
  if (!after) return fail(after);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return after;
}

}  // namespace callout::identity
