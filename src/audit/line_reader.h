// SPDX-License-Identifier: Apache-2.0
// Lines of a file one after the other, each of a bounded length, so that a verifier's memory does not depend on what it
// is given. Inside audit/ only. One thread.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "base/result.h"

namespace callout::audit {

struct Line {
  std::int64_t number = 0;  ///< From 1.
  std::string text{};       ///< Without its end; empty when it is too long.
  bool too_long = false;
};

class LineReader {
 public:
  /// Reads at most `size` bytes of the file; kNotFound when it can't be opened.
  static Result<LineReader> open(const std::string& file, std::uint64_t size, std::size_t longest);
  /// nullopt at the end. A last line without its end is left out: it is still being written.
  std::optional<Line> next();

 private:
  LineReader(std::ifstream in, std::uint64_t left, std::size_t longest)
      : in_(std::move(in)), left_(left), longest_(longest) {}
  std::ifstream in_;
  std::uint64_t left_;
  std::size_t longest_;
  std::int64_t number_ = 0;
};

}  // namespace callout::audit
