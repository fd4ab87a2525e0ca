// SPDX-License-Identifier: Apache-2.0
#include "mail/smtp_dialogue.h"

#include <algorithm>

#include "model/text.h"

namespace callout::mail {
namespace {

constexpr std::size_t kReplyMost = 300;

int code_of(std::string_view line) {
  const bool digits =
      line.size() >= 3 && std::ranges::all_of(line.substr(0, 3), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

void SmtpDialogue::command(std::string_view line) {
  const std::string verb = model::lower_ascii(line.substr(0, line.find_first_of(" \r\n:")));
  over_ = over_ || verb == "quit";
  if (over_) return;
  code_ = 0;
  text_.clear();
  if (verb == "ehlo" || verb == "helo") at_ = at_ == Hop::kTls ? Hop::kTls : Hop::kConnection;
  if (verb == "starttls") at_ = Hop::kTls;
  if (verb == "auth") at_ = Hop::kSignIn;
  if (verb == "mail") at_ = Hop::kSender;
  if (verb == "rcpt") at_ = Hop::kRecipient;
  if (verb == "data") at_ = Hop::kMessage;
  // Else a further line of AUTH: it belongs to what was before.
}

void SmtpDialogue::message() {
  at_ = Hop::kMessage;
  code_ = 0;
  text_.clear();
}

void SmtpDialogue::reply(std::string_view line) {
  if (over_) return;
  if (const int code = code_of(line); code != 0) code_ = code;
  const std::string clean = model::clean_text(line, kReplyMost);
  // "550-No such user" and "550 Look elsewhere": the code stands once.
  const bool again = !text_.empty() && code_of(clean) != 0;
  const std::string_view words = again ? std::string_view(clean).substr(std::min<std::size_t>(4, clean.size())) : clean;
  if (!text_.empty()) text_ += ' ';
  text_ += words;
  if (text_.size() > 3 && text_[3] == '-') text_[3] = ' ';
  text_ = model::clean_text(text_, kReplyMost);
}

}  // namespace callout::mail
