// SPDX-License-Identifier: Apache-2.0
// What stands beside the records of store/audit.h: heads, checkpoints, forwarding.
#include <algorithm>

#include "store/audit.h"
#include "store/connection.h"

namespace callout::store {

namespace {

constexpr std::string_view kHead =
    "SELECT id, seq, hash, kept_from, kept_hash, retention_days, key, signature, checkpoint_seq, checkpoint_ms FROM "
    "audit_journals WHERE team_id = :team";
constexpr std::string_view kUpdateHead =
    "UPDATE audit_journals SET seq = :seq, hash = :hash, kept_from = :from, kept_hash = :kept, retention_days = :days, "
    "key = :key, signature = :signature, checkpoint_seq = :checkpoint, checkpoint_ms = :checkpoint_ms WHERE team_id = "
    ":team";

constexpr std::string_view kLineage = "SELECT lineage FROM entities WHERE team_id = :team AND id = :id";

constexpr std::string_view kCheckpointColumns =
    "SELECT j.team_id, c.seq, c.at_ms, c.hash, c.key, c.signature FROM audit_checkpoints c JOIN audit_journals j ON "
    "j.id = c.journal_id";

struct CheckpointRow {
  std::string team;
  AuditCheckpoint found;
  void bind(Query& query) {
    query.into(team).into(found.seq).into(found.at_ms).into(found.hash).into(found.key).into(found.signature);
  }
  AuditCheckpoint value() const {
    AuditCheckpoint out = found;
    out.team = model::TeamId(team);
    return out;
  }
};

std::vector<AuditCheckpoint> read_checkpoints(Query& query) {
  CheckpointRow row;
  row.bind(query);
  std::vector<AuditCheckpoint> out;
  while (query.next()) out.push_back(row.value());
  return out;
}

}  // namespace

Result<std::optional<AuditHead>> Audit::head() {
  return guarded("read the audit journal", [&]() -> Result<std::optional<AuditHead>> {
    AuditHead head;
    Query& query = scope_.connection().reuse(kHead);
    query.use(scope_.team()).into(journal_).into(head.seq).into(head.hash).into(head.kept_from).into(head.kept_hash);
    query.into(head.retention_days).into(head.key).into(head.signature);
    query.into(head.checkpoint_seq).into(head.checkpoint_ms);
    const bool found = query.next();
    if (!found) return std::nullopt;
    while (query.next()) {
    }
    return head;
  });
}

Result<> Audit::set_head(const AuditHead& head) {
  return guarded("write the audit journal", [&]() -> Result<> {
    const auto bind = [&](Query& query) {
      query.use(head.seq).use(head.hash).use(head.kept_from).use(head.kept_hash).use(head.retention_days);
      query.use(head.key).use(head.signature).use(head.checkpoint_seq).use(head.checkpoint_ms).use(scope_.team());
    };
    if (journal() == 0) {
      Query query(scope_.connection(),
                  "INSERT INTO audit_journals (seq, hash, kept_from, kept_hash, retention_days, key, signature, "
                  "checkpoint_seq, checkpoint_ms, team_id) VALUES (:seq, :hash, :from, :kept, :days, :key, "
                  ":signature, :checkpoint, :checkpoint_ms, :team)");
      bind(query);
      query.run();
      return {};
    }
    Query& query = scope_.connection().reuse(kUpdateHead);
    bind(query);
    query.run();
    return {};
  });
}

Result<std::string> Audit::lineage_of(const model::EntityId& entity) {
  return guarded("read the entity", [&]() -> Result<std::string> {
    std::string lineage;
    Query& query = scope_.connection().reuse(kLineage);
    query.use(scope_.team()).use(entity.str()).into(lineage);
    if (!query.next()) return '/' + entity.str() + '/';
    std::string found = lineage;
    while (query.next()) {
    }
    return found;
  });
}

Result<> Audit::add_checkpoint(const AuditCheckpoint& checkpoint) {
  return guarded("write the audit checkpoint", [&]() -> Result<> {
    Query(scope_.connection(),
          "INSERT INTO audit_checkpoints (journal_id, seq, at_ms, hash, key, signature, in_file) VALUES (:journal, "
          ":seq, :at, :hash, :key, :signature, 0)")
        .use(journal())
        .use(checkpoint.seq)
        .use(checkpoint.at_ms)
        .use(checkpoint.hash)
        .use(checkpoint.key)
        .use(checkpoint.signature)
        .run();
    return {};
  });
}

Result<std::vector<AuditCheckpoint>> Audit::checkpoints_after(std::int64_t seq, int most) {
  return guarded("read audit checkpoints", [&]() -> Result<std::vector<AuditCheckpoint>> {
    Query query(scope_.connection(), std::string(kCheckpointColumns) +
                                         " WHERE c.journal_id = :journal AND c.seq > :seq ORDER BY c.seq LIMIT :most");
    query.use(journal()).use(seq).use(std::int64_t{most});
    return read_checkpoints(query);
  });
}

Result<> Audit::remove_checkpoints() {
  return guarded("remove audit checkpoints", [&]() -> Result<> {
    Query(scope_.connection(), "DELETE FROM audit_checkpoints WHERE journal_id = :journal").use(journal()).run();
    return {};
  });
}

Result<std::vector<model::TeamId>> audit_teams(Transaction& transaction) {
  return guarded("list the audit journals", [&]() -> Result<std::vector<model::TeamId>> {
    std::string team;
    Query query(transaction.connection(), "SELECT team_id FROM audit_journals ORDER BY id");
    query.into(team);
    std::vector<model::TeamId> out;
    while (query.next()) out.emplace_back(team);
    return out;
  });
}

Result<std::vector<model::TeamId>> audit_teams_due(Transaction& transaction, std::int64_t before_ms,
                                                   std::int64_t now_ms) {
  return guarded("list the audit journals", [&]() -> Result<std::vector<model::TeamId>> {
    std::string team;
    Query query(transaction.connection(),
                "SELECT team_id FROM audit_journals WHERE seq > checkpoint_seq AND (checkpoint_ms <= :before OR "
                "checkpoint_ms > :now) ORDER BY id");
    query.use(before_ms).use(now_ms).into(team);
    std::vector<model::TeamId> out;
    while (query.next()) out.emplace_back(team);
    return out;
  });
}

Result<bool> audit_exists(Transaction& transaction) {
  return guarded("look for audit journals", [&]() -> Result<bool> {
    std::int64_t found = 0;
    Query(transaction.connection(), "SELECT EXISTS (SELECT 1 FROM audit_journals)").into(found).next();
    return found != 0;
  });
}

Result<std::vector<AuditCheckpoint>> waiting_checkpoints(Transaction& transaction, int most) {
  return guarded("read audit checkpoints", [&]() -> Result<std::vector<AuditCheckpoint>> {
    Query query(transaction.connection(),
                std::string(kCheckpointColumns) + " WHERE c.in_file = 0 ORDER BY c.journal_id, c.seq LIMIT :most");
    query.use(std::int64_t{most});
    return read_checkpoints(query);
  });
}

Result<> mark_checkpoint_in_file(Transaction& transaction, const AuditCheckpoint& checkpoint) {
  return guarded("mark the audit checkpoint", [&]() -> Result<> {
    Query(transaction.connection(),
          "UPDATE audit_checkpoints SET in_file = 1 WHERE journal_id = (SELECT id FROM audit_journals WHERE team_id = "
          ":team) AND seq = :seq AND hash = :hash")
        .use(checkpoint.team.str())
        .use(checkpoint.seq)
        .use(checkpoint.hash)
        .run();
    return {};
  });
}

Result<> forget_checkpoint_file(Transaction& transaction) {
  return guarded("mark the audit checkpoints", [&]() -> Result<> {
    Query(transaction.connection(), "UPDATE audit_checkpoints SET in_file = 0").run();
    return {};
  });
}

Result<std::vector<ForwardPoint>> teams_to_forward(Transaction& transaction, const std::string& target) {
  return guarded("read how far audit records were forwarded", [&]() -> Result<std::vector<ForwardPoint>> {
    std::string team;
    std::int64_t seq = 0;
    Query query(transaction.connection(),
                "SELECT j.team_id, COALESCE(f.seq, 0) FROM audit_journals j LEFT JOIN audit_forwards f ON f.journal_id "
                "= j.id AND f.target = :target WHERE j.seq > COALESCE(f.seq, 0) ORDER BY j.id");
    query.use(target).into(team).into(seq);
    std::vector<ForwardPoint> out;
    while (query.next()) out.push_back({model::TeamId(team), seq});
    return out;
  });
}

Result<> set_forwarded(const TeamScope& scope, const std::string& target, std::int64_t seq) {
  return guarded("note how far audit records were forwarded", [&]() -> Result<> {
    Query(scope.connection(),
          "INSERT INTO audit_forwards (target, journal_id, seq) SELECT :target, id, :seq FROM audit_journals WHERE "
          "team_id = :team ON CONFLICT (target, journal_id) DO UPDATE SET seq = excluded.seq")
        .use(target)
        .use(seq)
        .use(scope.team())
        .run();
    return {};
  });
}

Result<std::int64_t> waiting_to_forward(Transaction& transaction, const std::string& target) {
  return guarded("count the audit records to forward", [&]() -> Result<std::int64_t> {
    std::int64_t waiting = 0;
    Query(transaction.connection(),
          "SELECT COALESCE(SUM(j.seq - MAX(COALESCE(f.seq, 0), j.kept_from - 1)), 0) FROM audit_journals j LEFT JOIN "
          "audit_forwards f ON f.journal_id = j.id AND f.target = :target")
        .use(target)
        .into(waiting)
        .next();
    return waiting;
  });
}

Result<> forget_forward_targets(Transaction& transaction, const std::vector<std::string>& kept) {
  return guarded("forget forwarding targets", [&]() -> Result<> {
    std::string target;
    std::vector<std::string> gone;
    {
      Query query(transaction.connection(), "SELECT DISTINCT target FROM audit_forwards");
      query.into(target);
      while (query.next()) {
        if (std::ranges::find(kept, target) == kept.end()) gone.push_back(target);
      }
    }
    for (const auto& each : gone)
      Query(transaction.connection(), "DELETE FROM audit_forwards WHERE target = :target").use(each).run();
    return {};
  });
}

}  // namespace callout::store
