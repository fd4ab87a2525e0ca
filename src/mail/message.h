// SPDX-License-Identifier: Apache-2.0
// A content of content.h put into the recipient's language: subject, plain text and HTML of the same words. Called by
// whoever sends mail, before mail::Outbox::enqueue(). Pure, any thread.
//
// Hostile names are expected: each value is cut and cleaned of control characters, nothing of it is read as a place or
// as HTML, and "://" in it is broken up so that mail programs make no link of it. Only the one link is a link.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "mail/content.h"
#include "model/mail.h"

namespace callout::mail {

struct Message {
  std::string to;
  std::string language;
  std::string kind;
  model::MailText text;
};

/// `language` as language_for() takes it. kInvalid when mail can't be sent to the address, or the link is none of http
/// or https or is missing.
Result<Message> compose(std::string_view to, std::string_view language, const Content& content);

}  // namespace callout::mail
