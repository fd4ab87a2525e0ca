// SPDX-License-Identifier: Apache-2.0
// A record as one line of JSON: what exports and forwarding write, and what verify compares with. Any thread.
//
// An object with "team", "seq", "at" (RFC 3339, UTC, milliseconds), the other fields by the names of their columns
// where they are not empty, "changes" as a list of {"field", "before", "after"}, and "hash". Together they are all that
// is hashed.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "model/id.h"
#include "store/audit.h"

namespace callout::audit {

inline constexpr std::size_t kJsonLineMost = 512 * 1024;  ///< Bytes; a full record, each byte escaped, is below.

/// A text column of a record under the name that files give it.
struct NamedColumn {
  std::string_view name;
  std::string store::AuditRow::* field;
};
/// All text columns but `changes` and `hash`, in the order of files.
std::span<const NamedColumn> named_columns();

/// Without the line's end.
std::string json_line(const model::TeamId& team, const store::AuditRow& row);
/// kInvalid for what json_line() has not written. Fields that it does not know are refused.
Result<std::pair<model::TeamId, store::AuditRow>> parse_json_line(std::string_view line);

/// rfc3339(), but "unreadable" for a number that no clock gives: a damaged row must not stop an export.
std::string time_text(std::int64_t at_ms);

}  // namespace callout::audit
