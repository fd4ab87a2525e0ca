// SPDX-License-Identifier: Apache-2.0
#include "audit/checkpoint_file.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/line_reader.h"
#include "base/descriptor.h"
#include "base/encoding.h"

namespace callout::audit {

namespace {

constexpr std::string_view kCheckpointLine = "callout-audit-checkpoint-v1";

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Canonical only: no plus, no leading zeros.
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(value) != text) return std::nullopt;
  return value;
}

/// Whether the file ends in the middle of a line: a write was cut short by a crash or a full disk.
bool ends_torn(int fd, std::uint64_t size) {
  char last = '\n';
  return size > 0 && ::pread(fd, &last, 1, static_cast<off_t>(size - 1)) == 1 && last != '\n';
}

}  // namespace

std::string line_of(const store::AuditCheckpoint& checkpoint) {
  return fmt::format("{} {} {} {} {} {} {}", kCheckpointLine, checkpoint.team.str(), checkpoint.seq, checkpoint.at_ms,
                     checkpoint.hash, checkpoint.key, checkpoint.signature);
}

std::optional<store::AuditCheckpoint> parse_checkpoint_line(std::string_view line) {
  if (line.size() > kCheckpointLineMost) return std::nullopt;
  std::array<std::string_view, 7> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t space = line.find(' ');
    parts.at(i) = line.substr(0, space);
    if (parts.at(i).empty() || (space == std::string_view::npos) != (i + 1 == parts.size())) return std::nullopt;
    line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
  }
  const auto seq = number_of(parts[2]), at = number_of(parts[3]);
  if (parts[0] != kCheckpointLine || !seq || !at) return std::nullopt;
  for (const std::size_t i : {4UL, 5UL, 6UL}) {
    if (!is_base64url(parts.at(i))) return std::nullopt;
  }
  return store::AuditCheckpoint{.team = model::TeamId(std::string(parts[1])),
                                .seq = *seq,
                                .at_ms = *at,
                                .hash = std::string(parts[4]),
                                .key = std::string(parts[5]),
                                .signature = std::string(parts[6])};
}

Result<> append_checkpoints(const std::string& file, const std::vector<store::AuditCheckpoint>& checkpoints) {
  const auto failed = [&] {
    return fail(Code::kInternal, "The audit checkpoints {} can't be written: {}.", file, std::strerror(errno));
  };
  const Descriptor fd(::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  struct stat facts{};
  if (fd.get() < 0 || ::fstat(fd.get(), &facts) != 0) return failed();
  std::string text;
  if (ends_torn(fd.get(), static_cast<std::uint64_t>(facts.st_size))) text += '\n';
  for (const auto& checkpoint : checkpoints) text += line_of(checkpoint) + '\n';
  for (std::string_view rest = text; !rest.empty();) {
    const auto count = ::write(fd.get(), rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed();
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(fd.get()) != 0) return failed();
  return {};
}

std::optional<std::uint64_t> checkpoint_file_size(const std::string& file) {
  struct stat facts{};
  if (::stat(file.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(facts.st_size);
}

Result<> read_checkpoints(const std::string& file, std::uint64_t size, const OnCheckpoint& on_checkpoint) {
  auto lines = LineReader::open(file, size, kCheckpointLineMost);
  if (!lines) return fail(lines);
  while (const auto line = lines->next()) {
    if (!line->too_long && line->text.empty()) continue;
    if (auto done = on_checkpoint(line->number, line->too_long ? std::nullopt : parse_checkpoint_line(line->text));
        !done)
      return done;
  }
  return {};
}

}  // namespace callout::audit
