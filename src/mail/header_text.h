// SPDX-License-Identifier: Apache-2.0
// Text in the header fields of a mail: encoded words, names of senders, dates. Used by smtp.cc. Pure functions, any
// thread; results hold nothing but printable ASCII and the line breaks of folding.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "mail/address.h"

namespace callout::mail {

/// UTF-8 as unstructured text: as it is when it is short ASCII, else encoded words (RFC 2047, Q, at most 75 characters
/// each) that are folded after 75. Control characters and what is not UTF-8 are dropped.
std::string header_text(std::string_view text);
/// `"Callout" <callout@example.com>`; a name that is not ASCII becomes encoded words.
std::string header_mailbox(const Mailbox& box);
/// RFC 5322 section 3.3, in UTC: "Thu, 01 Jan 2026 00:00:00 +0000".
std::string header_date(WallMs time);

}  // namespace callout::mail
