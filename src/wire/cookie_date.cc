// SPDX-License-Identifier: Apache-2.0
#include "wire/cookie_date.h"

#include <array>

#include "wire/ascii.h"

namespace callout::wire {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_delimiter(char c) {
  return c == '\t' || (c >= ' ' && c <= '/') || (c >= ';' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

/// The number that `text` begins with, of `least` to `most` digits, and no digit more; takes it off.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t digits = 0;
  int number = 0;
  for (; digits < text.size() && digits <= most && is_digit(text[digits]); ++digits) {
    number = 10 * number + (text[digits] - '0');
  }
  if (digits < least || digits > most) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

std::optional<std::chrono::seconds> parse_time(std::string_view token) {
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = take_number(token, 1, 2);
    if (!number || (i < 2 && !token.starts_with(':'))) return std::nullopt;
    if (i < 2) token.remove_prefix(1);
    parts[i] = *number;
  }
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) + std::chrono::seconds(parts[2]);
}

std::optional<unsigned> parse_month(std::string_view token) {
  for (unsigned month = 0; month < kMonths.size(); ++month) {
    if (begins_ignoring_case(token, kMonths[month])) return month + 1;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text) {
  std::optional<std::chrono::seconds> time;
  std::optional<int> day, year;
  std::optional<unsigned> month;
  while (!text.empty()) {
    std::size_t size = 0;
    while (size < text.size() && !is_delimiter(text[size])) ++size;
    std::string_view token = text.substr(0, size);
    text.remove_prefix(std::min(text.size(), size + 1));
    if (token.empty()) continue;
    if (!time && (time = parse_time(token))) continue;
    if (std::string_view rest = token; !day && (day = take_number(rest, 1, 2))) continue;
    if (!month && (month = parse_month(token))) continue;
    if (!year) year = take_number(token, 2, 4);
  }
  if (!time || !day || !month || !year) return std::nullopt;
  if (*year >= 70 && *year <= 99) *year += 1900;
  if (*year >= 0 && *year <= 69) *year += 2000;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (*year < 1601 || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + *time;
}

}  // namespace callout::wire
