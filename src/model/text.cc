// SPDX-License-Identifier: Apache-2.0
#include "model/text.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <arpa/inet.h>

namespace callout::model {

namespace {

constexpr std::size_t kNameMost = 200;
constexpr std::size_t kEmailMost = 254;

/// The length of the valid UTF-8 character at the start of the text; 0 when there is none (RFC 3629: no surrogates, no
/// overlong forms).
std::size_t character_length(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned least, unsigned most) {
    return i < text.size() && byte(i) >= least && byte(i) <= most;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned least = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned most = first == 0xED ? 0x9F : 0xBF;
    return follows(1, least, most) && follows(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned least = first == 0xF0 ? 0x90 : 0x80;
    const unsigned most = first == 0xF4 ? 0x8F : 0xBF;
    return follows(1, least, most) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

/// C0, DEL and C1 (U+0080..U+009F): they move cursors in terminals and hide text in logs.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

bool is_host_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return lower;
}

Result<std::string> name_from(std::string_view text, std::string_view what) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::size_t characters = 0;
  for (std::string_view rest = text; !rest.empty(); ++characters) {
    const std::size_t length = character_length(rest);
    if (length == 0) return fail(Code::kInvalid, "{} is not valid UTF-8.", what);
    if (is_control(rest.substr(0, length))) return fail(Code::kInvalid, "{} has a control character: remove it.", what);
    rest.remove_prefix(length);
  }
  if (characters == 0) return fail(Code::kInvalid, "{} is empty: give 1 to {} characters.", what, kNameMost);
  if (characters > kNameMost)
    return fail(Code::kInvalid, "{} is too long: give at most {} characters.", what, kNameMost);
  return std::string(text);
}

Result<std::string> email_from(std::string_view text) {
  const auto bad = [] { return fail(Code::kInvalid, "The e-mail address is not one: give it as name@example.com."); };
  if (text.size() > kEmailMost || clean_text(text, kEmailMost) != text) return bad();
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos ||
      text.find(' ') != std::string_view::npos)
    return bad();
  const std::string_view host = text.substr(at + 1);
  if (host.empty() || host.front() == '.' || host.back() == '.' || !std::ranges::all_of(host, is_host_character))
    return bad();
  return lower_ascii(text);
}

Result<std::string> address_from(std::string_view text) {
  const std::string zero_ended(text);
  std::array<char, INET6_ADDRSTRLEN> out{};
  in_addr v4{};
  in6_addr v6{};
  if (zero_ended.find('\0') == std::string::npos) {
    if (::inet_pton(AF_INET, zero_ended.c_str(), &v4) == 1)
      return std::string(::inet_ntop(AF_INET, &v4, out.data(), out.size()));
    if (::inet_pton(AF_INET6, zero_ended.c_str(), &v6) == 1 && text.find('.') == std::string_view::npos &&
        !IN6_IS_ADDR_V4MAPPED(&v6)) {
      return std::string(::inet_ntop(AF_INET6, &v6, out.data(), out.size()));
    }
  }
  return fail(Code::kInvalid, "The address is not an IPv4 or IPv6 literal: give it like 192.168.1.20 or fd00::20.");
}

Result<std::string> mac_from(std::string_view text) {
  const auto bad = [] {
    return fail(Code::kInvalid, "The MAC address is not six hex bytes such as 00:11:22:aa:bb:cc.");
  };
  if (text.size() != 17) return bad();
  std::string mac = lower_ascii(text);
  for (std::size_t i = 0; i < mac.size(); ++i) {
    if (i % 3 == 2) {
      if (mac[i] != ':' && mac[i] != '-') return bad();
      mac[i] = ':';
    } else if (!std::isxdigit(static_cast<unsigned char>(mac[i]))) {
      return bad();
    }
  }
  return mac;
}

std::string clean_text(std::string_view text, std::size_t most) {
  std::string clean;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) {
      text.remove_prefix(1);
      continue;
    }
    const std::string_view character = text.substr(0, length);
    text.remove_prefix(length);
    if (is_control(character)) continue;
    if (clean.size() + length > most) break;
    clean += character;
  }
  return clean;
}

}  // namespace callout::model
