// SPDX-License-Identifier: Apache-2.0
// Texts with named places: "{inviter} invites you". Used by language.cc to check them and by message.cc to fill them.
// Pure functions, any thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::mail {

using Values = std::map<std::string, std::string, std::less<>>;

/// Adds the names in the text to `names`. kInvalid for a brace that is not part of a `{name}`.
Result<> collect_places(std::string_view text, std::set<std::string, std::less<>>& names);
/// Puts the values in; what a value holds is never read as a place again. Every place has a value (collect_places).
std::string fill(std::string_view text, const Values& values);
/// `&`, `<`, `>` and both quotes as references: for text and for attribute values in quotes.
std::string html_escaped(std::string_view text);

}  // namespace callout::mail
