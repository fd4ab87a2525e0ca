// SPDX-License-Identifier: Apache-2.0
// The walk along one team's chain, and what it makes of the first record that does not fit. Inside audit/ only, by
// verify.cc. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audit/verify.h"
#include "store/audit.h"

namespace callout::audit {

inline constexpr int kRowsAtOnce = 500;  ///< In memory.

struct Walk {
  std::int64_t records = 0;          ///< That fit.
  std::int64_t last = 0;             ///< Seq of the last one that fits.
  std::string last_hash{};           ///< Its hash.
  std::uint64_t keys = 0;            ///< Sum over the keys that the records have (key_mark).
  std::optional<Finding> finding{};  ///< The first record that does not fit; the walk ends there.
};

/// A number for one entry of the index, such that the sum over all entries is another one when an entry is missing,
/// changed or too much.
std::uint64_t key_mark(const store::AuditKey& key);

Result<Walk> walk_chain(store::Audit& audit, const model::TeamId& team, const store::AuditHead& head);

}  // namespace callout::audit
