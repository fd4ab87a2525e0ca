// SPDX-License-Identifier: Apache-2.0
// The audit journal: each team's records in an append-only chain of hashes whose newest hash is signed (docs/adr/0070).
// Made by main(); services call append() inside the transaction of the change that they record, so that a change and
// its record are stored together or not at all: no record, no change.
//
// Threads: any. append() and what else takes a transaction run on the thread that holds it; tick() blocks on the disk,
// so it runs on the pool.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "audit/signing_key.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "model/audit.h"
#include "store/audit.h"
#include "store/store.h"

namespace callout::audit {

/// Where the journal keeps what must not lie in the database.
struct JournalFiles {
  std::string key;
  std::string checkpoints;
};

inline constexpr std::int64_t kCheckpointRecords = 1000;
inline constexpr auto kCheckpointTime = std::chrono::hours(24);
inline constexpr std::chrono::days kRetentionLeast{30};  ///< Nobody hides what they did by forgetting it at once.
inline constexpr std::chrono::days kRetentionMost{36500};

class Journal {
 public:
  /// Loads the key, or makes it if no team has a record yet. kInvalid, with what to do, when the key is gone, others
  /// can read it, or checkpoints are gone.
  static Result<std::unique_ptr<Journal>> open(store::Store& store, JournalFiles files, const Clock& clock, Log& log);

  /// Adds the record, with the next seq and the time now. Any failure (a full disk, a head that this server has not
  /// signed) is the caller's failure: roll back. Texts are cut and cleaned of control characters here.
  Result<> append(store::Transaction& transaction, model::AuditRecord record);

  /// How long a team's records are kept; nullopt for ever. kInvalid out of bounds. Recorded.
  Result<> set_retention(store::Transaction& transaction, const model::TeamId& team, const model::AuditActor& actor,
                         std::optional<std::chrono::days> keep);
  Result<std::optional<std::chrono::days>> retention(store::Transaction& transaction, const model::TeamId& team);

  /// Makes due checkpoints, writes waiting ones to their file, removes what is older than its team's retention. Several
  /// times a second is fine: it does little until something is due.
  void tick();

  /// For `calloutd audit restart`, while no server runs: after a restore or a lost key. Signs every journal as it
  /// stands, begins the file of checkpoints anew (the old one is kept beside it), and records it with the reason.
  static Result<> restart(store::Store& store, const JournalFiles& files, const std::string& reason, const Clock& clock,
                          Log& log);

  const std::string& public_key() const { return key_.public_key(); }

 private:
  Journal(store::Store& store, SigningKey key, std::string checkpoints, const Clock& clock, Log& log);

  /// The team's head, once its signature was found to hold; a new one for a team without.
  Result<store::AuditHead> trusted_head(store::Audit& audit, const model::TeamId& team);
  Result<> extend(store::Audit& audit, store::AuditHead& head, model::AuditRecord record);
  Result<> sign(store::Audit& audit, const model::TeamId& team, store::AuditHead& head);
  Result<> add_checkpoint(store::Audit& audit, const model::TeamId& team, store::AuditHead& head);

  /// Says in the log which heads this key has not signed: the next change of those teams will fail.
  Result<> look_at_heads();
  Result<> write_waiting();
  Result<> make_daily_checkpoints();
  Result<> make_daily_checkpoint(const model::TeamId& team);
  Result<> remove_old();
  Result<bool> remove_old(const model::TeamId& team);
  Result<> restart_team(store::Transaction& transaction, const model::TeamId& team, const std::string& reason);
  bool clocks_agree();
  void report(const Result<>& result);

  store::Store& store_;
  const SigningKey key_;
  const std::string checkpoints_;
  const Clock& clock_;
  Log& log_;

  std::mutex mutex_;
  /// The last signature of each team that this process made or verified: verifying takes three times as long as all
  /// else.
  std::unordered_map<model::TeamId, std::string> trusted_;

  // Only tick() touches these; one at a time.
  Steady wrote_{};
  Steady checked_{};
  Steady removed_{};
  WallMs removed_wall_{};
  bool more_to_remove_ = false;
  bool failing_ = false;
};

}  // namespace callout::audit
