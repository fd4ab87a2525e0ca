// SPDX-License-Identifier: Apache-2.0
#include "wire/http.h"

#include <algorithm>

#include "wire/ascii.h"

namespace callout::wire {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool list_has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    if (equal_ignoring_case(next_in_list(list), token)) return true;
  }
  return false;
}

void Headers::set(std::string_view name, std::string value) {
  const auto matches = [name](const Header& line) { return same_name(line.name, name); };
  const auto first = std::ranges::find_if(lines_, matches);
  if (first == lines_.end()) {
    add(std::string(name), std::move(value));
    return;
  }
  first->value = std::move(value);
  lines_.erase(std::remove_if(first + 1, lines_.end(), matches), lines_.end());
}

void Headers::remove(std::string_view name) {
  std::erase_if(lines_, [name](const Header& line) { return same_name(line.name, name); });
}

const std::string* Headers::find(std::string_view name) const {
  for (const Header& line : lines_) {
    if (same_name(line.name, name)) return &line.value;
  }
  return nullptr;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& line : lines_) {
    if (same_name(line.name, name)) values.emplace_back(line.value);
  }
  return values;
}

bool Headers::has_token(std::string_view name, std::string_view token) const {
  return std::ranges::any_of(
      lines_, [&](const Header& line) { return same_name(line.name, name) && list_has_token(line.value, token); });
}

}  // namespace callout::wire
