// SPDX-License-Identifier: Apache-2.0
#include "customers/journal_links.h"

#include "base/random.h"
#include "rights/naming.h"
#include "rights/recording.h"
#include "store/entities.h"
#include "store/journal_links.h"
#include "store/teams.h"

namespace callout::customers {
namespace {

using access::Action;
using access::Target;
using rights::Change;

model::AuditRecord link_record(const store::TeamScope& scope, model::AuditKind kind, const model::JournalLink& link) {
  model::AuditRecord record{.team = scope.team_id(), .kind = kind};
  record.entity = {link.entity, rights::name_of(scope, model::Scope::of(link.entity))};
  record.detail = fmt::format("journal link {}{}", link.name, link.contact ? ", in a contact's mails" : "");
  return record;
}

Result<> may_read(const Change& change, const model::EntityId& entity) {
  return change.require(change.actor, Action::kAuditView, Target::of_entity(change.actor.team, entity));
}

auto dead_link() {
  return fail(Code::kNotFound, "This link is not valid any more: ask who gave it to you for a new one.");
}

}  // namespace

Result<MadeLink> JournalLinks::make(const rights::Actor& by, const model::EntityId& entity, const std::string& name,
                                    std::chrono::days valid) {
  return authority_.change(by, [&](Change& change) -> Result<MadeLink> {
    if (change.snapshot.entity(entity) == nullptr) return fail(Code::kNotFound, "There is no such entity.");
    if (auto may = may_read(change, entity); !may) return fail(may);
    const std::string secret = random_secret();
    MadeLink made{.link = {.id = model::JournalLinkId::make(),
                           .entity = entity,
                           .name = name,
                           .made_by = by.name,
                           .created_at = change.now,
                           .deadline = model::deadline_in(clock_, valid)},
                  .address = secrets_.journal_link(secret)};
    if (auto inserted = store::JournalLinks(change.scope).insert(made.link, hash_of_secret(secret)); !inserted)
      return fail(inserted);
    auto record = link_record(change.scope, model::AuditKind::kJournalLinkMade, made.link);
    rights::note(record, "valid_days", "", std::to_string(valid.count()));
    if (auto kept = change.record(std::move(record)); !kept) return fail(kept);
    return made;
  });
}

Result<> JournalLinks::withdraw(const rights::Actor& by, const model::JournalLinkId& id) {
  return authority_.change(by, [&](Change& change) -> Result<> {
    store::JournalLinks links(change.scope);
    const auto link = links.get(id);
    if (!link) return fail(link);
    if (auto may = may_read(change, link->entity); !may) return may;
    if (auto removed = links.remove(id); !removed) return removed;
    return change.record(link_record(change.scope, model::AuditKind::kJournalLinkWithdrawn, *link));
  });
}

Result<> JournalLinks::record_use(const model::TeamId& team, const model::JournalLink& link,
                                  const std::string& address) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const store::TeamScope scope(*transaction, team);
  const WallMs now = clock_.wall();
  const auto noted = store::JournalLinks(scope).note_use(link.id, now, now - kUseRecordedEvery);
  if (!noted) return fail(noted);
  if (!*noted) return {};
  auto record = link_record(scope, model::AuditKind::kJournalLinkUsed, link);
  record.actor = {
      .kind = model::AuditActorKind::kUnknown, .name = link.name, .address = address, .via = model::AuditVia::kBrowser};
  if (auto kept = authority_.journal().append(*transaction, std::move(record)); !kept) return kept;
  return transaction->commit();
}

Result<SeenJournal> JournalLinks::look(std::string_view secret, const std::string& address,
                                       const store::PageRequest& page) {
  const std::string from = identity::address_key(address);
  if (const auto wait = guesses_.begin(from); wait > wait.zero())
    return fail(Code::kExhausted, "Too many attempts failed: wait {} s and try again.", wait.count());
  SeenJournal seen;
  std::pair<model::TeamId, model::JournalLink> of;
  {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    auto found = store::find_journal_link(*transaction, hash_of_secret(secret));
    if (!found) return fail(found);
    if (!*found || model::passed((*found)->second.deadline, clock_)) return dead_link();
    guesses_.forgive_one(from);
    of = std::move(**found);
    const store::TeamScope scope(*transaction, of.first);
    const auto team = store::Teams(scope).get();
    if (!team) return fail(team);
    const auto entity = store::Entities(scope).get(of.second.entity);
    if (!entity) return fail(entity);
    auto sessions = store::SessionPlaces(scope).sessions_at(entity->id, clock_.wall() - kJournalTime, page);
    if (!sessions) return fail(sessions);
    seen = {team->name, entity->name, clock_.wall() + model::remaining(of.second.deadline, clock_),
            std::move(*sessions)};
  }
  if (auto recorded = record_use(of.first, of.second, address); !recorded) return fail(recorded);
  return seen;
}

}  // namespace callout::customers
