// SPDX-License-Identifier: Apache-2.0
// The date in a cookie's Expires, read as browsers read it (RFC 6265 section 5.1.1): tokens in any order, most
// spellings that devices have come up with. Pure, any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace callout::wire {

/// nullopt for what is no date; the attribute is then as if it were not there.
std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text);

}  // namespace callout::wire
