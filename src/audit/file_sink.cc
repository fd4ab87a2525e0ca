// SPDX-License-Identifier: Apache-2.0
#include "audit/file_sink.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/json_line.h"

namespace callout::audit {

Result<> FileSink::open() {
  if (reopen_.exchange(false)) fd_.reset();
  if (fd_) return {};
  const int fd = ::open(file_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) return fail(Code::kUnavailable, "{} can't be opened: {}.", file_, std::strerror(errno));
  fd_.emplace(fd);
  return {};
}

Result<> FileSink::write(std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(fd_->get(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(Code::kUnavailable, "{} can't be written: {}.", file_, std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(fd_->get()) != 0 && errno != EINVAL)  // A pipe or /dev/stdout has no disk.
    return fail(Code::kUnavailable, "{} can't be flushed to its disk: {}.", file_, std::strerror(errno));
  return {};
}

Result<> FileSink::send(std::span<const ForwardRecord> records) {
  if (auto opened = open(); !opened) return opened;
  struct stat before{};
  const bool known = ::fstat(fd_->get(), &before) == 0 && S_ISREG(before.st_mode);
  std::string text;
  char last = '\n';
  // A crash may have cut the last line short: the next one begins on a line of its own.
  if (known && before.st_size > 0 && ::pread(fd_->get(), &last, 1, before.st_size - 1) == 1 && last != '\n')
    text += '\n';
  for (const auto& record : records) text += json_line(record.team, record.row) + '\n';
  auto written = write(text);
  if (!written) {
    // Half a batch comes again as a whole; without the half no line is cut and none is twice.
    if (known) (void)!::ftruncate(fd_->get(), before.st_size);
    reopen_ = true;
  }
  return written;
}

}  // namespace callout::audit
