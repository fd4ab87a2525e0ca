// SPDX-License-Identifier: Apache-2.0
// A request's body that is too long for memory, until its length is known: a file without a name, so that nothing is
// left behind whatever happens. Made by the device exchange. Every call blocks: on the pool for files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/descriptor.h"
#include "base/result.h"

namespace callout::agent {

class Spool {
 public:
  static constexpr std::uint64_t kMost = 4ULL * 1024 * 1024 * 1024;
  /// Room on the file system that is left to others, in bytes: a full disk would stop more than an upload.
  static constexpr std::uint64_t kRoomLeft = 256ULL * 1024 * 1024;

  /// In the folder, which only the agent can read.
  static Result<Spool> make(const std::string& folder, std::uint64_t room_left = kRoomLeft);

  /// kExhausted when it would be longer than kMost, or the disk too full.
  Result<> append(std::string_view bytes);
  /// At most `most` bytes from there; fewer only at the end.
  Result<std::string> read(std::uint64_t at, std::size_t most) const;
  std::uint64_t size() const { return size_; }

 private:
  Spool(Descriptor fd, std::uint64_t room_left) : fd_(std::move(fd)), room_left_(room_left) {}
  Descriptor fd_;
  std::uint64_t size_ = 0;
  std::uint64_t room_left_;
};

}  // namespace callout::agent
