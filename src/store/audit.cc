// SPDX-License-Identifier: Apache-2.0
#include "store/audit.h"

#include <algorithm>
#include <charconv>

#include "model/text.h"
#include "store/audit_columns.h"
#include "store/connection.h"
#include "store/listing.h"

namespace callout::store {

namespace {

constexpr std::string_view kInsertRecord =
    "INSERT INTO audit_records (journal_id, seq, at_ms, kind, actor_kind, actor_id, actor_name, address, via, outcome, "
    "technician_id, technician_name, device_id, device_name, entity_id, entity_name, lineage, install_id, "
    "install_name, session_id, job_id, changes, detail, hash) VALUES (:journal, :seq, :at, :kind, :actor_kind, "
    ":actor_id, :actor_name, :address, :via, :outcome, :technician, :technician_name, :device, :device_name, :entity, "
    ":entity_name, :lineage, :install, :install_name, :session, :job, :changes, :detail, :hash)";

constexpr std::string_view kInsertKey =
    "INSERT INTO audit_keys (journal_id, key, at_ms, seq) VALUES (:journal, :key, :at, :seq)";

void insert_keys(Connection& connection, std::int64_t journal, const AuditRow& row) {
  for (const auto& key : audit_keys_of(row))
    connection.reuse(kInsertKey).use(journal).use(key.key).use(key.at_ms).use(key.seq).run();
}

/// The ids and the kind that a filter asks for, the one that most likely has the fewest records first.
std::vector<std::string> keys_of(const AuditFilter& filter) {
  std::vector<std::string> keys;
  if (filter.device) keys.push_back(filter.device->str());
  if (filter.install) keys.push_back(filter.install->str());
  if (filter.technician) keys.push_back(filter.technician->str());
  if (filter.entity) keys.push_back(filter.entity->str());
  if (filter.kind) keys.emplace_back(model::to_string(*filter.kind));
  return keys;
}

Result<std::pair<std::int64_t, std::int64_t>> parse_audit_cursor(std::string_view cursor) {
  auto key = parse_time_cursor(cursor);
  if (!key) return fail(key);
  std::int64_t seq = 0;
  const char* const end = key->second.data() + key->second.size();
  if (const auto [at, error] = std::from_chars(key->second.data(), end, seq); error != std::errc() || at != end)
    return fail(Code::kInvalid, "The cursor is not one of this list: start again without it.");
  return std::pair(key->first, seq);
}

/// The statement of a list: what it reads from, its conditions, what is bound, in the order of the placeholders.
struct ListStatement {
  std::string sql;
  std::vector<std::variant<std::string, std::int64_t>> values;
};

/// Goes along one index in the order of the list: that of the first key, or that of time.
ListStatement list_statement(std::int64_t journal, const AuditFilter& filter,
                             const std::optional<std::pair<std::int64_t, std::int64_t>>& before) {
  ListStatement out;
  const auto keys = keys_of(filter);
  const std::string way = keys.empty() ? "r" : "k";
  out.sql = std::string(kAuditColumns) + " FROM ";
  out.sql += keys.empty() ? "audit_records r WHERE r.journal_id = :journal"
                          : "audit_keys k CROSS JOIN audit_records r ON r.journal_id = k.journal_id AND r.seq = k.seq "
                            "WHERE k.journal_id = :journal AND k.key = :key";
  out.values.emplace_back(journal);
  if (!keys.empty()) out.values.emplace_back(keys.front());
  const auto where = [&](std::string_view condition, std::variant<std::string, std::int64_t> value) {
    out.sql += " AND " + std::string(condition);
    out.values.push_back(std::move(value));
  };
  if (before) {
    where(fmt::format("({}.at_ms, {}.seq) < (:before, :before_seq)", way, way), before->first);
    out.values.emplace_back(before->second);
  }
  if (filter.from) where(way + ".at_ms >= :from", ms_of(*filter.from));
  if (filter.to) where(way + ".at_ms < :to", ms_of(*filter.to));
  for (std::size_t i = 1; i < keys.size(); ++i) {
    where(fmt::format("EXISTS (SELECT 1 FROM audit_keys x{} WHERE x{}.journal_id = r.journal_id AND x{}.key = :x{} AND "
                      "x{}.at_ms = r.at_ms AND x{}.seq = r.seq)",
                      i, i, i, i, i, i),
          keys[i]);
  }
  if (!filter.q.empty()) {
    where(
        "lower(r.actor_name || char(10) || r.address || char(10) || r.technician_name || char(10) || r.device_name || "
        "char(10) || r.entity_name || char(10) || r.install_name || char(10) || r.changes || char(10) || r.detail) "
        "LIKE :q ESCAPE '!'",
        like_pattern(filter.q));
  }
  out.sql += fmt::format(" ORDER BY {}.at_ms DESC, {}.seq DESC LIMIT :limit", way, way);
  return out;
}

}  // namespace

std::vector<AuditKey> audit_keys_of(const AuditRow& row) {
  std::vector<std::string> names{row.kind,      row.actor_id,  row.technician_id,
                                 row.device_id, row.entity_id, row.install_id};
  for (std::string_view rest = row.lineage; !rest.empty();) {
    const std::size_t slash = rest.find('/');
    names.emplace_back(rest.substr(0, slash));
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  }
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  std::vector<AuditKey> keys;
  for (auto& name : names) {
    if (!name.empty()) keys.push_back({std::move(name), row.at_ms, row.seq});
  }
  return keys;
}

Result<model::AuditRecord> audit_record_of(const model::TeamId& team, const AuditRow& row) {
  const auto kind = model::parse<model::AuditKind>(row.kind);
  const auto actor = model::parse<model::AuditActorKind>(row.actor_kind);
  const auto via = model::parse<model::AuditVia>(row.via);
  const auto outcome = model::parse<model::AuditOutcome>(row.outcome);
  auto changes = model::AuditChanges::from_text(row.changes);
  if (!kind || !actor || !via || !outcome || !changes) {
    return fail(Code::kInvalid, "Audit record {} can't be read: run `calloutd audit verify`.", row.seq);
  }
  return model::AuditRecord{.team = team,
                            .seq = static_cast<std::uint64_t>(row.seq),
                            .at = time_of(row.at_ms),
                            .kind = *kind,
                            .actor = {.kind = *actor,
                                      .technician = model::TechnicianId(row.actor_id),
                                      .name = row.actor_name,
                                      .address = row.address,
                                      .via = *via},
                            .outcome = *outcome,
                            .technician = {model::TechnicianId(row.technician_id), row.technician_name},
                            .device = {model::DeviceId(row.device_id), row.device_name},
                            .entity = {model::EntityId(row.entity_id), row.entity_name},
                            .install = {model::InstallId(row.install_id), row.install_name},
                            .session = model::SessionId(row.session_id),
                            .job = model::JobId(row.job_id),
                            .changes = std::move(*changes),
                            .detail = row.detail};
}

std::int64_t Audit::journal() {
  if (journal_ == 0) {
    Query(scope_.connection(), "SELECT id FROM audit_journals WHERE team_id = :team")
        .use(scope_.team())
        .into(journal_)
        .next();
  }
  return journal_;
}

Result<> Audit::insert(const AuditRow& row) {
  return guarded("write the audit record", [&]() -> Result<> {
    const std::int64_t id = journal();
    if (id == 0) return fail(Code::kInternal, "The team has no audit journal.");
    Query& query = scope_.connection().reuse(kInsertRecord);
    query.use(id).use(row.seq).use(row.at_ms);
    for (const auto field : kAuditTexts) query.use(row.*field);
    query.run();
    insert_keys(scope_.connection(), id, row);
    return {};
  });
}

Result<Page<AuditRow>> Audit::rows(const PageRequest& page, const AuditFilter& filter) {
  return guarded("list audit records", [&]() -> Result<Page<AuditRow>> {
    std::optional<std::pair<std::int64_t, std::int64_t>> before;
    if (!page.cursor.empty()) {
      auto parsed = parse_audit_cursor(page.cursor);
      if (!parsed) return fail(parsed);
      before = *parsed;
    }
    const auto statement = list_statement(journal(), filter, before);
    Query query(scope_.connection(), statement.sql);
    for (const auto& value : statement.values) std::visit([&](const auto& v) { query.use(v); }, value);
    const int limit = clamp_limit(page.limit);
    query.use(std::int64_t{limit} + 1);
    AuditRow row;
    bind_audit_row(query, row);
    Page<AuditRow> out;
    while (query.next()) {
      if (out.items.size() == static_cast<std::size_t>(limit)) {
        const auto& last = out.items.back();
        out.next_cursor = cursor_of({std::to_string(last.at_ms), std::to_string(last.seq)});
        break;
      }
      out.items.push_back(row);
    }
    return out;
  });
}

Result<Page<model::AuditRecord>> Audit::list(const PageRequest& page, const AuditFilter& filter) {
  auto found = rows(page, filter);
  if (!found) return fail(found);
  Page<model::AuditRecord> out{.items = {}, .next_cursor = std::move(found->next_cursor)};
  for (const auto& row : found->items) {
    if (auto record = audit_record_of(scope_.team_id(), row)) out.items.push_back(std::move(*record));
  }
  return out;
}

Result<std::vector<AuditRow>> Audit::after(std::int64_t seq, int most) {
  return guarded("read audit records", [&]() -> Result<std::vector<AuditRow>> {
    Query query(scope_.connection(),
                std::string(kAuditColumns) +
                    " FROM audit_records r WHERE r.journal_id = :journal AND r.seq > :seq ORDER BY r.seq LIMIT :most");
    query.use(journal()).use(seq).use(std::int64_t{most});
    AuditRow row;
    bind_audit_row(query, row);
    std::vector<AuditRow> out;
    while (query.next()) out.push_back(row);
    return out;
  });
}

Result<std::optional<AuditRow>> Audit::get(std::int64_t seq) {
  return guarded("read the audit record", [&]() -> Result<std::optional<AuditRow>> {
    Query query(scope_.connection(),
                std::string(kAuditColumns) + " FROM audit_records r WHERE r.journal_id = :journal AND r.seq = :seq");
    query.use(journal()).use(seq);
    AuditRow row;
    bind_audit_row(query, row);
    if (!query.next()) return std::nullopt;
    return row;
  });
}

Result<std::optional<AuditRow>> Audit::last() {
  return guarded("read the newest audit record", [&]() -> Result<std::optional<AuditRow>> {
    Query query(
        scope_.connection(),
        std::string(kAuditColumns) + " FROM audit_records r WHERE r.journal_id = :journal ORDER BY r.seq DESC LIMIT 1");
    query.use(journal());
    AuditRow row;
    bind_audit_row(query, row);
    if (!query.next()) return std::nullopt;
    return row;
  });
}

Result<std::vector<AuditKey>> Audit::keys_after(const AuditKey& key, int most) {
  return guarded("read the keys of audit records", [&]() -> Result<std::vector<AuditKey>> {
    Query query(scope_.connection(),
                "SELECT key, at_ms, seq FROM audit_keys WHERE journal_id = :journal AND (key, at_ms, seq) > (:key, "
                ":at, :seq) ORDER BY key, at_ms, seq LIMIT :most");
    query.use(journal()).use(key.key).use(key.at_ms).use(key.seq).use(std::int64_t{most});
    AuditKey found;
    query.into(found.key).into(found.at_ms).into(found.seq);
    std::vector<AuditKey> out;
    while (query.next()) out.push_back(found);
    return out;
  });
}

Result<> Audit::remove(const std::vector<AuditRow>& rows) {
  return guarded("remove old audit records", [&]() -> Result<> {
    if (rows.empty()) return {};
    const std::int64_t id = journal();
    for (const auto& row : rows) {
      for (const auto& key : audit_keys_of(row)) {
        Query(scope_.connection(),
              "DELETE FROM audit_keys WHERE journal_id = :journal AND key = :key AND at_ms = :at AND seq = :seq")
            .use(id)
            .use(key.key)
            .use(key.at_ms)
            .use(key.seq)
            .run();
      }
    }
    for (const char* table : {"audit_records", "audit_checkpoints"}) {
      Query(scope_.connection(), fmt::format("DELETE FROM {} WHERE journal_id = :journal AND seq <= :seq", table))
          .use(id)
          .use(rows.back().seq)
          .run();
    }
    return {};
  });
}

}  // namespace callout::store
