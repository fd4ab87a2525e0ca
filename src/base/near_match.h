// SPDX-License-Identifier: Apache-2.0
// "Did you mean ...?": the known word nearest to a mistyped one. Used for config keys and JSON fields. Any thread.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace callout {

/// The candidate with the fewest edits, if at most a third of the word's letters differ (two in short words); else
/// empty. Views into `candidates`.
std::string_view nearest(std::string_view word, const std::set<std::string, std::less<>>& candidates);

}  // namespace callout
