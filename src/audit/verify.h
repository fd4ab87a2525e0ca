// SPDX-License-Identifier: Apache-2.0
// Finds whether audit journals were changed: `calloutd audit verify`. Reads only, row by row, so that its memory does
// not grow with the journal; may run beside a serving calloutd. One thread; blocks.
//
// Of each team it checks, in this order: the signature of the head, the chain from the oldest record that is kept to
// the newest, the checkpoints of the database, and the index that filters use; then the file of checkpoints. A team's
// first bad record is named, with what is wrong there.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "audit/signing_key.h"
#include "base/result.h"
#include "model/id.h"
#include "store/store.h"

namespace callout::audit {

enum class Flaw {
  kEdited,
  kRemoved,
  kReordered,
  kInserted,
  kTailCut,
  kRewritten,    ///< A whole chain, but not the one that was signed.
  kHead,         ///< The head's signature does not hold.
  kCheckpoint,   ///< A checkpoint does not hold, or does not match the record.
  kIndex,        ///< Filters would not find some records.
  kFileMissing,  ///< There is no file of checkpoints.
  kDiffers,      ///< compare(): the file has another record.
  kMissing,      ///< compare(): the file has a record that the database has not.
  kUnreadable,   ///< compare(): a line is no record.
};

struct Finding {
  std::string team{};    ///< Empty when it is about no team.
  std::int64_t seq = 0;  ///< The first bad record; 0 when it is about none.
  Flaw flaw = Flaw::kEdited;
  std::string text{};  ///< One sentence.
};
using OnFinding = std::function<void(const Finding&)>;

struct VerifyOptions {
  std::optional<model::TeamId> team{};  ///< Only this one.
  std::string checkpoints{};            ///< The file.
};

struct VerifyCounts {
  std::int64_t teams = 0;
  std::int64_t records = 0;
  std::int64_t checkpoints = 0;       ///< Of the database and the file.
  std::int64_t unreadable_lines = 0;  ///< Of the file of checkpoints: writes that a crash cut short.
};

/// An error is that it could not be checked, not that something was found. kNotFound for a team without records.
Result<VerifyCounts> verify(store::Store& store, const SigningKey& key, const VerifyOptions& options,
                            const OnFinding& on_finding);

/// Compares each record of an export or a forwarded file (JSON lines) with the database's; answers how many. Records
/// that retention removed are not missed.
Result<std::int64_t> compare(store::Store& store, const std::string& file, const std::optional<model::TeamId>& team,
                             const OnFinding& on_finding);

}  // namespace callout::audit
