// SPDX-License-Identifier: Apache-2.0
// What people and agents type, taken in: each function answers the clean value or kInvalid with the sentence to show.
// Called wherever a noun is made or changed, so that no caller has to remember a check. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::model {

/// 1 to 200 characters of valid UTF-8 without control characters, spaces at the ends removed. `what` starts the
/// sentence ("The device's name").
Result<std::string> name_from(std::string_view text, std::string_view what);
/// An address with one @ and a host, at most 254 bytes, ASCII letters in lower case.
Result<std::string> email_from(std::string_view text);
/// A canonical IPv4 or IPv6 literal; odd notations (octal, short forms, zone ids, IPv4-mapped) are refused.
Result<std::string> address_from(std::string_view text);
/// Six hex bytes, joined by colons or dashes; answered in lower case with colons.
Result<std::string> mac_from(std::string_view text);
/// Text of an agent or a device as data: at most `most` bytes cut at a character, invalid UTF-8 and control characters
/// dropped.
std::string clean_text(std::string_view text, std::size_t most = 200);
/// ASCII letters in lower case: the form in which names are sorted and searched.
std::string lower_ascii(std::string_view text);

}  // namespace callout::model
