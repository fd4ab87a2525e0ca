// SPDX-License-Identifier: Apache-2.0
// Repository of the audit journal: rows as they are hashed, heads, checkpoints, and how far forwarding came. Built for
// one transaction, used by one thread. Only src/audit calls it: a row that the journal has not chained is found by
// `calloutd audit verify`.
//
// Rows hold every column as text or number without reading sense into it, because a verifier has to see what is there
// and not what it can make of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/audit.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

/// A record as the database holds it; every field but `hash` is hashed.
struct AuditRow {
  std::int64_t seq = 0;
  std::int64_t at_ms = 0;
  std::string kind{}, actor_kind{}, actor_id{}, actor_name{}, address{}, via{}, outcome{};
  std::string technician_id{}, technician_name{}, device_id{}, device_name{};
  std::string entity_id{}, entity_name{}, lineage{}, install_id{}, install_name{};
  std::string session_id{}, job_id{}, changes{}, detail{};
  std::string hash{};
  bool operator==(const AuditRow&) const = default;
};

/// Where a team's journal stands. `key` and `signature` are over all of it but the checkpoint_*, which only say when
/// the next checkpoint is due.
struct AuditHead {
  std::int64_t seq = 0;        ///< Of the newest record.
  std::string hash{};          ///< Of the newest record.
  std::int64_t kept_from = 1;  ///< Of the oldest record that is kept.
  std::string kept_hash{};     ///< Of the record before that one; empty at the beginning.
  std::optional<std::int64_t> retention_days{};
  std::string key{};
  std::string signature{};
  std::int64_t checkpoint_seq = 0;
  std::int64_t checkpoint_ms = 0;
  bool operator==(const AuditHead&) const = default;
};

struct AuditCheckpoint {
  model::TeamId team{};
  std::int64_t seq = 0;
  std::int64_t at_ms = 0;
  std::string hash{};
  std::string key{};
  std::string signature{};
};

/// An entry of the index that filters use.
struct AuditKey {
  std::string key{};
  std::int64_t at_ms = 0;
  std::int64_t seq = 0;
  bool operator==(const AuditKey&) const = default;
};

struct AuditFilter {
  std::optional<model::TechnicianId> technician{};  ///< Who acted, or to whom it was done.
  std::optional<model::DeviceId> device{};
  std::optional<model::InstallId> install{};
  std::optional<model::EntityId> entity{};  ///< With all that was below it when the record was made.
  std::optional<model::AuditKind> kind{};
  std::optional<WallMs> from{};  ///< At or after.
  std::optional<WallMs> to{};    ///< Before.
  std::string q{};               ///< In names, address and detail.
};

/// What a row is found by: its kind, those who acted and were acted upon, device, install, and the entities of its
/// lineage. Not its session and job: their ids are in no filter, and each entry costs a write.
std::vector<AuditKey> audit_keys_of(const AuditRow& row);
/// The record of a row. A name that this program does not know makes it kInvalid.
Result<model::AuditRecord> audit_record_of(const model::TeamId& team, const AuditRow& row);

class Audit {
 public:
  explicit Audit(TeamScope scope) : scope_(std::move(scope)) {}

  /// nullopt while the team has no record.
  Result<std::optional<AuditHead>> head();
  /// Makes or replaces the head.
  Result<> set_head(const AuditHead& head);
  /// Adds a row with its keys; the head must be there.
  Result<> insert(const AuditRow& row);
  /// `/id/id/` of an entity and those above it; of one that is gone only itself.
  Result<std::string> lineage_of(const model::EntityId& entity);

  /// Newest first. A damaged row is left out: verify names it.
  Result<Page<model::AuditRecord>> list(const PageRequest& page, const AuditFilter& filter = {});
  /// As list, as rows: for exports, which carry the hashes.
  Result<Page<AuditRow>> rows(const PageRequest& page, const AuditFilter& filter = {});
  /// In the order of the chain: at most `most` rows with a greater seq.
  Result<std::vector<AuditRow>> after(std::int64_t seq, int most);
  Result<std::optional<AuditRow>> get(std::int64_t seq);
  /// The row with the greatest seq.
  Result<std::optional<AuditRow>> last();
  /// In their order: at most `most` entries after this one (its fields empty: from the start).
  Result<std::vector<AuditKey>> keys_after(const AuditKey& key, int most);
  /// Removes rows, oldest first, with their keys and the checkpoints below; the caller signs a head that says so.
  Result<> remove(const std::vector<AuditRow>& rows);

  Result<> add_checkpoint(const AuditCheckpoint& checkpoint);
  Result<std::vector<AuditCheckpoint>> checkpoints_after(std::int64_t seq, int most);
  Result<> remove_checkpoints();

 private:
  std::int64_t journal();
  TeamScope scope_;
  std::int64_t journal_ = 0;  ///< The journal's row once it was asked for; 0 as long as there is none.
};

/// The teams that have a journal. audit only.
Result<std::vector<model::TeamId>> audit_teams(Transaction& transaction);
/// Those with records since their last checkpoint, if it was made before this time, or after `now`: the clock was set
/// back.
Result<std::vector<model::TeamId>> audit_teams_due(Transaction& transaction, std::int64_t before_ms,
                                                   std::int64_t now_ms);
/// Whether any team has a journal.
Result<bool> audit_exists(Transaction& transaction);
/// Checkpoints that do not stand in the file yet, and the mark that they do. audit::Journal only.
Result<std::vector<AuditCheckpoint>> waiting_checkpoints(Transaction& transaction, int most);
Result<> mark_checkpoint_in_file(Transaction& transaction, const AuditCheckpoint& checkpoint);
/// Marks every checkpoint as not in the file: for a file that begins anew.
Result<> forget_checkpoint_file(Transaction& transaction);
struct ForwardPoint {
  model::TeamId team{};
  std::int64_t seq = 0;  ///< Of the last record that reached the target; 0 for none.
};
/// Teams with records that have not reached the target. audit::Forwarding only, as all that follows.
Result<std::vector<ForwardPoint>> teams_to_forward(Transaction& transaction, const std::string& target);
Result<> set_forwarded(const TeamScope& scope, const std::string& target, std::int64_t seq);
/// How many records wait for the target, over all teams.
Result<std::int64_t> waiting_to_forward(Transaction& transaction, const std::string& target);
/// Forgets what reached a target that is not configured any more.
Result<> forget_forward_targets(Transaction& transaction, const std::vector<std::string>& kept);

}  // namespace callout::store
