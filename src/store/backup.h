// SPDX-License-Identifier: Apache-2.0
// Backup while the server runs, and restore. Called by `calloutd backup` and `calloutd restore`. Blocks.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace callout::store {

/// Writes a consistent, compact copy of the database at `file` to `to`, which must not exist. Safe while a server
/// writes.
Result<> backup(const std::filesystem::path& file, const std::filesystem::path& to);
/// Checks that `from` is a whole Callout database that this program can open, then copies it to `file`, which must not
/// exist.
Result<> restore(const std::filesystem::path& from, const std::filesystem::path& file);

}  // namespace callout::store
