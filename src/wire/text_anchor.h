// SPDX-License-Identifier: Apache-2.0
// Finds a short text in megabytes of others, ignoring the case of ASCII letters: the rare word that body_translator.h
// looks around. Plain values, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace callout::wire {

class TextAnchor {
 public:
  static constexpr std::size_t kNone = std::string_view::npos;

  /// Not empty, printable ASCII.
  explicit TextAnchor(std::string_view word);

  std::size_t size() const { return word_.size(); }
  /// The first place at or after `from` where the whole word stands, or kNone.
  std::size_t find(std::string_view text, std::size_t from) const;

 private:
  bool may_begin_within(const char* block) const;

  std::string word_;  ///< Lower case.
  /// Three characters of the word, with bit 0x20 set as in lower case, and where they stand: a block of the text in
  /// which they don't stand at these distances is passed over with a few vector instructions.
  std::array<std::size_t, 3> probe_at_;
  std::array<unsigned char, 3> probe_;
};

}  // namespace callout::wire
