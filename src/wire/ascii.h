// SPDX-License-Identifier: Apache-2.0
// The character classes of RFC 9110 section 5.6 and small helpers over ASCII text, for whoever reads a protocol's text.
// Nothing here depends on the locale. Pure functions, any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "wire/http.h"

namespace callout::wire {

/// equal_ignoring_case with the usual outcome, another length, decided in place: header names are compared by the dozen
/// a request.
inline bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && equal_ignoring_case(a, b);
}

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}
constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
/// Visible ASCII, no space.
constexpr bool is_visible(char c) {
  return c > 0x20 && c < 0x7F;
}
/// 0..15, or -1.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

namespace detail {
consteval std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 256; ++c) {
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    table[c] = alnum || (c != 0 && std::string_view("!#$%&'*+-.^_`|~").contains(static_cast<char>(c)));
  }
  return table;
}
inline constexpr std::array<bool, 256> kTokenTable = make_token_table();
}  // namespace detail

/// tchar: what a method or a field name is made of.
constexpr bool is_token_char(char c) {
  return detail::kTokenTable[static_cast<unsigned char>(c)];
}
constexpr bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

namespace detail {
/// Whether one of the 8 bytes may be below a space or be DEL. A tab counts too: the caller looks closer then.
inline bool may_hold_control(const char* bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  std::uint64_t x = 0;
  std::memcpy(&x, bytes, 8);
  const std::uint64_t below_space = (x - kOnes * 0x20) & ~x;
  const std::uint64_t y = x ^ (kOnes * 0x7F);
  const std::uint64_t is_delete = (y - kOnes) & ~y;
  return ((below_space | is_delete) & kHighs) != 0;
}
inline bool any_control(std::string_view text) {
  for (const char c : text) {
    if (is_control(c) && c != '\t') return true;
  }
  return false;
}
}  // namespace detail

/// Whether the text holds a control character other than a tab. Looks at 8 bytes at a time, as it sees every byte of
/// every head.
inline bool has_control(std::string_view text) {
  if (text.size() < 8) return detail::any_control(text);
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    if (detail::may_hold_control(text.data() + at)) return detail::any_control(text);
  }
  return detail::may_hold_control(text.data() + text.size() - 8) && detail::any_control(text);
}

/// Without spaces and tabs at both ends (OWS).
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

inline std::string to_lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower(c);
  return result;
}

/// `prefix` must be lower case.
constexpr bool begins_ignoring_case(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (lower(text[i]) != prefix[i]) return false;
  }
  return true;
}

/// 1..18 digits, so that no sum with a few more bytes overflows; nullopt for anything else.
constexpr std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

/// Takes the next element of a comma-separated list off the front of `rest`, trimmed; it may be empty.
constexpr std::string_view next_in_list(std::string_view& rest) {
  const std::size_t comma = rest.find(',');
  const std::string_view element = trim(rest.substr(0, comma));
  rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  return element;
}

/// Whether the comma-separated list has the token, ignoring case.
bool list_has_token(std::string_view list, std::string_view token);

}  // namespace callout::wire
