// SPDX-License-Identifier: Apache-2.0
// What was said on one SMTP connection, as far as it tells where a mail got stuck: the last command and the reply to
// it. Fed by smtp.cc with the lines that libcurl reports; reads bytes of a foreign server, so all is bounded and
// cleaned. No I/O; one thread.
#pragma once

#include <string>
#include <string_view>

#include "mail/transport.h"

namespace callout::mail {

class SmtpDialogue {
 public:
  /// A command that was sent. Only its verb is kept: what follows AUTH is a password.
  void command(std::string_view line);
  /// A line of a reply.
  void reply(std::string_view line);
  /// The message itself began to be sent, or went on.
  void message();

  /// Where the last command or its reply belongs to.
  Hop at() const { return at_; }
  /// The code of the last reply (RFC 5321 section 4.2), 0 when there was none.
  int code() const { return code_; }
  /// The reply to the last command, its lines joined by spaces: "550 5.1.1 No such user". At most 300 bytes.
  const std::string& text() const { return text_; }

 private:
  Hop at_ = Hop::kConnection;
  int code_ = 0;
  std::string text_;
  bool over_ = false;  ///< QUIT was said: libcurl does so after a refusal, which is what we want to know.
};

}  // namespace callout::mail
