// SPDX-License-Identifier: Apache-2.0
// The agent's state folder: who may read it, one agent at a time, and files that are whole or not there at all. Used by
// every command of callout-agent. Blocking: start-up, commands, and the blocking pool only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/result.h"

namespace callout::agent {

inline constexpr std::size_t kStateFileMost = 1024 * 1024;  ///< Bytes; an inventory of 1,000 devices takes 250 KiB.

class StateFolder {
 public:
  /// Takes an existing folder, or makes one (0700) when `create`. kDenied when others than the owner can get in.
  static Result<StateFolder> open(std::string path, bool create);

  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

  /// nullopt when the file does not exist. With `secret`, kDenied when others than the owner can read it.
  Result<std::optional<std::string>> read(std::string_view name, bool secret = false) const;
  /// Replaces the file (0600) whole: written aside, synced, renamed, and the folder synced. `sync` false for files
  /// that only inform.
  Result<void> write(std::string_view name, std::string_view content, bool sync = true) const;
  /// Renames within the folder, durably.
  Result<void> rename(std::string_view from, std::string_view to) const;
  /// No error when there is none.
  Result<void> remove(std::string_view name) const;

 private:
  explicit StateFolder(std::string path) : path_(std::move(path)) {}
  Result<void> sync_folder() const;
  std::string path_;
};

/// Held by a running agent and by commands that change its state, so that two never use one key. Freed by the system if
/// the process dies.
class StateLock {
 public:
  /// kConflict, naming the process that holds it.
  static Result<StateLock> take(const StateFolder& folder);

 private:
  explicit StateLock(Descriptor fd) : fd_(std::move(fd)) {}
  Descriptor fd_;
};

}  // namespace callout::agent
