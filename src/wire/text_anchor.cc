// SPDX-License-Identifier: Apache-2.0
#include "wire/text_anchor.h"

#include "base/check.h"
#include "wire/ascii.h"

namespace callout::wire {
namespace {

constexpr std::size_t kBlock = 64;

constexpr unsigned char folded(char c) {
  return static_cast<unsigned char>(c) | 0x20;
}

}  // namespace

TextAnchor::TextAnchor(std::string_view word) : word_(to_lower(word)), probe_at_{}, probe_{} {
  check(!word_.empty());
  probe_at_ = {0, word_.size() / 2, word_.size() - 1};
  for (std::size_t i = 0; i < probe_.size(); ++i) probe_[i] = folded(word_[probe_at_[i]]);
}

/// Written without a branch in the loop, so that the compiler makes vectors of it.
bool TextAnchor::may_begin_within(const char* block) const {
  const char* first = block + probe_at_[0];
  const char* middle = block + probe_at_[1];
  const char* last = block + probe_at_[2];
  const unsigned char a = probe_[0];
  const unsigned char b = probe_[1];
  const unsigned char c = probe_[2];
  unsigned char any = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const int differs = (folded(first[i]) ^ a) | (folded(middle[i]) ^ b) | (folded(last[i]) ^ c);
    any = static_cast<unsigned char>(any | static_cast<unsigned char>(differs == 0));
  }
  return any != 0;
}

std::size_t TextAnchor::find(std::string_view text, std::size_t from) const {
  if (text.size() < word_.size()) return kNone;
  const std::size_t end = text.size() - word_.size() + 1;  // Behind the last place where the word fits.
  std::size_t at = from;
  while (at < end) {
    const bool whole_block = end - at >= kBlock;
    if (whole_block && !may_begin_within(text.data() + at)) {
      at += kBlock;
      continue;
    }
    const std::size_t stop = whole_block ? at + kBlock : end;
    for (; at < stop; ++at) {
      if (folded(text[at]) == probe_[0] && equal_ignoring_case(text.substr(at, word_.size()), word_)) return at;
    }
  }
  return kNone;
}

}  // namespace callout::wire
