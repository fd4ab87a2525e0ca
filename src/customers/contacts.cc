// SPDX-License-Identifier: Apache-2.0
#include "customers/contacts.h"

#include <algorithm>

#include "base/random.h"
#include "customers/journal_links.h"
#include "mail/address.h"
#include "rights/naming.h"
#include "rights/recording.h"
#include "store/contacts.h"
#include "store/journal_links.h"

namespace callout::customers {
namespace {

using access::Action;
using access::Target;
using rights::Change;

std::string_view on_off(bool on) {
  return on ? "on" : "off";
}

/// A change of the contacts is one of their entity.
model::AuditRecord contact_record(const store::TeamScope& scope, const model::Contact& before,
                                  const model::Contact& after) {
  const bool added = before.id.empty(), removed = after.id.empty();
  const auto& either = removed ? before : after;
  model::AuditRecord record{.team = scope.team_id(), .kind = model::AuditKind::kEntityChanged};
  record.entity = {either.entity, rights::name_of(scope, model::Scope::of(either.entity))};
  rights::note(record, "contact_name", before.name, after.name);
  rights::note(record, "contact_email", before.email, after.email);
  rights::note(record, "contact_language", before.language, after.language);
  rights::note(record, "contact_time_zone", before.time_zone, after.time_zone);
  rights::note(record, "contact_mails", added ? "" : on_off(before.notify), removed ? "" : on_off(after.notify));
  rights::note(record, "contact_journal_link", added ? "" : on_off(before.journal),
               removed ? "" : on_off(after.journal));
  record.detail = fmt::format("contact {}", either.email);
  return record;
}

Result<> may_manage(const Change& change, const model::EntityId& entity) {
  return change.require(change.actor, Action::kEntitiesManage, Target::of_entity(change.actor.team, entity));
}

}  // namespace

Result<> Contacts::put_link(Change& change, const model::Contact& contact) const {
  const model::JournalLink link{.id = model::JournalLinkId::make(),
                                .entity = contact.entity,
                                .contact = contact.id,
                                .name = contact.name,
                                .made_by = change.actor.name,
                                .created_at = change.now,
                                .deadline = model::deadline_in(clock_, kJournalLinkTime)};
  return store::JournalLinks(change.scope).insert(link, hash_of_secret(secrets_.journal(link.id)));
}

Result<> Contacts::take_link(Change& change, const model::Contact& contact) const {
  store::JournalLinks links(change.scope);
  const auto link = links.of(contact.id);
  if (!link) return fail(link);
  return *link ? links.remove((*link)->id) : Result<>();
}

Result<model::Contact> Contacts::add(const rights::Actor& by, const model::EntityId& entity,
                                     const ContactDetails& details) {
  if (auto address = mail::address_from(details.email); !address) return fail(address);
  return authority_.change(by, [&](Change& change) -> Result<model::Contact> {
    if (change.snapshot.entity(entity) == nullptr) return fail(Code::kNotFound, "There is no such entity.");
    if (auto may = may_manage(change, entity); !may) return fail(may);
    model::Contact contact{.id = model::ContactId::make(),
                           .entity = entity,
                           .name = details.name,
                           .email = details.email,
                           .language = details.language,
                           .time_zone = details.time_zone,
                           .notify = details.notify,
                           .added_by = by.name,
                           .created_at = change.now,
                           .journal = details.journal};
    store::Contacts contacts(change.scope);
    const auto known = contacts.with_email(contact.email);
    if (!known) return fail(known);
    for (const auto& each : *known) {
      if (!each.unsubscribed_at) continue;
      contact.unsubscribed_at = each.unsubscribed_at;
      contact.notify = false;
    }
    const auto hash = hash_of_secret(secrets_.unsubscribe(contact.id));
    if (auto inserted = contacts.insert(contact, hash); !inserted) return fail(inserted);
    if (contact.journal) {
      if (auto put = put_link(change, contact); !put) return fail(put);
    }
    if (auto kept = change.record(contact_record(change.scope, {}, contact)); !kept) return fail(kept);
    return contact;
  });
}

Result<model::Contact> Contacts::change(const rights::Actor& by, const model::ContactId& id,
                                        const ContactChange& wanted) {
  return authority_.change(by, [&](Change& change) -> Result<model::Contact> {
    store::Contacts contacts(change.scope);
    const auto before = contacts.get(id);
    if (!before) return before;
    if (auto may = may_manage(change, before->entity); !may) return fail(may);
    auto after = *before;
    if (wanted.name) after.name = *wanted.name;
    if (wanted.language) after.language = *wanted.language;
    if (wanted.time_zone) after.time_zone = *wanted.time_zone;
    if (wanted.notify) after.notify = *wanted.notify;
    if (wanted.journal) after.journal = *wanted.journal;
    if (after.notify && after.unsubscribed_at)
      return fail(Code::kConflict, "{} has stopped these mails: nobody turns them on again for them.", after.email);
    if (auto updated = contacts.update(after); !updated) return fail(updated);
    if (after.journal != before->journal) {
      if (auto done = after.journal ? put_link(change, after) : take_link(change, after); !done) return fail(done);
    }
    if (auto kept = change.record(contact_record(change.scope, *before, after)); !kept) return fail(kept);
    return after;
  });
}

Result<> Contacts::remove(const rights::Actor& by, const model::ContactId& id) {
  return authority_.change(by, [&](Change& change) -> Result<> {
    store::Contacts contacts(change.scope);
    const auto contact = contacts.get(id);
    if (!contact) return fail(contact);
    if (auto may = may_manage(change, contact->entity); !may) return may;
    if (auto removed = contacts.remove(id); !removed) return removed;
    return change.record(contact_record(change.scope, *contact, {}));
  });
}

Result<> Contacts::unsubscribe(std::string_view token, const std::string& address) {
  const std::string from = identity::address_key(address);
  if (const auto wait = guesses_.begin(from); wait > wait.zero())
    return fail(Code::kExhausted, "Too many attempts failed: wait {} s and try again.", wait.count());
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const auto found = store::find_contact(*transaction, hash_of_secret(token));
  if (!found) return fail(found);
  if (!*found) return fail(Code::kNotFound, "This link is not valid any more: you are no contact any more.");
  guesses_.forgive_one(from);
  const auto& [team, contact] = **found;
  const store::TeamScope scope(*transaction, team);
  store::Contacts contacts(scope);
  const auto all = contacts.with_email(contact.email);
  if (!all) return fail(all);
  if (auto done = contacts.unsubscribe(contact.email, clock_.wall()); !done) return done;
  for (const auto& before : *all) {
    if (before.unsubscribed_at) continue;
    auto after = before;
    after.notify = false;
    auto record = contact_record(scope, before, after);
    record.actor = {.kind = model::AuditActorKind::kUnknown,
                    .name = contact.email,
                    .address = address,
                    .via = model::AuditVia::kNone};
    record.detail += ", by the link in a mail";
    if (auto kept = authority_.journal().append(*transaction, std::move(record)); !kept) return kept;
  }
  if (auto committed = transaction->commit(); !committed) return committed;
  log_.info("a contact has unsubscribed", {{"contact", contact.id.str()}, {"address", address}});
  return {};
}

}  // namespace callout::customers
