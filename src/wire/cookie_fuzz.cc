// SPDX-License-Identifier: Apache-2.0
// No spelling of a cookie field brings Callout's cookies to a device or a device's cookie to a name or domain that it
// may not set.
#include <algorithm>

#include "base/check.h"
#include "wire/ascii.h"
#include "wire/cookie.h"
#include "wire/http.h"

namespace callout::wire {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view field(reinterpret_cast<const char*>(data), size);
  const std::string kept = remove_cookies(field, &is_callout_cookie);
  for (const CookiePair& pair : split_cookies(kept)) {
    check(!is_callout_cookie(pair.name) && !(pair.name.empty() && is_callout_cookie(pair.value)));
    check(find_cookie(kept, pair.name).has_value() || pair.name.empty());
  }
  check(remove_cookies(kept, &is_callout_cookie) == kept);

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
