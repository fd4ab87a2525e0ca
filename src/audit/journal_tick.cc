// SPDX-License-Identifier: Apache-2.0
// What the journal does by itself as time passes: checkpoints and retention (audit/journal.h).
#include "audit/chain.h"
#include "audit/checkpoint_file.h"
#include "audit/journal.h"

namespace callout::audit {

namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""s;

constexpr auto kWriteEvery = 2s;
constexpr auto kDailyLookEvery = 1min;
constexpr auto kRemoveEvery = 1h;
constexpr auto kClockSkew = 5min;   // Between two looks, wall and steady time may drift apart so far.
constexpr int kWaitingBatch = 500;  // Checkpoints written to the file at once.
constexpr int kRemoveBatch = 500;   // Records removed in one transaction: the one writer is held for so long.
constexpr int kRemoveBatches = 2;   // In one tick; the next goes on. Sessions wait for the same tick.

/// Those of the rows that are older and whose chain is whole; nullopt when it is not, because then they are evidence.
std::optional<std::vector<store::AuditRow>> old_rows(const model::TeamId& team, const store::AuditHead& head,
                                                     std::vector<store::AuditRow> rows, std::int64_t before_ms) {
  std::string previous = head.kept_hash;
  std::int64_t expected = head.kept_from;
  std::size_t old = 0;
  for (; old < rows.size(); ++old, ++expected) {
    const auto& row = rows[old];
    // The newest record always stays: the chain goes on from it.
    if (row.at_ms >= before_ms || row.seq >= head.seq) break;
    if (row.seq != expected || row.hash != hash_of(team, row, previous)) return std::nullopt;
    previous = row.hash;
  }
  rows.resize(old);
  return rows;
}

}  // namespace

void Journal::report(const Result<>& result) {
  if (!result && !failing_) log_.error("the audit journal can't be kept up", {{"error", result.error().message}});
  failing_ = !result;
}

void Journal::tick() {
  const Steady now = clock_.steady();
  if (now - checked_ >= kDailyLookEvery) {
    checked_ = now;
    report(make_daily_checkpoints());
  }
  if (now - wrote_ >= kWriteEvery) {
    wrote_ = now;
    report(write_waiting());
  }
  if (now - removed_ >= kRemoveEvery && clocks_agree()) more_to_remove_ = true;
  if (more_to_remove_) report(remove_old());
}

/// Whether the wall clock went as far as the steady one since the last look. Records must not go because a date was
/// set wrongly.
bool Journal::clocks_agree() {
  const auto steady = clock_.steady() - removed_;
  const auto wall = clock_.wall() - removed_wall_;
  removed_ = clock_.steady();
  removed_wall_ = clock_.wall();
  return std::chrono::abs(std::chrono::duration_cast<std::chrono::milliseconds>(steady) - wall) <= kClockSkew;
}

Result<> Journal::write_waiting() {
  for (;;) {
    std::vector<store::AuditCheckpoint> waiting;
    {
      auto transaction = store_.read();
      if (!transaction) return fail(transaction);
      auto found = store::waiting_checkpoints(*transaction, kWaitingBatch);
      if (!found) return fail(found);
      waiting = std::move(*found);
    }
    if (waiting.empty()) return {};
    // First the file, then the mark: a crash in between writes a line twice, which is no harm.
    if (auto written = append_checkpoints(checkpoints_, waiting); !written) return written;
    auto transaction = store_.write();
    if (!transaction) return fail(transaction);
    for (const auto& checkpoint : waiting) {
      if (auto marked = store::mark_checkpoint_in_file(*transaction, checkpoint); !marked) return marked;
    }
    if (auto committed = transaction->commit(); !committed) return committed;
  }
}

Result<> Journal::make_daily_checkpoints() {
  std::vector<model::TeamId> due;
  {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    const std::int64_t now = clock_.wall().time_since_epoch().count();
    auto teams = store::audit_teams_due(*transaction, now - std::chrono::milliseconds(kCheckpointTime).count(), now);
    if (!teams) return fail(teams);
    due = std::move(*teams);
  }
  Result<> first_failure;
  for (const auto& team : due) {
    if (auto made = make_daily_checkpoint(team); !made && first_failure) first_failure = std::move(made);
  }
  return first_failure;
}

Result<> Journal::make_daily_checkpoint(const model::TeamId& team) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  store::Audit audit(store::TeamScope(*transaction, team));
  auto head = trusted_head(audit, team);
  if (!head) return fail(head);
  if (head->seq == head->checkpoint_seq) return {};
  if (auto added = add_checkpoint(audit, team, *head); !added) return added;
  if (auto signed_head = sign(audit, team, *head); !signed_head) return signed_head;
  return transaction->commit();
}

Result<> Journal::remove_old() {
  std::vector<model::TeamId> teams;
  {
    auto transaction = store_.read();
    if (!transaction) return fail(transaction);
    auto found = store::audit_teams(*transaction);
    if (!found) return fail(found);
    teams = std::move(*found);
  }
  Result<> first_failure;
  int batches = 0;
  for (const auto& team : teams) {
    for (bool more = true; more; ++batches) {
      if (batches == kRemoveBatches) return first_failure;
      const auto removed = remove_old(team);
      // One team's evidence must not keep the others' old records.
      if (!removed && first_failure) first_failure = fail(removed);
      more = removed && *removed;
      if (!more) break;
    }
  }
  more_to_remove_ = false;
  return first_failure;
}

Result<bool> Journal::remove_old(const model::TeamId& team) {
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  store::Audit audit(store::TeamScope(*transaction, team));
  auto head = trusted_head(audit, team);
  if (!head) return fail(head);
  if (!head->retention_days) return false;
  const auto cutoff = clock_.wall() - std::chrono::days(*head->retention_days);
  auto rows = audit.after(head->kept_from - 1, kRemoveBatch);
  if (!rows) return fail(rows);
  const auto old = old_rows(team, *head, std::move(*rows), cutoff.time_since_epoch().count());
  if (!old) {
    return fail(Code::kInternal,
                "The old audit records of team {} are kept because they were changed: run `calloutd audit verify`.",
                team.str());
  }
  if (old->empty()) return false;
  if (auto removed = audit.remove(*old); !removed) return fail(removed);
  model::AuditRecord record{.team = team, .kind = model::AuditKind::kAuditRecordsRemoved};
  record.actor = model::AuditActor::system();
  record.detail = fmt::format("Records {} to {} were older than {} days and were removed.", old->front().seq,
                              old->back().seq, *head->retention_days);
  head->kept_from = old->back().seq + 1;
  head->kept_hash = old->back().hash;
  if (auto added = extend(audit, *head, std::move(record)); !added) return fail(added);
  if (auto signed_head = sign(audit, team, *head); !signed_head) return fail(signed_head);
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return old->size() == static_cast<std::size_t>(kRemoveBatch);
}

}  // namespace callout::audit
