// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <gtest/gtest.h>

namespace callout {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(Rfc3339, IsReadInAnyOfItsForms) {
  const WallMs noon = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + hours(12) + milliseconds(5);
  EXPECT_EQ(rfc3339(noon), "2026-01-31T12:00:00.005Z");
  for (const char* text : {"2026-01-31T12:00:00.005Z", "2026-01-31t12:00:00.005z", "2026-01-31 14:30:00.005999+02:30",
                           "2026-01-31T11:00:00.005-01:00"})
    EXPECT_EQ(parse_rfc3339(text), noon) << text;
}

TEST(Rfc3339, NothingElseIsATime) {
  for (const char* text :
       {"", "2026-01-31", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z",
        "2026-01-31T23:59:60Z", "2026-01-31T12:00:00.Z", "2026-1-31T12:00:00Z", "2026-01-31T12:00:00Z ",
        "+2026-01-31T12:00:00Z", "2026-01-31T12:00:00+24:00"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(Rfc3339, AnOffsetDoesNotLeadOutOfItsYears) {
  EXPECT_TRUE(parse_rfc3339("0000-01-01T00:00:00Z"));
  EXPECT_FALSE(parse_rfc3339("0000-01-01T00:00:00+00:01"));
  EXPECT_TRUE(parse_rfc3339("9999-12-31T23:59:59Z"));
  EXPECT_FALSE(parse_rfc3339("9999-12-31T23:59:59-00:01"));
}

}  // namespace
}  // namespace callout
