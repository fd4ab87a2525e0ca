// SPDX-License-Identifier: Apache-2.0
// Pages of a list: an opaque cursor (base64url of the last key) continues where the page before ended, however the list
// changed meanwhile. Plain values: any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace callout::store {

inline constexpr int kPageMost = 200;
inline constexpr int kPageDefault = 50;

struct PageRequest {
  std::string cursor;        ///< Empty for the first page.
  int limit = kPageDefault;  ///< Clamped to 1..kPageMost.
};

template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next_cursor;  ///< Absent on the last page.
};

/// The key of the last item of a page: what the list is sorted by, and the id that makes it unique.
struct PageKey {
  std::string sort;
  std::string id;
};

std::string cursor_of(const PageKey& key);
/// kInvalid for what no list has handed out in this form.
Result<PageKey> parse_cursor(std::string_view cursor);
/// As parse_cursor, for keys that are a time in milliseconds.
Result<std::pair<std::int64_t, std::string>> parse_time_cursor(std::string_view cursor);

}  // namespace callout::store
