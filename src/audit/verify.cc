// SPDX-License-Identifier: Apache-2.0
#include "audit/verify.h"

#include <limits>
#include <set>

#include <fmt/format.h>

#include "audit/chain.h"
#include "audit/checkpoint_file.h"
#include "audit/verify_chain.h"
#include "store/audit.h"

namespace callout::audit {

namespace {

constexpr std::size_t kTeamsNamed = 100'000;  // Teams of which the file's first bad line is remembered.

/// One team within one transaction.
class TeamCheck {
 public:
  TeamCheck(store::Transaction& transaction, model::TeamId team, const SigningKey& key, VerifyCounts& counts,
            const OnFinding& on_finding)
      : audit_(store::TeamScope(transaction, team)),
        team_(std::move(team)),
        key_(key),
        counts_(counts),
        on_finding_(on_finding) {}

  Result<> run() {
    auto head = audit_.head();
    if (!head) return fail(head);
    if (!*head) return fail(Code::kNotFound, "There is no audit journal of team {}.", team_.str());
    head_ = **head;
    check_head();
    auto walk = walk_chain(audit_, team_, head_);
    if (!walk) return fail(walk);
    counts_.records += walk->records;
    if (walk->finding) {
      on_finding_(*walk->finding);
      return {};  // What follows would only say the same of other records.
    }
    if (auto checked = check_checkpoints(); !checked) return checked;
    if (head_holds_ && walk->last_hash != head_.hash) {
      found(good_until_ + 1, Flaw::kRewritten,
            fmt::format("The records were changed and chained anew without the key: after record {} nothing vouches "
                        "for them.",
                        good_until_));
      return {};
    }
    return check_index(*walk);
  }

 private:
  void found(std::int64_t seq, Flaw flaw, std::string text) {
    on_finding_({.team = team_.str(), .seq = seq, .flaw = flaw, .text = std::move(text)});
  }

  void check_head() {
    head_holds_ = key_.made(statement_of(team_, head_), head_.signature);
    if (head_holds_) return;
    if (head_.key != key_.public_key()) {
      found(head_.seq, Flaw::kHead,
            fmt::format("The journal is signed by another key ({}): give the key file of this server.", head_.key));
    } else {
      found(head_.seq, Flaw::kHead, "The signature of the journal's head does not hold: it was changed from outside.");
    }
  }

  Result<> check_checkpoints() {
    good_until_ = head_.kept_from - 1;
    for (std::int64_t at = std::numeric_limits<std::int64_t>::min();;) {
      auto checkpoints = audit_.checkpoints_after(at, kRowsAtOnce);
      if (!checkpoints) return fail(checkpoints);
      for (const auto& checkpoint : *checkpoints) {
        ++counts_.checkpoints;
        auto holds = check_checkpoint(checkpoint);
        if (!holds) return fail(holds);
        if (!*holds) return {};
        good_until_ = checkpoint.seq;
      }
      if (checkpoints->size() < kRowsAtOnce) return {};
      at = checkpoints->back().seq;
    }
  }

  Result<bool> check_checkpoint(const store::AuditCheckpoint& checkpoint) {
    if (!key_.made(statement_of(checkpoint), checkpoint.signature)) {
      found(checkpoint.seq, Flaw::kCheckpoint,
            fmt::format("The signature of the checkpoint at record {} does not hold.", checkpoint.seq));
      return false;
    }
    auto row = audit_.get(checkpoint.seq);
    if (!row) return fail(row);
    if (*row && (*row)->hash == checkpoint.hash) return true;
    found(good_until_ + 1, Flaw::kCheckpoint,
          fmt::format("Record {} is not what its checkpoint says: the first bad record is one of {} to {}.",
                      checkpoint.seq, good_until_ + 1, checkpoint.seq));
    return false;
  }

  Result<> check_index(const Walk& walk) {
    std::uint64_t keys = 0;
    for (store::AuditKey at;;) {
      auto entries = audit_.keys_after(at, kRowsAtOnce);
      if (!entries) return fail(entries);
      for (const auto& entry : *entries) keys += key_mark(entry);
      if (entries->size() < kRowsAtOnce) break;
      at = entries->back();
    }
    if (keys != walk.keys)
      found(0, Flaw::kIndex, "The index of the records was changed: lists with a filter may leave some out.");
    return {};
  }

  store::Audit audit_;
  const model::TeamId team_;
  const SigningKey& key_;
  VerifyCounts& counts_;
  const OnFinding& on_finding_;
  store::AuditHead head_;
  bool head_holds_ = false;
  std::int64_t good_until_ = 0;  ///< The last record that a checkpoint vouches for.
};

/// The lines of the file, each against the database as it is in this transaction.
class FileCheck {
 public:
  FileCheck(store::Transaction& transaction, const SigningKey& key, const VerifyOptions& options, VerifyCounts& counts,
            const OnFinding& on_finding)
      : transaction_(transaction), key_(key), options_(options), counts_(counts), on_finding_(on_finding) {}

  Result<> line(std::int64_t number, const std::optional<store::AuditCheckpoint>& checkpoint) {
    if (!checkpoint) {
      ++counts_.unreadable_lines;
      return {};
    }
    if (options_.team && checkpoint->team != *options_.team) return {};
    ++counts_.checkpoints;
    if (named_.contains(checkpoint->team) || named_.size() >= kTeamsNamed) return {};
    if (!key_.made(statement_of(*checkpoint), checkpoint->signature)) {
      return found(*checkpoint, Flaw::kCheckpoint,
                   fmt::format("The signature in line {} of {} does not hold.", number, options_.checkpoints));
    }
    store::Audit audit(store::TeamScope(transaction_, checkpoint->team));
    auto head = audit.head();
    if (!head) return fail(head);
    if (!*head) {
      return found(*checkpoint, Flaw::kRemoved,
                   fmt::format("The whole journal was removed; line {} of {} had record {}.", number,
                               options_.checkpoints, checkpoint->seq));
    }
    if (checkpoint->seq > (*head)->seq) {
      return found(*checkpoint, Flaw::kTailCut,
                   fmt::format("Line {} of {} had record {}, but the newest is {}: the database was cut, or put back "
                               "to an older state.",
                               number, options_.checkpoints, checkpoint->seq, (*head)->seq));
    }
    return compare_hash(audit, **head, *checkpoint, number);
  }

 private:
  Result<> compare_hash(store::Audit& audit, const store::AuditHead& head, const store::AuditCheckpoint& checkpoint,
                        std::int64_t number) {
    if (checkpoint.seq < head.kept_from - 1) return {};  // Removed by its age.
    std::string hash = head.kept_hash;
    if (checkpoint.seq >= head.kept_from) {
      auto row = audit.get(checkpoint.seq);
      if (!row) return fail(row);
      hash = *row ? (*row)->hash : std::string();
    }
    if (hash == checkpoint.hash) return {};
    return found(
        checkpoint, Flaw::kCheckpoint,
        fmt::format("Record {} is not the one that line {} of {} vouches for: it, or one before it, was changed.",
                    checkpoint.seq, number, options_.checkpoints));
  }

  Result<> found(const store::AuditCheckpoint& checkpoint, Flaw flaw, std::string text) {
    named_.insert(checkpoint.team);
    on_finding_({.team = checkpoint.team.str(), .seq = checkpoint.seq, .flaw = flaw, .text = std::move(text)});
    return {};
  }

  store::Transaction& transaction_;
  const SigningKey& key_;
  const VerifyOptions& options_;
  VerifyCounts& counts_;
  const OnFinding& on_finding_;
  std::set<model::TeamId> named_;
};

Result<std::vector<model::TeamId>> teams_of(store::Store& store, const VerifyOptions& options) {
  if (options.team) return std::vector{*options.team};
  auto transaction = store.read();
  if (!transaction) return fail(transaction);
  return store::audit_teams(*transaction);
}

}  // namespace

Result<VerifyCounts> verify(store::Store& store, const SigningKey& key, const VerifyOptions& options,
                            const OnFinding& on_finding) {
  VerifyCounts counts;
  // Lines are written after their records are stored: what the file has up to here, later transactions see.
  const auto size = checkpoint_file_size(options.checkpoints);
  auto teams = teams_of(store, options);
  if (!teams) return fail(teams);
  for (const auto& team : *teams) {
    // A transaction for each team: a long one would keep the database's log from being taken in.
    auto transaction = store.read();
    if (!transaction) return fail(transaction);
    if (auto checked = TeamCheck(*transaction, team, key, counts, on_finding).run(); !checked) return fail(checked);
    ++counts.teams;
  }
  if (!size) {
    if (!teams->empty()) {
      on_finding({.team = {},
                  .seq = 0,
                  .flaw = Flaw::kFileMissing,
                  .text = fmt::format("There is no file of checkpoints {}: a database that was put back to an older "
                                      "state would not be found.",
                                      options.checkpoints)});
    }
    return counts;
  }
  auto transaction = store.read();
  if (!transaction) return fail(transaction);
  FileCheck check(*transaction, key, options, counts, on_finding);
  auto read = read_checkpoints(options.checkpoints, *size,
                               [&](std::int64_t number, const std::optional<store::AuditCheckpoint>& checkpoint) {
                                 return check.line(number, checkpoint);
                               });
  if (!read) return fail(read);
  return counts;
}

}  // namespace callout::audit
