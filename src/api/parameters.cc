// SPDX-License-Identifier: Apache-2.0
#include "api/parameters.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/near_match.h"

namespace callout::api {

void Parameters::mistake(std::string detail) {
  if (!first_) first_ = invalid(std::move(detail));
}

std::string Parameters::text(std::string_view name, std::size_t most) {
  asked_.emplace(name);
  const std::string* value = query_.find(name);
  if (!value) return {};
  if (value->size() > most) {
    mistake(fmt::format("The parameter \"{}\" is longer than {} bytes; shorten it.", name, most));
    return {};
  }
  return *value;
}

std::string Parameters::needed(std::string_view name, std::size_t most) {
  std::string value = text(name, most);
  if (value.empty()) mistake(fmt::format("The parameter \"{}\" is missing; give it.", name));
  return value;
}

bool Parameters::flag(std::string_view name) {
  const std::string value = text(name);
  if (!value.empty() && value != "true" && value != "false")
    mistake(fmt::format("Give \"{}\" as true or false.", name));
  return value == "true";
}

std::optional<std::size_t> Parameters::maybe_choice(std::string_view name,
                                                    std::initializer_list<std::string_view> names) {
  const std::string value = text(name);
  if (value.empty()) return std::nullopt;
  const auto* const found = std::ranges::find(names, value);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  mistake(fmt::format("Give \"{}\" as one of {}.", name, fmt::join(names, ", ")));
  return std::nullopt;
}

std::optional<std::int64_t> Parameters::maybe_integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const std::string value = text(name, 20);
  if (value.empty()) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error == std::errc{} && end == value.data() + value.size() && number >= least && number <= most) return number;
  mistake(fmt::format("Give \"{}\" as a whole number from {} to {}.", name, least, most));
  return std::nullopt;
}

std::optional<WallMs> Parameters::maybe_time(std::string_view name) {
  const std::string value = text(name, 40);
  if (value.empty()) return std::nullopt;
  const auto time = parse_rfc3339(value);
  if (!time) mistake(fmt::format("Give \"{}\" as a time like 2026-01-31T12:00:00Z.", name));
  return time;
}

store::PageRequest Parameters::page() {
  store::PageRequest page;
  page.cursor = text("cursor", 1024);
  const std::string limit = text("limit", 16);
  if (limit.empty()) return page;
  const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), page.limit);
  if (error != std::errc{} || end != limit.data() + limit.size() || page.limit < 1 || page.limit > store::kPageMost) {
    mistake(fmt::format("Give \"limit\" as a whole number from 1 to {}.", store::kPageMost));
    page.limit = store::kPageDefault;
  }
  return page;
}

std::optional<Problem> Parameters::finish() {
  std::set<std::string, std::less<>> seen;
  for (const auto& [name, value] : query_) {
    const bool again = !seen.insert(name).second;
    if (again) mistake(fmt::format("The parameter \"{}\" is given twice; give it once.", name.substr(0, 64)));
    if (asked_.contains(name)) continue;
    const std::string_view near = nearest(name, asked_);
    mistake(near.empty() ? fmt::format("There is no parameter \"{}\" here; remove it.", name.substr(0, 64))
                         : fmt::format("There is no parameter \"{}\" here; did you mean \"{}\"?", name, near));
  }
  return std::move(first_);
}

}  // namespace callout::api
