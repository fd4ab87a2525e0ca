// SPDX-License-Identifier: Apache-2.0
#include "store/access_rights.h"

#include "store/connection.h"
#include "store/listing.h"
#include "store/texts.h"

namespace callout::store {
namespace {

constexpr std::string_view kRightColumns =
    "SELECT id, holder_kind, holder_id, scope_kind, scope_id, role_id, from_ms, to_ms, hours, temporary, reason, "
    "given_by, given_by_name, created_ms, version FROM access_rights";

struct RightRow {
  std::string id, holder_kind, holder, scope_kind, scope, role, hours, reason, given_by, given_by_name;
  std::optional<std::int64_t> from, to;
  std::int64_t temporary = 0, created = 0, version = 0;

  void bind(Query& query) {
    query.into(id).into(holder_kind).into(holder).into(scope_kind).into(scope).into(role).into(from).into(to);
    query.into(hours).into(temporary).into(reason).into(given_by).into(given_by_name).into(created).into(version);
  }
  PageKey key() const { return {std::to_string(created), id}; }
  /// A kind that this program does not know is nobody's, and for nothing: unknown is deny.
  bool known() const {
    return model::parse<model::HolderKind>(holder_kind) && model::parse<model::ScopeKind>(scope_kind) &&
           (hours.empty() || hours_of_text(hours));
  }
  model::AccessRight value() const {
    return {.id = model::AccessRightId(id),
            .holder = {model::parse<model::HolderKind>(holder_kind).value_or(model::HolderKind::kTechnician), holder},
            .scope = {model::parse<model::ScopeKind>(scope_kind).value_or(model::ScopeKind::kDevice), scope},
            .role = model::RoleId(role),
            .term = {.from = time_of(from), .to = time_of(to), .hours = hours_of_text(hours)},
            .temporary = temporary != 0,
            .reason = reason,
            .given_by = model::TechnicianId(given_by),
            .given_by_name = given_by_name,
            .created_at = time_of(created),
            .version = version};
  }
};

Listing listing_of(const TeamScope& scope, const AccessRightFilter& filter) {
  Listing listing("team_id = :team", scope.team());
  if (filter.holder) {
    listing.where("holder_kind = :holder_kind", std::string(model::to_string(filter.holder->kind)));
    listing.where("holder_id = :holder", filter.holder->id);
  }
  if (filter.scope) {
    listing.where("scope_kind = :scope_kind", std::string(model::to_string(filter.scope->kind)));
    listing.where("scope_id = :scope", filter.scope->id);
  }
  if (filter.role) listing.where("role_id = :role", filter.role->str());
  if (filter.temporary) listing.where("temporary = 1");
  return listing;
}

auto no_right() {
  return fail(Code::kNotFound, "There is no such access right.");
}

}  // namespace

Result<model::AccessRight> AccessRights::get(const model::AccessRightId& id) {
  return guarded("read the access right", [&]() -> Result<model::AccessRight> {
    Query query(scope_.connection(), std::string(kRightColumns) + " WHERE team_id = :team AND id = :id");
    query.use(scope_.team()).use(id.str());
    RightRow row;
    row.bind(query);
    if (!query.next() || !row.known()) return no_right();
    return row.value();
  });
}

Result<Page<model::AccessRight>> AccessRights::list(const PageRequest& page, const AccessRightFilter& filter) {
  return guarded("list access rights", [&]() -> Result<Page<model::AccessRight>> {
    Listing listing = listing_of(scope_, filter);
    if (auto before = listing.before_time(page.cursor); !before) return fail(before);
    return listing.page<model::AccessRight, RightRow>(scope_.connection(), kRightColumns,
                                                      " ORDER BY created_ms DESC, id DESC", page.limit);
  });
}

Result<std::vector<model::AccessRight>> AccessRights::all() {
  return all(AccessRightFilter());
}

Result<std::vector<model::AccessRight>> AccessRights::all(const AccessRightFilter& filter) {
  return guarded("read the access rights", [&]() -> Result<std::vector<model::AccessRight>> {
    const Listing listing = listing_of(scope_, filter);
    Query query(scope_.connection(), std::string(kRightColumns) + listing.conditions());
    listing.bind(query);
    RightRow row;
    row.bind(query);
    std::vector<model::AccessRight> rights;
    while (query.next()) {
      if (row.known()) rights.push_back(row.value());
    }
    return rights;
  });
}

Result<std::int64_t> AccessRights::count() {
  return guarded("count the access rights", [&]() -> Result<std::int64_t> {
    std::int64_t count = 0;
    Query(scope_.connection(), "SELECT COUNT(*) FROM access_rights WHERE team_id = :team")
        .use(scope_.team())
        .into(count)
        .next();
    return count;
  });
}

Result<> AccessRights::insert(const model::AccessRight& right) {
  return guarded("add the access right", [&]() -> Result<> {
    Query query(
        scope_.connection(),
        "INSERT INTO access_rights (id, team_id, holder_kind, holder_id, scope_kind, scope_id, role_id, from_ms, "
        "to_ms, hours, temporary, reason, given_by, given_by_name, created_ms, version) VALUES (:id, :team, "
        ":holder_kind, :holder, :scope_kind, :scope, :role, :from, :to, :hours, :temporary, :reason, :given_by, "
        ":given_by_name, :created, 0)");
    query.use(right.id.str()).use(scope_.team());
    query.use(model::to_string(right.holder.kind)).use(right.holder.id);
    query.use(model::to_string(right.scope.kind)).use(right.scope.id);
    query.use(right.role.str()).use(ms_of(right.term.from)).use(ms_of(right.term.to));
    query.use(text_of_hours(right.term.hours)).use(std::int64_t{right.temporary}).use(right.reason);
    query.use(right.given_by.str()).use(right.given_by_name).use(ms_of(right.created_at)).run();
    return {};
  });
}

Result<> AccessRights::update(const model::AccessRight& right) {
  return guarded("change the access right", [&]() -> Result<> {
    Query query(scope_.connection(),
                "UPDATE access_rights SET role_id = :role, from_ms = :from, to_ms = :to, hours = :hours, reason = "
                ":reason, version = version + 1 WHERE team_id = :team AND id = :id");
    query.use(right.role.str()).use(ms_of(right.term.from)).use(ms_of(right.term.to));
    query.use(text_of_hours(right.term.hours)).use(right.reason).use(scope_.team()).use(right.id.str());
    if (query.run() == 0) return no_right();
    return {};
  });
}

Result<> AccessRights::remove(const model::AccessRightId& id) {
  return guarded("remove the access right", [&]() -> Result<> {
    Query query(scope_.connection(), "DELETE FROM access_rights WHERE team_id = :team AND id = :id");
    if (query.use(scope_.team()).use(id.str()).run() == 0) return no_right();
    return {};
  });
}

Result<> AccessRights::remove_all(const AccessRightFilter& filter) {
  if (!filter.holder && !filter.scope && !filter.role) return {};
  return guarded("remove the access rights", [&]() -> Result<> {
    const Listing listing = listing_of(scope_, filter);
    Query query(scope_.connection(), "DELETE FROM access_rights" + listing.conditions());
    listing.bind(query);
    query.run();
    return {};
  });
}

}  // namespace callout::store
