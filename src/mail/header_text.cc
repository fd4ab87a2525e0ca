// SPDX-License-Identifier: Apache-2.0
#include "mail/header_text.h"

#include <algorithm>
#include <array>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "model/text.h"

namespace callout::mail {
namespace {

constexpr std::size_t kPlainMost = 60;    // What fits a line of 78 beside the field's name.
constexpr std::size_t kWordContent = 63;  // 75 characters of an encoded word without =?UTF-8?Q? and ?=.
constexpr std::size_t kTextMost = 1000;   // Bytes; longer texts are cut.
constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_plain(std::string_view text) {
  return text.size() <= kPlainMost && text.find("=?") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

// The signs that an encoded word may have wherever it stands (RFC 2047 section 5, rule 3).
std::string q_encoded(std::string_view character) {
  std::string out;
  for (const char c : character) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view("!*+-/").find(c) != std::string_view::npos;
    if (kept) {
      out += c;
    } else if (c == ' ') {
      out += '_';
    } else {
      out += fmt::format("={:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

// The first character of valid UTF-8.
std::string_view first_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) ++length;
  return text.substr(0, length);
}

std::string encoded_words(std::string_view text) {
  std::string out, word;
  const auto close = [&] {
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?Q?" + word + "?=";
    word.clear();
  };
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    const std::string next = q_encoded(character);
    if (word.size() + next.size() > kWordContent) close();
    word += next;
    text.remove_prefix(character.size());
  }
  close();
  return out;
}

}  // namespace

std::string header_text(std::string_view text) {
  const std::string clean = model::clean_text(text, kTextMost);
  return is_plain(clean) ? clean : encoded_words(clean);
}

std::string header_mailbox(const Mailbox& box) {
  if (box.name.empty()) return box.address;
  const std::string name = model::clean_text(box.name);
  if (!is_plain(name)) return encoded_words(name) + "\r\n <" + box.address + '>';
  std::string quoted;
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return fmt::format("\"{}\" <{}>", quoted, box.address);
}

std::string header_date(WallMs time) {
  const auto when = fmt::gmtime(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", kDays.at(static_cast<std::size_t>(when.tm_wday)),
                     when.tm_mday, kMonths.at(static_cast<std::size_t>(when.tm_mon)), when.tm_year + 1900, when.tm_hour,
                     when.tm_min, when.tm_sec);
}

}  // namespace callout::mail
