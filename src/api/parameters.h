// SPDX-License-Identifier: Apache-2.0
// Reads the query parameters of a list route, as Fields reads a body: each once, unknown or repeated ones are mistakes.
// One thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "api/problem.h"
#include "base/clock.h"
#include "store/page.h"
#include "wire/query.h"

namespace callout::api {

class Parameters {
 public:
  explicit Parameters(const wire::Query& query) : query_(query) {}

  /// `cursor` and `limit`.
  store::PageRequest page();
  /// Empty when absent.
  std::string text(std::string_view name, std::size_t most = 200);
  std::string needed(std::string_view name, std::size_t most);
  /// An id, or nothing when absent or empty.
  template <class Id>
  std::optional<Id> id(std::string_view name) {
    std::string value = text(name, 64);
    return value.empty() ? std::nullopt : std::optional<Id>(Id(std::move(value)));
  }
  bool flag(std::string_view name);
  /// The index of the value in `names`; nothing when absent or empty.
  std::optional<std::size_t> maybe_choice(std::string_view name, std::initializer_list<std::string_view> names);
  std::optional<std::int64_t> maybe_integer(std::string_view name, std::int64_t least, std::int64_t most);

  /// RFC 3339; nothing when absent or empty.
  std::optional<WallMs> maybe_time(std::string_view name);
  void mistake(std::string detail);

  std::optional<Problem> finish();

 private:
  const wire::Query& query_;
  std::set<std::string, std::less<>> asked_;
  std::optional<Problem> first_;
};

}  // namespace callout::api
