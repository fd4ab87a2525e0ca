// SPDX-License-Identifier: Apache-2.0
// The usual phrases of status codes (RFC 9110 section 15): HTTP/1.1's reason, and the title of a problem. Used by http
// and api. Any thread.
#pragma once

#include <string_view>

namespace callout::wire {

/// Of every status that Callout itself answers with; empty for others.
std::string_view reason_of(int status);

}  // namespace callout::wire
