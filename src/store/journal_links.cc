// SPDX-License-Identifier: Apache-2.0
#include "store/journal_links.h"

#include "store/connection.h"
#include "store/listing.h"
#include "store/texts.h"

namespace callout::store {
namespace {

constexpr std::string_view kLinkColumns =
    "SELECT id, team_id, entity_id, contact_id, name, made_by, created_ms, deadline, used_ms FROM journal_links";

struct LinkRow {
  std::string id, team, entity, name, made_by, deadline;
  std::optional<std::string> contact;
  std::int64_t created = 0;
  std::optional<std::int64_t> used;

  void bind(Query& query) {
    query.into(id).into(team).into(entity).into(contact).into(name).into(made_by).into(created).into(deadline);
    query.into(used);
  }
  model::JournalLink value() const {
    return {.id = model::JournalLinkId(id),
            .entity = model::EntityId(entity),
            .contact = contact ? std::optional(model::ContactId(*contact)) : std::nullopt,
            .name = name,
            .made_by = made_by,
            .created_at = time_of(created),
            .deadline = deadline_of_text(deadline),
            .used_at = time_of(used)};
  }
};

constexpr std::string_view kSeenColumns =
    "SELECT s.id, s.device_name, p.site, s.technician_name, s.kind, s.read_only, s.created_ms, p.active_ms, "
    "s.closed_ms, "
    "s.closed_reason, s.bytes_up, s.bytes_down FROM session_places p JOIN sessions s ON s.id = p.session_id";

struct SeenRow {
  std::string id, device, site, technician, kind;
  std::int64_t read_only = 0, created = 0, active = 0, up = 0, down = 0;
  std::optional<std::int64_t> closed;
  std::optional<std::string> reason;

  void bind(Query& query) {
    query.into(id).into(device).into(site).into(technician).into(kind).into(read_only).into(created).into(active);
    query.into(closed).into(reason).into(up).into(down);
  }
  PageKey key() const { return {std::to_string(created), id}; }
  model::SeenSession value() const {
    return {.id = model::SessionId(id),
            .device = device,
            .site = site,
            .technician = technician,
            .kind = model::parse<model::SessionKind>(kind).value_or(model::SessionKind::kWebpage),
            .read_only = read_only != 0,
            .started_at = time_of(active),
            .ended_at = time_of(closed),
            .reason = reason ? model::parse<model::ClosedReason>(*reason) : std::nullopt,
            .bytes_up = static_cast<std::uint64_t>(up),
            .bytes_down = static_cast<std::uint64_t>(down)};
  }
};

auto no_link() {
  return fail(Code::kNotFound, "There is no such link.");
}

}  // namespace

Result<std::vector<model::JournalLink>> JournalLinks::select(std::string_view condition, std::string_view value) {
  return guarded("list the journal links", [&]() -> Result<std::vector<model::JournalLink>> {
    Query query(scope_.connection(), std::string(kLinkColumns) + " WHERE team_id = :team AND " +
                                         std::string(condition) + " = :value ORDER BY created_ms DESC, id");
    query.use(scope_.team()).use(value);
    LinkRow row;
    row.bind(query);
    std::vector<model::JournalLink> links;
    while (query.next()) links.push_back(row.value());
    return links;
  });
}

Result<std::vector<model::JournalLink>> JournalLinks::list(const model::EntityId& entity) {
  return select("entity_id", entity.str());
}

Result<model::JournalLink> JournalLinks::get(const model::JournalLinkId& id) {
  auto found = select("id", id.str());
  if (!found) return fail(found);
  if (found->empty()) return no_link();
  return std::move(found->front());
}

Result<std::optional<model::JournalLink>> JournalLinks::of(const model::ContactId& contact) {
  auto found = select("contact_id", contact.str());
  if (!found) return fail(found);
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

Result<> JournalLinks::insert(const model::JournalLink& link, std::string_view secret_hash) {
  const auto there = list(link.entity);
  if (!there) return fail(there);
  if (there->size() >= static_cast<std::size_t>(kJournalLinksPerEntity))
    return fail(Code::kExhausted, "An entity has at most {} journal links: withdraw one first.",
                kJournalLinksPerEntity);
  return guarded("add the journal link", [&]() -> Result<> {
    Query query(
        scope_.connection(),
        "INSERT INTO journal_links (id, team_id, entity_id, contact_id, name, secret_hash, made_by, created_ms, "
        "deadline) VALUES (:id, :team, :entity, :contact, :name, :hash, :by, :created, :deadline)");
    query.use(link.id.str()).use(scope_.team()).use(link.entity.str());
    query.use(link.contact ? std::optional(link.contact->str()) : std::nullopt).use(link.name).use(secret_hash);
    query.use(link.made_by).use(ms_of(link.created_at)).use(text_of_deadline(link.deadline)).run();
    return {};
  });
}

Result<> JournalLinks::renew(const model::JournalLinkId& id, std::string_view secret_hash,
                             const model::Deadline& deadline) {
  return guarded("renew the journal link", [&]() -> Result<> {
    Query query(
        scope_.connection(),
        "UPDATE journal_links SET secret_hash = :hash, deadline = :deadline WHERE team_id = :team AND id = :id");
    if (query.use(secret_hash).use(text_of_deadline(deadline)).use(scope_.team()).use(id.str()).run() == 0)
      return no_link();
    return {};
  });
}

Result<bool> JournalLinks::note_use(const model::JournalLinkId& id, WallMs now, WallMs since) {
  return guarded("note the use of the journal link", [&]() -> Result<bool> {
    // A use later than now was before the wall clock was put back.
    Query query(scope_.connection(),
                "UPDATE journal_links SET used_ms = :now WHERE team_id = :team AND id = :id AND (used_ms IS NULL OR "
                "used_ms <= :since OR used_ms > :future)");
    query.use(ms_of(now)).use(scope_.team()).use(id.str()).use(ms_of(since)).use(ms_of(now));
    return query.run() > 0;
  });
}

Result<> JournalLinks::remove(const model::JournalLinkId& id) {
  return guarded("withdraw the journal link", [&]() -> Result<> {
    Query query(scope_.connection(), "DELETE FROM journal_links WHERE team_id = :team AND id = :id");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_link();
    return {};
  });
}

Result<std::optional<std::pair<model::TeamId, model::JournalLink>>> find_journal_link(Transaction& transaction,
                                                                                      std::string_view secret_hash) {
  return guarded("find the journal link", [&]() -> Result<std::optional<std::pair<model::TeamId, model::JournalLink>>> {
    Query query(transaction.connection(), std::string(kLinkColumns) + " WHERE secret_hash = :hash");
    query.use(secret_hash);
    LinkRow row;
    row.bind(query);
    if (!query.next()) return std::nullopt;
    return std::pair(model::TeamId(row.team), row.value());
  });
}

Result<bool> SessionPlaces::note(const model::Session& session) {
  return guarded("note where the session is", [&]() -> Result<bool> {
    Query query(scope_.connection(),
                "INSERT INTO session_places (session_id, team_id, lineage, site, identity, active_ms) SELECT :session, "
                "d.team_id, e.lineage, e.name, COALESCE(d.mac, ''), :active FROM devices d JOIN entities e ON e.id = "
                "d.entity_id WHERE d.team_id = :team AND d.id = :device");
    query.use(session.id.str()).use(ms_of(session.active_at.value_or(session.created_at)));
    return query.use(scope_.team()).use(session.device.str()).run() > 0;
  });
}

Result<std::optional<model::SessionPlace>> SessionPlaces::of(const model::SessionId& session) {
  return guarded("find where the session is", [&]() -> Result<std::optional<model::SessionPlace>> {
    model::SessionPlace place;
    Query query(scope_.connection(),
                "SELECT lineage, site, identity FROM session_places WHERE team_id = :team AND session_id = :id");
    query.use(scope_.team()).use(session.str()).into(place.lineage).into(place.site).into(place.identity);
    if (!query.next()) return std::nullopt;
    return place;
  });
}

Result<Page<model::SeenSession>> SessionPlaces::sessions_at(const model::EntityId& entity, WallMs since,
                                                            const PageRequest& page) {
  return guarded("list the sessions of the entity", [&]() -> Result<Page<model::SeenSession>> {
    Listing listing("p.team_id = :team", scope_.team());
    if (auto before = listing.before_time(page.cursor); !before) return fail(before);
    listing.where("p.lineage LIKE :lineage", "%/" + entity.str() + "/%");
    listing.where("p.active_ms >= " + std::to_string(ms_of(since)));
    return listing.page<model::SeenSession, SeenRow>(scope_.connection(), kSeenColumns,
                                                     " ORDER BY created_ms DESC, id DESC", page.limit);
  });
}

}  // namespace callout::store
