// SPDX-License-Identifier: Apache-2.0
// The secret of a request: a browser's sign-in cookie, or a program's in Authorization: a
// client's token or an API token. One is never taken for the
// other. Called by the dispatcher. Pure functions; any thread.
#pragma once

#include <algorithm>
#include <string_view>

#include "api/problem.h"
#include "api/sign_in_cookie.h"
#include "identity/sign_ins.h"
#include "wire/http.h"

namespace callout::api {

/// Empty without one. Other credentials are those of a proxy before us, and none of our business.
inline std::string_view client_token(const wire::Headers& headers) {
  constexpr std::string_view kScheme = "Bearer ";
  for (const std::string_view line : headers.all("Authorization")) {
    if (!wire::equal_ignoring_case(line.substr(0, kScheme.size()), kScheme)) continue;
    const std::string_view token = line.substr(kScheme.size());
    if (identity::is_program_secret(token)) return token;
  }
  return {};
}

/// The program's token, else the cookie's secret, else empty.
inline std::string_view request_secret(const wire::Headers& headers) {
  if (const auto token = client_token(headers); !token.empty()) return token;
  const std::string_view cookie = sign_in_secret(headers);
  return identity::is_program_secret(cookie) ? std::string_view() : cookie;
}

/// Whether a browser made this request: it says so in fields that no page can take away, or brings a cookie.
inline bool looks_like_browser(const wire::Headers& headers) {
  return std::ranges::any_of(headers, [](const wire::Header& header) {
    return wire::equal_ignoring_case(header.name, "Origin") || wire::equal_ignoring_case(header.name, "Cookie") ||
           wire::equal_ignoring_case(std::string_view(header.name).substr(0, 10), "Sec-Fetch-");
  });
}

inline Problem not_a_client() {
  return {403, "csrf", "This is for the command line: send it without Origin, Cookie and Sec-Fetch fields."};
}

}  // namespace callout::api
