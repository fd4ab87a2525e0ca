// SPDX-License-Identifier: Apache-2.0
// Cookie and Set-Cookie field values (RFC 6265bis, read as browsers read them). relay/ takes its session cookie from
// them; translate.h keeps Callout's cookies from the device and the device's cookies in form for the session host. Pure
// functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callout::wire {

/// Parts of the field value that was parsed: valid as long as it is.
struct CookiePair {
  std::string_view name;  ///< Empty for a pair without `=`.
  std::string_view value;
  std::string_view text;  ///< The pair as it stood, without the spaces around it.
};

/// The pairs of a Cookie field in their order; empty pairs are left out.
std::vector<CookiePair> split_cookies(std::string_view field);

/// The value of the first cookie of exactly that name.
std::optional<std::string_view> find_cookie(std::string_view field, std::string_view name);

/// The field without the cookies whose name `drop` picks; the others byte-exact and in order. Empty when none is left.
std::string remove_cookies(std::string_view field, bool (*drop)(std::string_view name));

/// Whether the cookie is one of Callout's own on a session host: named `__Host-Http-callout*` or `__Host-callout*` in
/// any case.
bool is_callout_cookie(std::string_view name);

struct CookieAttribute {
  std::string name;
  std::optional<std::string> value;  ///< nullopt for a bare name such as `Secure`.
};
struct SetCookie {
  std::string name;  ///< Empty for a cookie without `=`, which browsers keep under the empty name.
  std::string value;
  bool has_name = true;
  std::vector<CookieAttribute> attributes;  ///< In order, unknown ones too.
  std::string to_string() const;
};
/// Control characters are removed first, so the result can always stand on a line. nullopt when nothing is left.
std::optional<SetCookie> parse_set_cookie(std::string_view field);

/// The device's Set-Cookie as the session host sends it: Domain dropped, all else kept in order. nullopt when the
/// browser must not get it: a name (or the value of a nameless cookie, which a browser would send back as a name) that
/// begins with `__Host-`, `__Secure-` or `__Http-` in any case, since such a name stands for promises that only Callout
/// may make on its host.
std::optional<std::string> rewrite_set_cookie(std::string_view field);

}  // namespace callout::wire
