// SPDX-License-Identifier: Apache-2.0
#include "base/private_file.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"

namespace callout {
namespace {

std::string reason() {
  return std::strerror(errno);
}

Result<void> write_all(int fd, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const auto count = ::write(fd, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(Code::kInternal, "Writing {} failed: {}.", path, reason());
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace

Result<std::optional<std::string>> read_private_file(const std::string& path, Readers readers, std::size_t most) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (fd.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    return fail(Code::kInternal, "{} can't be read: {}.", path, reason());
  }
  struct stat facts{};
  if (::fstat(fd.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return fail(Code::kInvalid, "{} is not a file.", path);
  if (readers == Readers::kOwnerOnly && (facts.st_mode & 0077) != 0) {
    return fail(Code::kDenied, "{} can be read by other users: run chmod 600 {}, and replace the secret in it.", path,
                path);
  }
  if (readers == Readers::kOwnerOnly && facts.st_uid != ::geteuid()) {
    return fail(Code::kDenied, "{} belongs to another user (id {}).", path, facts.st_uid);
  }
  std::string content;
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    const auto count = ::read(fd.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(Code::kInternal, "{} can't be read: {}.", path, reason());
    if (count == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.size() > most) return fail(Code::kInvalid, "{} is larger than {} bytes.", path, most);
  }
}

Result<void> write_private_file(const std::string& path, std::string_view content, bool sync) {
  const std::string aside = path + ".tmp";
  ::unlink(aside.c_str());
  const Descriptor fd(::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd.get() < 0) return fail(Code::kInternal, "{} can't be written: {}.", aside, reason());
  if (auto written = write_all(fd.get(), content, aside); !written) return written;
  if (sync && ::fsync(fd.get()) != 0) return fail(Code::kInternal, "Writing {} failed: {}.", aside, reason());
  if (::rename(aside.c_str(), path.c_str()) != 0) {
    return fail(Code::kInternal, "{} can't be replaced: {}.", path, reason());
  }
  return {};
}

Result<void> make_private_folders(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  const std::size_t slash = path.find_last_of('/');
  if (errno == ENOENT && slash != std::string::npos && slash > 0) {
    if (auto above = make_private_folders(path.substr(0, slash)); !above) return above;
    if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  }
  return fail(Code::kInternal, "The folder {} could not be made: {}.", path, reason());
}

}  // namespace callout
