// SPDX-License-Identifier: Apache-2.0
#include "agent/spool.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace callout::agent {

Result<Spool> Spool::make(const std::string& folder, std::uint64_t room_left) {
  std::string path = folder + "/upload-XXXXXX";
  Descriptor fd(::mkostemp(path.data(), O_CLOEXEC));
  if (fd.get() < 0)
    return fail(Code::kInternal, "The agent can't keep an upload in {}: {}.", folder, std::strerror(errno));
  ::unlink(path.c_str());
  return Spool(std::move(fd), room_left);
}

Result<> Spool::append(std::string_view bytes) {
  if (bytes.size() > kMost - size_) return fail(Code::kExhausted, "An upload without a length is at most 4 GiB long.");
  struct statvfs room{};
  if (::fstatvfs(fd_.get(), &room) != 0 || std::uint64_t{room.f_bavail} * room.f_frsize < room_left_ + bytes.size()) {
    return fail(Code::kExhausted, "The agent's disk is too full to keep this upload until its length is known.");
  }
  while (!bytes.empty()) {
    const auto count = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(Code::kInternal, "The agent can't keep an upload: {}.", std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(count));
    size_ += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<std::string> Spool::read(std::uint64_t at, std::size_t most) const {
  std::string bytes(most, '\0');
  std::size_t got = 0;
  while (got < most) {
    const auto count = ::pread(fd_.get(), bytes.data() + got, most - got, static_cast<off_t>(at + got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(Code::kInternal, "The agent can't read a kept upload: {}.", std::strerror(errno));
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

}  // namespace callout::agent
