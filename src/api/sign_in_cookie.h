// SPDX-License-Identifier: Apache-2.0
// The cookie that holds a sign-in's secret. The __Host- prefix keeps every other host from setting it; Lax and not
// Strict, because the session ticket brings a technician from a session host to /authorize by a top-level navigation.
// Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "identity/half_open.h"
#include "identity/sign_ins.h"
#include "wire/cookie.h"
#include "wire/http.h"

namespace callout::api {

inline constexpr std::string_view kSignInCookie = "__Host-callout";

inline std::string sign_in_cookie(std::string_view secret) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", kSignInCookie, secret,
                     std::chrono::seconds(identity::kSignInMost).count());
}

inline std::string cleared_sign_in_cookie() {
  return fmt::format("{}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", kSignInCookie);
}

/// The value of a request's cookie, empty without one. HTTP/2 may send several Cookie lines.
inline std::string_view cookie_value(const wire::Headers& headers, std::string_view name) {
  for (const std::string_view line : headers.all("Cookie")) {
    if (const auto value = wire::find_cookie(line, name)) return *value;
  }
  return {};
}

inline std::string_view sign_in_secret(const wire::Headers& headers) {
  return cookie_value(headers, kSignInCookie);
}

/// Of a half-open sign-in (identity/half_open.h): only the browser that gave the password gives the code.
inline constexpr std::string_view kHalfOpenCookie = "__Host-callout-half-open";

inline std::string half_open_cookie(std::string_view secret) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={}", kHalfOpenCookie, secret,
                     std::chrono::seconds(identity::kHalfOpenTime).count());
}

inline std::string cleared_half_open_cookie() {
  return fmt::format("{}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0", kHalfOpenCookie);
}

}  // namespace callout::api
