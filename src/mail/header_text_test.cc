// SPDX-License-Identifier: Apache-2.0
#include "mail/header_text.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

namespace callout::mail {
namespace {

// The lines of a folded field's text.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

// What a mail program shows (RFC 2047): adjacent encoded words are joined.
std::string decoded(const std::string& text) {
  std::string out;
  for (std::string line : lines_of(text)) {
    if (line.starts_with(' ')) line.erase(0, 1);
    EXPECT_TRUE(line.starts_with("=?UTF-8?Q?") && line.ends_with("?=")) << line;
    const std::string word = line.substr(10, line.size() - 12);
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (word[i] == '_') {
        out += ' ';
      } else if (word[i] == '=') {
        out += static_cast<char>(std::stoi(word.substr(i + 1, 2), nullptr, 16));
        i += 2;
      } else {
        out += word[i];
      }
    }
  }
  return out;
}

TEST(MailHeader, ShortAsciiStaysAsItIs) {
  EXPECT_EQ(header_text("Join Dealer on Callout"), "Join Dealer on Callout");
}

TEST(MailHeader, OtherTextBecomesEncodedWordsOfAtMost75Characters) {
  for (const std::string& text :
       {std::string("João convida você"), std::string("=?UTF-8?Q?spoof?="), std::string(200, 'x'),
        std::string("ação 日本語 🖨 ação 日本語 🖨 ação 日本語 🖨 ação")}) {
    const std::string field = header_text(text);
    EXPECT_EQ(decoded(field), text);
    for (const std::string& line : lines_of(field)) EXPECT_LE(line.size(), 76U) << line;
  }
}

TEST(MailHeader, NoWordEndsInsideACharacter) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "🖨";
  for (const std::string& line : lines_of(header_text(text))) {
    const auto escapes = std::ranges::count(line.substr(10), '=') - 1;
    EXPECT_EQ(escapes % 4, 0) << line;
  }
}

TEST(MailHeader, NoTextAddsAField) {
  for (const std::string_view hostile :
       {"Hi\r\nBcc: evil@example.com", "Hi\nBcc: evil@example.com", "Hi\rBcc: evil@example.com",
        "Olá\r\nBcc: evil@example.com", "Hi\r\n\r\n<script>"}) {
    const std::string field = header_text(hostile);
    EXPECT_EQ(field.find('\n'), std::string::npos) << field;
    EXPECT_EQ(field.find('\r'), std::string::npos) << field;
    for (const char* encoded : {"=0A", "=0D"}) EXPECT_EQ(field.find(encoded), std::string::npos) << field;
    const std::string box = header_mailbox({std::string(hostile), "a@example.com"});
    for (std::size_t at = box.find('\r'); at != std::string::npos; at = box.find('\r', at + 1))
      EXPECT_EQ(box.substr(at, 3), "\r\n ");
  }
}

TEST(MailHeader, ASendersNameIsQuotedOrEncoded) {
  EXPECT_EQ(header_mailbox({"", "a@example.com"}), "a@example.com");
  EXPECT_EQ(header_mailbox({"Callout, Inc.", "a@example.com"}), "\"Callout, Inc.\" <a@example.com>");
  EXPECT_EQ(header_mailbox({"The \"best\" \\", "a@example.com"}), "\"The \\\"best\\\" \\\\\" <a@example.com>");
  EXPECT_EQ(header_mailbox({"Olá", "a@example.com"}), "=?UTF-8?Q?Ol=C3=A1?=\r\n <a@example.com>");
}

TEST(MailHeader, DatesAreThoseOfRfc5322) {
  EXPECT_EQ(header_date(WallMs(std::chrono::milliseconds(1'767'225'600'000))), "Thu, 01 Jan 2026 00:00:00 +0000");
  EXPECT_EQ(header_date(WallMs(std::chrono::milliseconds(1'772'369'999'999))), "Sun, 01 Mar 2026 12:59:59 +0000");
}

}  // namespace
}  // namespace callout::mail
