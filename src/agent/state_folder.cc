// SPDX-License-Identifier: Apache-2.0
#include "agent/state_folder.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/private_file.h"

namespace callout::agent {
namespace {

std::string reason() {
  return std::strerror(errno);
}

}  // namespace

Result<StateFolder> StateFolder::open(std::string path, bool create) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (create) {
    if (auto made = make_private_folders(path); !made) {
      return fail(Code::kInternal, "{} Choose another with --state.", made.error().message);
    }
  }
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) {
    return fail(Code::kNotFound,
                "The state folder {} can't be opened: {}. Enrol first: callout-agent enroll TOKEN --server URL.", path,
                reason());
  }
  if (!S_ISDIR(facts.st_mode)) return fail(Code::kInvalid, "The state folder {} is not a folder.", path);
  if (facts.st_uid != ::geteuid()) {
    return fail(Code::kDenied, "The state folder {} belongs to another user (id {}): run as that user.", path,
                facts.st_uid);
  }
  if ((facts.st_mode & 0077) != 0) {
    return fail(Code::kDenied, "The state folder {} is open to other users: run chmod 700 {}", path, path);
  }
  if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
    return fail(Code::kDenied, "The state folder {} can't be written: {}.", path, reason());
  }
  return StateFolder(std::move(path));
}

Result<std::optional<std::string>> StateFolder::read(std::string_view name, bool secret) const {
  return read_private_file(file(name), secret ? Readers::kOwnerOnly : Readers::kAnyone, kStateFileMost);
}

Result<void> StateFolder::write(std::string_view name, std::string_view content, bool sync) const {
  if (auto written = write_private_file(file(name), content, sync); !written) return written;
  return sync ? sync_folder() : Result<void>{};
}

Result<void> StateFolder::rename(std::string_view from, std::string_view to) const {
  if (::rename(file(from).c_str(), file(to).c_str()) != 0) {
    return fail(Code::kInternal, "{} can't be renamed: {}.", file(from), reason());
  }
  return sync_folder();
}

Result<void> StateFolder::remove(std::string_view name) const {
  if (::unlink(file(name).c_str()) != 0 && errno != ENOENT) {
    return fail(Code::kInternal, "{} can't be removed: {}.", file(name), reason());
  }
  return sync_folder();
}

Result<void> StateFolder::sync_folder() const {
  const Descriptor fd(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) {
    return fail(Code::kInternal, "The state folder {} could not be synced: {}.", path_, reason());
  }
  return {};
}

Result<StateLock> StateLock::take(const StateFolder& folder) {
  const std::string path = folder.file("lock");
  Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd.get() < 0) return fail(Code::kInternal, "{} can't be opened: {}.", path, reason());
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 32> holder{};
    const auto count = ::read(fd.get(), holder.data(), holder.size() - 1);
    const std::string who = count > 0 ? std::string(holder.data(), static_cast<std::size_t>(count)) : "unknown";
    return fail(Code::kConflict, "Another callout-agent (process {}) uses the state folder {}.", who, folder.path());
  }
  const std::string self = std::to_string(::getpid());
  if (::ftruncate(fd.get(), 0) != 0) return fail(Code::kInternal, "{} can't be written: {}.", path, reason());
  if (::write(fd.get(), self.data(), self.size()) != static_cast<ssize_t>(self.size())) {
    return fail(Code::kInternal, "{} can't be written: {}.", path, reason());
  }
  return StateLock(std::move(fd));
}

}  // namespace callout::agent
