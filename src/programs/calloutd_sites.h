// SPDX-License-Identifier: Apache-2.0
// Whether the console and the session hosts are different sites to a browser: what keeps a hostile device page from the
// console's cookies (docs/adr/0021). Called by the configuration. Pure functions, any thread.
#pragma once

#include <string_view>

namespace callout::programs {

/// Whether a host below `session_domain` and the console's host can share cookies: equal, one below the other, or the
/// same registrable domain by the Public Suffix List. Below localhost each name is a site of its own. Lower case,
/// without ports.
bool may_share_cookies(std::string_view console_host, std::string_view session_domain);

}  // namespace callout::programs
