// SPDX-License-Identifier: Apache-2.0
#include "audit/line_reader.h"

#include <filesystem>

namespace callout::audit {

Result<LineReader> LineReader::open(const std::string& file, std::uint64_t size, std::size_t longest) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    return fail(Code::kNotFound, "There is no file {}: correct the path.", file);
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Code::kNotFound, "{} can't be read: check who owns it.", file);
  return LineReader(std::move(in), size, longest);
}

std::optional<Line> LineReader::next() {
  Line line{.number = ++number_};
  for (; left_ > 0; --left_) {
    const int c = in_.get();
    if (c == std::ifstream::traits_type::eof()) return std::nullopt;
    if (c == '\n') {
      --left_;
      return line;
    }
    if (line.text.size() >= longest_) {
      line.too_long = true;
      line.text.clear();
    }
    if (!line.too_long) line.text += static_cast<char>(c);
  }
  return std::nullopt;
}

}  // namespace callout::audit
