// SPDX-License-Identifier: Apache-2.0
#include "audit/journal.h"

#include "audit/chain.h"
#include "audit/checkpoint_file.h"
#include "audit/record_row.h"

namespace callout::audit {

namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""s;

constexpr std::size_t kTrustedMost = 10'000;  // Teams; beyond that some signature is verified once more.

std::int64_t ms(WallMs time) {
  return time.time_since_epoch().count();
}

/// Loads the key, or makes the first one. `exists`: there are records that a key has signed.
Result<SigningKey> first_key(const std::string& file, bool exists) {
  auto loaded = SigningKey::load(file);
  if (!loaded) return fail(loaded);
  if (*loaded) return **loaded;
  if (exists) {
    return fail(Code::kInvalid,
                "The audit key {} is missing, but the database has records that it signed: put it back from your "
                "backup, or run `calloutd audit restart` to go on with a new one.",
                file);
  }
  auto made = SigningKey::make(file);
  if (!made && made.error().code == Code::kConflict) {
    // Another command made it at the same moment.
    loaded = SigningKey::load(file);
    if (loaded && *loaded) return **loaded;
  }
  return made;
}

Result<bool> any_records(store::Store& store) {
  auto transaction = store.read();
  if (!transaction) return fail(transaction);
  return store::audit_exists(*transaction);
}

}  // namespace

Journal::Journal(store::Store& store, SigningKey key, std::string checkpoints, const Clock& clock, Log& log)
    : store_(store),
      key_(std::move(key)),
      checkpoints_(std::move(checkpoints)),
      clock_(clock),
      log_(log),
      checked_(clock.steady()),
      removed_(clock.steady()),
      removed_wall_(clock.wall()) {}

Result<std::unique_ptr<Journal>> Journal::open(store::Store& store, JournalFiles files, const Clock& clock, Log& log) {
  const auto exists = any_records(store);
  if (!exists) return fail(exists);
  auto key = first_key(files.key, *exists);
  if (!key) return fail(key);
  std::unique_ptr<Journal> journal(new Journal(store, std::move(*key), std::move(files.checkpoints), clock, log));
  if (*exists && !checkpoint_file_size(journal->checkpoints_)) {
    // Records may be there before the first line is: a crash in between, which the next lines mend.
    auto transaction = store.write();
    if (!transaction) return fail(transaction);
    log.warn("the audit checkpoints are missing and begin anew", {{"file", journal->checkpoints_}});
    if (auto done = store::forget_checkpoint_file(*transaction); !done) return fail(done);
    if (auto done = transaction->commit(); !done) return fail(done);
  }
  if (auto written = journal->write_waiting(); !written) return fail(written);
  if (auto looked = journal->look_at_heads(); !looked) return fail(looked);
  return journal;
}

Result<> Journal::look_at_heads() {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  const auto teams = store::audit_teams(*transaction);
  if (!teams) return fail(teams);
  for (const auto& team : *teams) {
    store::Audit audit(store::TeamScope(*transaction, team));
    if (const auto head = trusted_head(audit, team); !head)
      log_.error("an audit journal does not hold", {{"team", team.str()}, {"error", head.error().message}});
  }
  return {};
}

Result<store::AuditHead> Journal::trusted_head(store::Audit& audit, const model::TeamId& team) {
  auto head = audit.head();
  if (!head) return fail(head);
  if (!*head) {
    store::AuditHead first;
    first.checkpoint_ms = ms(clock_.wall());
    return first;
  }
  {
    std::scoped_lock lock(mutex_);
    const auto known = trusted_.find(team);
    // The signature covers what is compared here, and only this key makes it: the same signature over another head
    // does not hold, so the head is looked at as well.
    if (known != trusted_.end() && known->second == (*head)->signature + statement_of(team, **head)) return **head;
  }
  if (!key_.made(statement_of(team, **head), (*head)->signature)) {
    return fail(Code::kInternal,
                "The audit journal of team {} was not signed by this server: run `calloutd audit verify`.", team.str());
  }
  return **head;
}

Result<> Journal::sign(store::Audit& audit, const model::TeamId& team, store::AuditHead& head) {
  const std::string statement = statement_of(team, head);
  head.key = key_.public_key();
  head.signature = key_.sign(statement);
  if (auto set = audit.set_head(head); !set) return set;
  std::scoped_lock lock(mutex_);
  if (trusted_.size() >= kTrustedMost && !trusted_.contains(team)) trusted_.clear();
  trusted_[team] = head.signature + statement;
  return {};
}

Result<> Journal::add_checkpoint(store::Audit& audit, const model::TeamId& team, store::AuditHead& head) {
  store::AuditCheckpoint checkpoint{.team = team,
                                    .seq = head.seq,
                                    .at_ms = ms(clock_.wall()),
                                    .hash = head.hash,
                                    .key = key_.public_key(),
                                    .signature = {}};
  checkpoint.signature = key_.sign(statement_of(checkpoint));
  head.checkpoint_seq = checkpoint.seq;
  head.checkpoint_ms = checkpoint.at_ms;
  return audit.add_checkpoint(checkpoint);
}

Result<> Journal::extend(store::Audit& audit, store::AuditHead& head, model::AuditRecord record) {
  const model::TeamId team = record.team;
  record.seq = static_cast<std::uint64_t>(head.seq) + 1;
  record.at = clock_.wall();
  std::string lineage;
  if (!record.entity.id.empty()) {
    auto found = audit.lineage_of(record.entity.id);
    if (!found) return fail(found);
    lineage = std::move(*found);
  }
  auto row = row_of(record, std::move(lineage));
  row.hash = hash_of(team, row, head.hash);
  const bool first = head.seq == 0;
  head.seq = row.seq;
  head.hash = row.hash;
  if (first) {
    // The journal's row has to be there before what belongs to it.
    if (auto set = audit.set_head(head); !set) return set;
  }
  if (auto inserted = audit.insert(row); !inserted) return inserted;
  if (first || head.seq - head.checkpoint_seq >= kCheckpointRecords) return add_checkpoint(audit, team, head);
  return {};
}

Result<> Journal::append(store::Transaction& transaction, model::AuditRecord record) {
  store::Audit audit(store::TeamScope(transaction, record.team));
  auto head = trusted_head(audit, record.team);
  if (!head) return fail(head);
  const model::TeamId team = record.team;
  if (auto added = extend(audit, *head, std::move(record)); !added) return added;
  return sign(audit, team, *head);
}

Result<> Journal::set_retention(store::Transaction& transaction, const model::TeamId& team,
                                const model::AuditActor& actor, std::optional<std::chrono::days> keep) {
  if (keep && (*keep < kRetentionLeast || *keep > kRetentionMost)) {
    return fail(Code::kInvalid, "Audit records are kept for {} to {} days, or for ever: give another number.",
                kRetentionLeast.count(), kRetentionMost.count());
  }
  store::Audit audit(store::TeamScope(transaction, team));
  auto head = trusted_head(audit, team);
  if (!head) return fail(head);
  const auto text = [](const std::optional<std::int64_t>& days) { return days ? std::to_string(*days) : "for ever"; };
  const auto before = head->retention_days;
  head->retention_days = keep ? std::optional<std::int64_t>(keep->count()) : std::nullopt;
  if (before == head->retention_days) return {};
  model::AuditRecord record{.team = team, .kind = model::AuditKind::kAuditRetentionChanged, .actor = actor};
  record.changes.add("retention_days", model::FieldClass::kPlain, text(before), text(head->retention_days));
  if (auto added = extend(audit, *head, std::move(record)); !added) return added;
  return sign(audit, team, *head);
}

Result<std::optional<std::chrono::days>> Journal::retention(store::Transaction& transaction,
                                                            const model::TeamId& team) {
  store::Audit audit(store::TeamScope(transaction, team));
  const auto head = audit.head();
  if (!head) return fail(head);
  if (!*head || !(*head)->retention_days) return std::nullopt;
  return std::chrono::days(*(*head)->retention_days);
}

Result<> Journal::restart_team(store::Transaction& transaction, const model::TeamId& team, const std::string& reason) {
  store::Audit audit(store::TeamScope(transaction, team));
  auto head = audit.head();
  if (!head) return fail(head);
  auto newest = audit.last();
  if (!newest) return fail(newest);
  if (*newest) {
    (*head)->seq = (*newest)->seq;
    (*head)->hash = (*newest)->hash;
  }
  if (auto removed = audit.remove_checkpoints(); !removed) return removed;
  model::AuditRecord record{
      .team = team, .kind = model::AuditKind::kAuditRestarted, .actor = model::AuditActor::host_operator()};
  record.detail = reason;
  if (auto added = extend(audit, **head, std::move(record)); !added) return added;
  if ((*head)->checkpoint_seq != (*head)->seq) {
    if (auto added = add_checkpoint(audit, team, **head); !added) return added;
  }
  return sign(audit, team, **head);
}

Result<> Journal::restart(store::Store& store, const JournalFiles& files, const std::string& reason, const Clock& clock,
                          Log& log) {
  auto key = first_key(files.key, false);
  if (!key) return fail(key);
  if (checkpoint_file_size(files.checkpoints)) {
    const std::string aside = files.checkpoints + '.' + std::to_string(ms(clock.wall()));
    if (std::rename(files.checkpoints.c_str(), aside.c_str()) != 0)
      return fail(Code::kInternal, "{} can't be renamed: check who owns its folder.", files.checkpoints);
    log.info("the old audit checkpoints are kept", {{"file", aside}});
  }
  Journal journal(store, std::move(*key), files.checkpoints, clock, log);
  {
    auto transaction = store.write();
    if (!transaction) return fail(transaction);
    const auto teams = store::audit_teams(*transaction);
    if (!teams) return fail(teams);
    for (const auto& team : *teams) {
      if (auto done = journal.restart_team(*transaction, team, reason); !done) return done;
    }
    if (auto committed = transaction->commit(); !committed) return committed;
  }
  return journal.write_waiting();
}

}  // namespace callout::audit
