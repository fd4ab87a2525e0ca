// SPDX-License-Identifier: Apache-2.0
#include "base/near_match.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace callout {
namespace {

// Longer words are nobody's typing mistake; the bound keeps the work small for hostile input.
constexpr std::size_t kLongestWord = 64;

std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, const std::set<std::string, std::less<>>& candidates) {
  if (word.size() > kLongestWord) return {};
  std::string_view best;
  // Two swapped letters are two edits: allowed from four letters on.
  std::size_t least = std::max(word.size() / 3 + 1, word.size() < 4 ? std::size_t{0} : std::size_t{3});
  for (const std::string& candidate : candidates) {
    const std::size_t edits = edits_between(word, candidate);
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

}  // namespace callout
