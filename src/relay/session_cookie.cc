// SPDX-License-Identifier: Apache-2.0
#include "relay/session_cookie.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "wire/cookie.h"

namespace callout::relay {
namespace {

// HttpOnly by its name: no script of the device's page can set or read it (draft-ietf-httpbis-rfc6265bis, cookie name
// prefixes).
constexpr std::string_view kSessionCookie = "__Host-Http-callout";
constexpr std::string_view kStateCookie = "__Host-Http-callout-state";
constexpr std::size_t kLongestReturnPath = 2048;  ///< Kept in a cookie.

std::string cookie_of(const wire::RequestHead& request, std::string_view name) {
  for (const auto field : request.headers.all("Cookie")) {
    if (const auto value = wire::find_cookie(field, name)) return std::string(*value);
  }
  return {};
}

std::string cookie_line(std::string_view name, std::string_view value, std::string_view more) {
  // Lax and not Strict: the browser comes here by a redirect from the console, which is another site.
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax{}", name, value, more);
}

}  // namespace

std::string session_cookie_of(const wire::RequestHead& request) {
  return cookie_of(request, kSessionCookie);
}

std::string state_cookie_of(const wire::RequestHead& request) {
  return cookie_of(request, kStateCookie);
}

std::string session_cookie_line(std::string_view secret) {
  return cookie_line(kSessionCookie, secret, "");
}

std::string state_cookie_line(std::string_view state) {
  return cookie_line(kStateCookie, state,
                     fmt::format("; Max-Age={}", std::chrono::seconds(limits::kTicketStateTime).count()));
}

std::string no_state_cookie_line() {
  return cookie_line(kStateCookie, "", "; Max-Age=0");
}

std::string_view own_path(std::string_view path) {
  const bool stays = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
  const bool free = !path.starts_with("/.callout/") || path.starts_with("/.callout/join?");
  return stays && free && path.size() <= kLongestReturnPath ? path : "/";
}

bool is_navigation(const wire::RequestHead& request) {
  const std::string* mode = request.headers.find("Sec-Fetch-Mode");
  const std::string* dest = request.headers.find("Sec-Fetch-Dest");
  const bool reads = request.method == "GET" || request.method == "HEAD";
  return reads && (mode == nullptr || *mode == "navigate") && (dest == nullptr || *dest == "document");
}

wire::ResponseHead redirect(int status, std::string location) {
  wire::ResponseHead head;
  head.status = status;
  head.headers.add("Location", std::move(location));
  head.headers.add("Cache-Control", "no-store");
  return head;
}

}  // namespace callout::relay
