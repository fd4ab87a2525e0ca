// SPDX-License-Identifier: Apache-2.0
// The file of checkpoints beside the key: one signed line for each, appended and flushed to the disk. With it a
// database that was cut, or put back to an older state, is found although all that is left in it is signed. The journal
// appends (one thread at a time), verify reads.
//
// A line: `callout-audit-checkpoint-v1 TEAM SEQ AT_MS HASH KEY SIGNATURE`, single spaces.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/audit.h"

namespace callout::audit {

inline constexpr std::size_t kCheckpointLineMost = 512;  ///< Bytes; ours are below 300.

std::string line_of(const store::AuditCheckpoint& checkpoint);
/// nullopt for what line_of() has not written.
std::optional<store::AuditCheckpoint> parse_checkpoint_line(std::string_view line);

/// Appends the lines and flushes them to the disk. Makes the file (0600) when there is none.
Result<> append_checkpoints(const std::string& file, const std::vector<store::AuditCheckpoint>& checkpoints);

/// The size of the file, as a bound for read_checkpoints; nullopt when there is none.
std::optional<std::uint64_t> checkpoint_file_size(const std::string& file);
/// Calls for each line within the first `size` bytes: with its number, and nullopt for one that can't be read. A last
/// line without its end is left out. Stops when the callback answers an error, and answers it.
using OnCheckpoint = std::function<Result<>(std::int64_t line, const std::optional<store::AuditCheckpoint>&)>;
Result<> read_checkpoints(const std::string& file, std::uint64_t size, const OnCheckpoint& on_checkpoint);

}  // namespace callout::audit
