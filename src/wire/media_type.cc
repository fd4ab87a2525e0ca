// SPDX-License-Identifier: Apache-2.0
#include "wire/media_type.h"

#include "wire/ascii.h"

namespace callout::wire {
namespace {

/// Takes a parameter's value off the front of `rest`, up to the next semicolon outside of quotes.
std::string take_value(std::string_view& rest) {
  std::string value;
  bool quoted = false;
  while (!rest.empty() && (quoted || rest.front() != ';')) {
    char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') {
      quoted = !quoted;
      continue;
    }
    if (quoted && c == '\\' && !rest.empty()) {
      c = rest.front();
      rest.remove_prefix(1);
    }
    value += c;
  }
  return value;
}

}  // namespace

std::string_view value_of_field(std::string_view field) {
  return trim(field.substr(0, field.find(';')));
}

std::optional<std::string> parameter_of_field(std::string_view field, std::string_view name) {
  std::string_view rest = field.substr(std::min(field.find(';'), field.size()));
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find_first_of("=;"), rest.size());
    const std::string_view key = trim(rest.substr(0, end));
    rest.remove_prefix(end);
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    const std::string value = take_value(rest);
    if (same_name(key, name)) return std::string(trim(value));
  }
  return std::nullopt;
}

}  // namespace callout::wire
