// SPDX-License-Identifier: Apache-2.0
#include "access/giving.h"

#include <algorithm>

#include "access/scopes.h"

namespace callout::access {
namespace {

using model::Permissions;
using model::Scope;
using model::ScopeKind;
using model::Term;

/// Whether who has the first may give the second.
bool contains(const Term& held, const Term& given, WallMs now) {
  const WallMs begin = std::max(given.from.value_or(now), now);
  if (held.from && begin < *held.from) return false;
  if (held.to && (!given.to || *given.to > *held.to)) return false;
  return !held.hours || held.hours == given.hours;
}

bool is_active_owner(const Account& account) {
  return account.owner && account.standing == Standing::kActive;
}

/// The scopes that lie over this one: a right for any of them is one for all of it.
std::vector<Scope> scopes_over(const Snapshot& snapshot, const Scope& scope, const FactsOf& facts_of) {
  std::vector<Scope> over{scope};
  const auto add = [&](const model::ScopeRef& above) { over.push_back(above.scope()); };
  switch (scope.kind) {
    case ScopeKind::kTeam:
    case ScopeKind::kQuickSupport: break;
    case ScopeKind::kEntity: each_scope_over(snapshot, model::EntityId(scope.id), add); break;
    case ScopeKind::kGroup: each_scope_over(snapshot, snapshot.root(), add); break;
    case ScopeKind::kDevice: {
      const auto facts = facts_of ? facts_of(model::DeviceId(scope.id)) : std::nullopt;
      if (facts) {
        each_scope_over(snapshot, *facts, add);
      } else {
        each_scope_over(snapshot, snapshot.root(), add);
      }
      break;
    }
  }
  return over;
}

const Account* active(const Snapshot& snapshot, const Subject& subject) {
  const Account* account = snapshot.team() == subject.team ? snapshot.account(subject.technician) : nullptr;
  return account != nullptr && account->standing == Standing::kActive ? account : nullptr;
}

/// All that holds now on the way up from the entity.
Permissions held_at(const Snapshot& snapshot, const Account& account, const model::EntityId& entity, WallMs now) {
  Permissions held;
  const auto rights = snapshot.held_by(account);
  each_scope_over(snapshot, entity, [&](const model::ScopeRef& scope) {
    Snapshot::each_right(rights, scope, [&](const model::AccessRight& right) {
      // Also what will hold later is a gain.
      if (!right.term.to || now < *right.term.to) held |= snapshot.permissions_of(right.role);
    });
  });
  return held;
}

}  // namespace

Permissions missing(const Snapshot& snapshot, const Subject& giver, const Scope& scope, Permissions permissions,
                    const Term& term, const FactsOf& facts_of, WallMs now) {
  const Account* account = active(snapshot, giver);
  if (account == nullptr) return permissions;
  const auto beyond = giver.only ? permissions.without(*giver.only) : Permissions();
  if (account->owner) return beyond;
  Permissions held;
  if (account->firmware_everywhere) held.add(model::Permission::kFirmwareUpdate);
  const auto rights = snapshot.held_by(*account);
  for (const auto& over : scopes_over(snapshot, scope, facts_of)) {
    Snapshot::each_right(rights, over, [&](const model::AccessRight& right) {
      if (contains(right.term, term, now)) held |= snapshot.permissions_of(right.role);
    });
  }
  return permissions.without(held) | beyond;
}

bool is_own(const Snapshot& snapshot, const Subject& subject, const model::Holder& holder) {
  const Account* account = snapshot.account(subject.technician);
  return account != nullptr && std::ranges::find(account->holders, holder) != account->holders.end();
}

bool outranks(const Snapshot& snapshot, const Subject& actor, const model::TechnicianId& other, const FactsOf& facts_of,
              WallMs now) {
  const Account* account = active(snapshot, actor);
  const Account* theirs = snapshot.account(other);
  if (account == nullptr || theirs == nullptr || theirs->owner) return false;
  if (is_active_owner(*account) && !actor.only) return true;
  if (theirs->firmware_everywhere && !account->firmware_everywhere &&
      !missing(snapshot, actor, Scope::of(snapshot.root()), {model::Permission::kFirmwareUpdate}, {}, facts_of, now)
           .empty())
    return false;
  bool all = true;
  snapshot.each_right(*theirs, [&](const model::AccessRight& right) {
    if (right.term.to && *right.term.to <= now) return;
    all = all &&
          missing(snapshot, actor, right.scope, snapshot.permissions_of(right.role), right.term, facts_of, now).empty();
  });
  return all;
}

bool gains_by_move(const Snapshot& snapshot, const Subject& subject, const model::EntityId& from,
                   const model::EntityId& to, WallMs now) {
  const Account* account = active(snapshot, subject);
  if (account == nullptr) return true;
  if (account->owner) return false;
  return !held_at(snapshot, *account, from, now).covers(held_at(snapshot, *account, to, now));
}

}  // namespace callout::access
