// SPDX-License-Identifier: Apache-2.0
// No spelling of a cookie field brings Callout's cookies to a device or a device's cookie to a name or domain that it
// may not set.
#include <algorithm>

#include "base/check.h"
#include "wire/ascii.h"
#include "wire/cookie.h"
#include "wire/cookie_date.h"
#include "wire/device_cookies.h"
#include "wire/http.h"

namespace callout::wire {

namespace {

/// What one port of a device got reaches another in a form that can stand on a line, and no longer than the bound.
void check_other_ports(std::string_view field) {
  constexpr WebEndpoint kFrom{true, 443};
  constexpr WebEndpoint kTo{false, 80};
  DeviceCookies cookies;
  Headers answer;
  answer.add("Set-Cookie", std::string(field));
  Headers request;
  request.add("Cookie", std::string(field));
  cookies.complete_request(kFrom, kFrom, "/", request);
  cookies.note_response(kFrom, answer, {});
  Headers other;
  cookies.complete_request(kTo, kTo, "/", other);
  const std::string* sent = other.find("cookie");
  if (sent != nullptr) check(!sent->empty() && sent->size() <= 2 * DeviceCookies::kLongest);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view field(reinterpret_cast<const char*>(data), size);
  const std::string kept = remove_cookies(field, &is_callout_cookie);
  for (const CookiePair& pair : split_cookies(kept)) {
    check(!is_callout_cookie(pair.name) && !(pair.name.empty() && is_callout_cookie(pair.value)));
    check(find_cookie(kept, pair.name).has_value() || pair.name.empty());
  }
  check(remove_cookies(kept, &is_callout_cookie) == kept);

  check_other_ports(field);
  (void)parse_cookie_date(field);

  const auto rewritten = rewrite_set_cookie(field);
  if (!rewritten) return 0;
  check(std::ranges::none_of(*rewritten, is_control));
  check(!to_lower(trim(*rewritten)).starts_with("__host-"));
  check(rewrite_set_cookie(*rewritten) == rewritten);
  for (const CookieAttribute& attribute : parse_set_cookie(*rewritten)->attributes)
    check(!equal_ignoring_case(attribute.name, "domain"));
  return 0;
}

}  // namespace callout::wire
