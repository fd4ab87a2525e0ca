// SPDX-License-Identifier: Apache-2.0
#include "store/page.h"

#include <charconv>

#include "base/encoding.h"

namespace callout::store {

namespace {

constexpr std::size_t kCursorMost =
    8192;  // Holds the longest sort key (an entity's path of 16 names of 200 characters, cut) with its id.
constexpr char kSeparator = '\0';  // No name or id has one.

auto bad() {
  return fail(Code::kInvalid, "The cursor is not one of this list: start again without it.");
}

}  // namespace

std::string cursor_of(const PageKey& key) {
  const std::string text = key.sort + kSeparator + key.id;
  return base64url(bytes_of(text));
}

Result<PageKey> parse_cursor(std::string_view cursor) {
  if (cursor.size() > kCursorMost) return bad();
  const auto text = from_base64url(cursor);
  if (!text) return bad();
  const std::size_t at = text->find(kSeparator);
  if (at == std::string::npos || at + 1 == text->size() || text->find(kSeparator, at + 1) != std::string::npos)
    return bad();
  return PageKey{text->substr(0, at), text->substr(at + 1)};
}

Result<std::pair<std::int64_t, std::string>> parse_time_cursor(std::string_view cursor) {
  auto key = parse_cursor(cursor);
  if (!key) return fail(key);
  std::int64_t ms = 0;
  const char* const end = key->sort.data() + key->sort.size();
  if (const auto [at, error] = std::from_chars(key->sort.data(), end, ms); error != std::errc() || at != end)
    return bad();
  return std::pair(ms, std::move(key->id));
}

}  // namespace callout::store
