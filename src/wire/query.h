// SPDX-License-Identifier: Apache-2.0
// Percent-encoding, and `application/x-www-form-urlencoded` pairs as in query strings and form bodies. Used by api/ and
// relay/ for Callout's own routes; what goes to devices is never decoded. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace callout::wire {

/// kInvalid for a `%` without two hex digits and for a NUL, plain or encoded.
Result<std::string> percent_decode(std::string_view text);
/// Everything but letters, digits and `-._~` (RFC 3986 unreserved) becomes %XX.
std::string percent_encode(std::string_view text);

/// A target split at its first `?`; `query` is empty without one.
struct Target {
  std::string_view path;
  std::string_view query;
};
Target split_target(std::string_view target);

class Query {
 public:
  static constexpr std::size_t kMostPairs = 128;

  /// Decodes `a=1&b=two+words`. kInvalid for a bad escape or more pairs than kMostPairs.
  static Result<Query> parse(std::string_view text);

  /// The first value of that name, or nullptr.
  const std::string* find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  std::size_t size() const { return pairs_.size(); }
  auto begin() const { return pairs_.begin(); }
  auto end() const { return pairs_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace callout::wire
