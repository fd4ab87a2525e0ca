// SPDX-License-Identifier: Apache-2.0
// Files that only their owner reads, and that are whole or not there at all: an agent's state, a client's credentials.
// Blocking: start-up, commands, and blocking pools only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout {

enum class Readers : bool { kAnyone, kOwnerOnly };

/// The whole file; nullopt when there is none. With kOwnerOnly, kDenied when others than the owner can read it, and
/// that it is its owner's who asks. kInvalid for what is no file, or larger than `most` bytes.
Result<std::optional<std::string>> read_private_file(const std::string& path, Readers readers, std::size_t most);

/// Replaces the file (0600) whole: written aside, synced and renamed. The folder is the caller's to sync.
Result<void> write_private_file(const std::string& path, std::string_view content, bool sync = true);

/// Makes a folder (0700) and those above it that are missing.
Result<void> make_private_folders(const std::string& path);

}  // namespace callout
