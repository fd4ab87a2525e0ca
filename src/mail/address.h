// SPDX-License-Identifier: Apache-2.0
// Addresses as they stand in an envelope and in header fields: stricter than what a person may sign in with, so that
// nothing in one can end a line, a command or an angle bracket. Used by message.cc, smtp.cc and the configuration. Pure
// functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::mail {

/// The address in the form of model::email_from, of which the part before the @ is letters, digits and
/// `!#$%&'*+-/=?^_{|}~.` and a backquote (RFC 5321 section 4.1.2, without quoted strings), and the rest a name of
/// ASCII. kInvalid says what to do.
Result<std::string> address_from(std::string_view text);

/// Who mails come from.
struct Mailbox {
  std::string name;  ///< May be empty.
  std::string address;

  /// The part after the @.
  std::string_view domain() const;
};
/// "callout@example.com" or "Callout <callout@example.com>".
Result<Mailbox> mailbox_from(std::string_view text);

}  // namespace callout::mail
