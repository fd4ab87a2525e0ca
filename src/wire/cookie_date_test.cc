// SPDX-License-Identifier: Apache-2.0
#include "wire/cookie_date.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

using std::chrono::sys_days;

TEST(CookieDate, IsReadInTheSpellingsOfDevices) {
  const auto expected = sys_days(std::chrono::year(2026) / 11 / 5) + std::chrono::hours(8) + std::chrono::minutes(49) +
                        std::chrono::seconds(37);
  for (const char* text :
       {"Thu, 05 Nov 2026 08:49:37 GMT", "Thursday, 05-Nov-26 08:49:37 GMT", "Thu Nov  5 08:49:37 2026",
        "05-nov-2026 8:49:37", "2026 November 5 08:49:37 UTC", "Thu, 05 Nov 2026 08:49:37 +0100"}) {
    const auto date = parse_cookie_date(text);
    ASSERT_TRUE(date.has_value()) << text;
    EXPECT_EQ(*date, expected) << text;
  }
  EXPECT_EQ(*parse_cookie_date("Thu, 01-Jan-70 00:00:00 GMT"), sys_days(std::chrono::year(1970) / 1 / 1));
  EXPECT_EQ(*parse_cookie_date("Wed, 31 Dec 1969 23:59:59 GMT"),
            sys_days(std::chrono::year(1969) / 12 / 31) + std::chrono::seconds(86'399));
}

TEST(CookieDate, IsNoneWithoutAllOfItsParts) {
  for (const char* text :
       {"", "0", "never", "Thu, 05 Nov 2026", "05 Nov 2026 8:49", "05 Nov 1600 08:49:37", "31 Feb 2026 08:49:37",
        "05 Nov 2026 24:00:00", "05 Nov 20266 08:49:37", "123 Nov 2026 08:49:37", "05 Foo 2026 08:49:37"}) {
    EXPECT_FALSE(parse_cookie_date(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace callout::wire
