// SPDX-License-Identifier: Apache-2.0
#include "agent/page_facts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace callout::agent {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t find_ignoring_case(std::string_view text, std::string_view lower_needle, std::size_t from = 0) {
  if (from > text.size()) return std::string_view::npos;
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), lower_needle.begin(),
                                 lower_needle.end(), [](char a, char b) { return lower(a) == b; });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

/// One character of UTF-8 from the front; nullopt when the front is none (overlong, surrogate, cut).
std::optional<char32_t> take_utf8(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xC2 && first < 0xE0 ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0 || length > text.size()) return std::nullopt;
  char32_t c = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return std::nullopt;
    c = c << 6 | (next & 0x3F);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  if (c < kLeast[length] || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) return std::nullopt;
  text.remove_prefix(length);
  return c;
}

/// C0, C1 and DEL, and the marks that turn the direction of text around: no list may be made to read otherwise by them.
bool is_unprintable(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

std::optional<char32_t> named_entity(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char32_t>, 14> kNames{{{"amp", '&'},
                                                                          {"lt", '<'},
                                                                          {"gt", '>'},
                                                                          {"quot", '"'},
                                                                          {"apos", '\''},
                                                                          {"nbsp", ' '},
                                                                          {"copy", 0xA9},
                                                                          {"reg", 0xAE},
                                                                          {"trade", 0x2122},
                                                                          {"ndash", 0x2013},
                                                                          {"mdash", 0x2014},
                                                                          {"middot", 0xB7},
                                                                          {"bull", 0x2022},
                                                                          {"hellip", 0x2026}}};
  const auto found = std::ranges::find(kNames, name, [](const auto& entry) { return entry.first; });
  return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

std::optional<char32_t> entity(std::string_view name) {
  if (!name.starts_with('#')) return named_entity(name);
  name.remove_prefix(1);
  const bool hex = name.starts_with('x') || name.starts_with('X');
  if (hex) name.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value, hex ? 16 : 10);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  const bool valid = value != 0 && value <= 0x10FFFF && (value < 0xD800 || value >= 0xE000);
  return valid ? static_cast<char32_t>(value) : kReplacement;
}

std::string decode_entities(std::string_view text) {
  constexpr std::size_t kLongest = 10;
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.front() == '&' ? text.substr(0, kLongest + 2).find(';') : std::string_view::npos;
    const auto c = end == std::string_view::npos ? std::nullopt : entity(text.substr(1, end - 1));
    if (c) {
      append_utf8(out, *c);
      text.remove_prefix(end + 1);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string_view challenge_kind(std::string_view challenge) {
  const std::string_view scheme = challenge.substr(0, challenge.find_first_of(" \t,"));
  for (const std::string_view known : {"basic", "digest", "ntlm", "negotiate"}) {
    if (wire::equal_ignoring_case(scheme, known)) return known;
  }
  return "other";
}

}  // namespace

std::string plain_text(std::string_view bytes, std::size_t most) {
  std::string out;
  bool gap = false;
  for (std::size_t count = 0; !bytes.empty() && count < most;) {
    char32_t c;
    if (const auto whole = take_utf8(bytes)) {
      c = *whole;
    } else {
      c = static_cast<unsigned char>(bytes.front());
      bytes.remove_prefix(1);
    }
    if (c == ' ' || is_unprintable(c)) {
      gap = !out.empty();
      continue;
    }
    if (gap) {
      out += ' ';
      if (++count == most) break;
    }
    gap = false;
    append_utf8(out, c);
    ++count;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string html_title(std::string_view html) {
  for (std::size_t at = find_ignoring_case(html, "<title"); at != std::string_view::npos;
       at = find_ignoring_case(html, "<title", at + 1)) {
    const std::size_t after_name = at + 6;
    if (after_name >= html.size()) break;
    if (html[after_name] != '>' && !is_space(html[after_name])) continue;
    const std::size_t start = html.find('>', after_name);
    if (start == std::string_view::npos) break;
    const std::size_t end = find_ignoring_case(html, "</title", start);
    // Bounded before decoding: a title without its end tag would otherwise be the whole page.
    const std::string_view raw = html.substr(start + 1, end == std::string_view::npos ? 4096 : end - start - 1);
    return plain_text(decode_entities(raw.substr(0, 4096)), kTitleMost);
  }
  return {};
}

std::string_view auth_kind(const wire::ResponseHead& head, std::string_view html) {
  if (head.status == 401) {
    const auto challenges = head.headers.all("WWW-Authenticate");
    for (const auto challenge : challenges) {
      if (const auto kind = challenge_kind(challenge); kind != "other") return kind;
    }
    return "other";
  }
  for (std::size_t at = find_ignoring_case(html, "<input"); at != std::string_view::npos;
       at = find_ignoring_case(html, "<input", at + 1)) {
    const std::string_view tag = html.substr(at, html.find('>', at) - at);
    const std::size_t type = find_ignoring_case(tag, "type");
    if (type == std::string_view::npos) continue;
    std::string_view value = tag.substr(type + 4);
    value.remove_prefix(std::min(value.find_first_not_of(" \t\r\n=\"'"), value.size()));
    if (wire::equal_ignoring_case(value.substr(0, 8), "password")) return "form";
  }
  return "none";
}

}  // namespace callout::agent
