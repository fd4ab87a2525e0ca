// SPDX-License-Identifier: Apache-2.0
#include "store/contacts.h"

#include <algorithm>

#include "store/connection.h"

namespace callout::store {
namespace {

constexpr std::string_view kContactColumns =
    "SELECT c.id, c.team_id, c.entity_id, c.name, c.email, c.language, c.time_zone, c.notify, c.added_by, "
    "c.created_ms, "
    "c.unsubscribed_ms, c.window_ms, c.window_mails, c.held, c.held_ms, (SELECT COUNT(*) FROM journal_links l WHERE "
    "l.contact_id = c.id) FROM contacts c";

struct ContactRow {
  std::string id, team, entity, name, email, language, time_zone, added_by;
  std::int64_t notify = 0, created = 0, window = 0, mails = 0, held = 0, held_since = 0, links = 0;
  std::optional<std::int64_t> unsubscribed;

  void bind(Query& query) {
    query.into(id).into(team).into(entity).into(name).into(email).into(language).into(time_zone);
    query.into(notify).into(added_by).into(created).into(unsubscribed);
    query.into(window).into(mails).into(held).into(held_since).into(links);
  }
  model::Contact value() const {
    return {.id = model::ContactId(id),
            .entity = model::EntityId(entity),
            .name = name,
            .email = email,
            .language = language,
            .time_zone = time_zone,
            .notify = notify != 0,
            .added_by = added_by,
            .created_at = time_of(created),
            .unsubscribed_at = time_of(unsubscribed),
            .journal = links > 0};
  }
  MailedContact mailed() const {
    return {value(), {time_of(window), static_cast<int>(mails), held, time_of(held_since)}};
  }
};

auto no_contact() {
  return fail(Code::kNotFound, "There is no such contact.");
}

}  // namespace

Result<std::vector<model::Contact>> Contacts::select(std::string_view condition, std::string_view value) {
  return guarded("list the contacts", [&]() -> Result<std::vector<model::Contact>> {
    Query query(scope_.connection(), std::string(kContactColumns) + " WHERE c.team_id = :team AND " +
                                         std::string(condition) + " = :value ORDER BY c.name, c.id");
    query.use(scope_.team()).use(value);
    ContactRow row;
    row.bind(query);
    std::vector<model::Contact> contacts;
    while (query.next()) contacts.push_back(row.value());
    return contacts;
  });
}

Result<std::vector<model::Contact>> Contacts::list(const model::EntityId& entity) {
  return select("c.entity_id", entity.str());
}

Result<std::vector<model::Contact>> Contacts::with_email(std::string_view email) {
  return select("c.email", email);
}

Result<model::Contact> Contacts::get(const model::ContactId& id) {
  auto found = select("c.id", id.str());
  if (!found) return fail(found);
  if (found->empty()) return no_contact();
  return std::move(found->front());
}

Result<> Contacts::insert(const model::Contact& contact, std::string_view unsubscribe_hash) {
  const auto there = list(contact.entity);
  if (!there) return fail(there);
  if (there->size() >= static_cast<std::size_t>(kContactsPerEntity))
    return fail(Code::kExhausted, "An entity has at most {} contacts: remove one first.", kContactsPerEntity);
  if (std::ranges::any_of(*there, [&](const auto& each) { return each.email == contact.email; }))
    return fail(Code::kConflict, "{} is a contact of this entity already.", contact.email);
  return guarded("add the contact", [&]() -> Result<> {
    Query query(scope_.connection(),
                "INSERT INTO contacts (id, team_id, entity_id, name, email, language, time_zone, notify, added_by, "
                "created_ms, unsubscribed_ms, unsubscribe_hash) VALUES (:id, :team, :entity, :name, :email, :language, "
                ":zone, :notify, :by, :created, :unsubscribed, :hash)");
    query.use(contact.id.str()).use(scope_.team()).use(contact.entity.str()).use(contact.name).use(contact.email);
    query.use(contact.language).use(contact.time_zone).use(std::int64_t{contact.notify}).use(contact.added_by);
    query.use(ms_of(contact.created_at)).use(ms_of(contact.unsubscribed_at)).use(unsubscribe_hash).run();
    return {};
  });
}

Result<> Contacts::update(const model::Contact& contact) {
  return guarded("change the contact", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE contacts SET name = :name, language = :language, time_zone = :zone, notify = :notify WHERE "
                "team_id = :team AND id = :id");
    query.use(contact.name).use(contact.language).use(contact.time_zone).use(std::int64_t{contact.notify});
    if (query.use(scope_.team()).use(contact.id.str()).run() == 0) return no_contact();
    return {};
  });
}

Result<> Contacts::remove(const model::ContactId& id) {
  return guarded("remove the contact", [&]() -> Result<> {
    Query query(scope_.connection(), "DELETE FROM contacts WHERE team_id = :team AND id = :id");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_contact();
    return {};
  });
}

Result<std::vector<MailedContact>> Contacts::mailed_above(std::string_view lineage) {
  return guarded("find the contacts", [&]() -> Result<std::vector<MailedContact>> {
    // A lineage is a prefix of those below it; the longest is the nearest.
    Query query(scope_.connection(), std::string(kContactColumns) +
                                         " JOIN entities e ON e.id = c.entity_id WHERE c.team_id = :team AND c.notify "
                                         "= 1 AND :lineage LIKE '%/' || e.id || '/%' ORDER BY length(e.lineage) DESC, "
                                         "c.id");
    query.use(scope_.team()).use(lineage);
    ContactRow row;
    row.bind(query);
    std::vector<MailedContact> contacts;
    while (query.next()) {
      if (std::ranges::none_of(contacts, [&](const auto& each) { return each.contact.email == row.email; }))
        contacts.push_back(row.mailed());
    }
    return contacts;
  });
}

Result<> Contacts::set_window(const model::ContactId& id, const MailWindow& window, std::string_view unsubscribe_hash) {
  return guarded("count the mails to the contact", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE contacts SET window_ms = :window, window_mails = :mails, held = :held, held_ms = :since, "
                "unsubscribe_hash = :hash WHERE team_id = :team AND id = :id");
    query.use(ms_of(window.began)).use(std::int64_t{window.mails}).use(window.held).use(ms_of(window.held_since));
    query.use(unsubscribe_hash).use(scope_.team()).use(id.str()).run();
    return {};
  });
}

Result<> Contacts::unsubscribe(std::string_view email, WallMs now) {
  return guarded("unsubscribe", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE contacts SET notify = 0, held = 0, unsubscribed_ms = COALESCE(unsubscribed_ms, :now) WHERE "
                "team_id = :team AND email = :email");
    query.use(ms_of(now)).use(scope_.team()).use(email).run();
    return {};
  });
}

Result<std::optional<std::pair<model::TeamId, model::Contact>>> find_contact(Transaction& transaction,
                                                                             std::string_view unsubscribe_hash) {
  return guarded("find the contact", [&]() -> Result<std::optional<std::pair<model::TeamId, model::Contact>>> {
    Query query(transaction.connection(), std::string(kContactColumns) + " WHERE c.unsubscribe_hash = :hash");
    query.use(unsubscribe_hash);
    ContactRow row;
    row.bind(query);
    if (!query.next()) return std::nullopt;
    return std::pair(model::TeamId(row.team), row.value());
  });
}

Result<std::vector<std::pair<model::TeamId, MailedContact>>> contacts_to_sum_up(Transaction& transaction, WallMs then,
                                                                                WallMs now, int most) {
  using Found = std::vector<std::pair<model::TeamId, MailedContact>>;
  return guarded("find the contacts to sum up for", [&]() -> Result<Found> {
    Query query(transaction.connection(),
                std::string(kContactColumns) +
                    " WHERE c.held > 0 AND c.notify = 1 AND (c.window_ms <= :then OR c.window_ms > :now) ORDER BY "
                    "c.window_ms, c.id LIMIT :most");
    query.use(ms_of(then)).use(ms_of(now)).use(std::int64_t{most});
    ContactRow row;
    row.bind(query);
    Found found;
    while (query.next()) found.emplace_back(model::TeamId(row.team), row.mailed());
    return found;
  });
}

}  // namespace callout::store
