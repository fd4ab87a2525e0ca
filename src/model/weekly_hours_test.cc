// SPDX-License-Identifier: Apache-2.0
#include "model/weekly_hours.h"

#include <gtest/gtest.h>

namespace callout::model {
namespace {

using std::chrono::minutes;

constexpr unsigned kMonday = 1, kSaturday = 1 << 5, kSunday = 1 << 6, kWorkdays = 0b0011111;

WallMs utc(int year, unsigned month, unsigned day, int hour, int minute = 0) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + minutes(minute);
}
WeeklyHours hours(unsigned days, int from, int to, std::string zone = "UTC") {
  return {.days = days, .from = from, .to = to, .zone = std::move(zone)};
}

TEST(WeeklyHours, HoldOnTheirDaysFromTheirBeginToTheirEnd) {
  const auto office = hours(kWorkdays, 8 * 60, 18 * 60);
  EXPECT_FALSE(hours_end(office, utc(2026, 11, 27, 7, 59)));
  EXPECT_EQ(hours_end(office, utc(2026, 11, 27, 8)), utc(2026, 11, 27, 18));
  EXPECT_TRUE(hours_end(office, utc(2026, 11, 27, 17, 59)));
  EXPECT_FALSE(hours_end(office, utc(2026, 11, 27, 18)));
  EXPECT_FALSE(hours_end(office, utc(2026, 11, 28, 12))) << "Saturday";
}

TEST(WeeklyHours, ANightBelongsToTheDayThatItBeginsOn) {
  const auto night = hours(kSunday, 22 * 60, 6 * 60);
  EXPECT_FALSE(hours_end(night, utc(2026, 11, 29, 5))) << "Sunday morning is Saturday's night";
  EXPECT_EQ(hours_end(night, utc(2026, 11, 29, 23)), utc(2026, 11, 30, 6));
  EXPECT_TRUE(hours_end(night, utc(2026, 11, 30, 5)));
  EXPECT_FALSE(hours_end(night, utc(2026, 11, 30, 22))) << "Monday";
}

TEST(WeeklyHours, AWholeDayEndsAtMidnight) {
  const auto saturday = hours(kSaturday, 0, 24 * 60);
  EXPECT_EQ(hours_end(saturday, utc(2026, 11, 28, 0)), utc(2026, 11, 29, 0));
  EXPECT_FALSE(hours_end(saturday, utc(2026, 11, 29, 0)));
}

TEST(WeeklyHours, FollowTheZonesClock) {
  const auto lisbon = hours(kWorkdays, 9 * 60, 17 * 60, "Europe/Lisbon");
  EXPECT_EQ(hours_end(lisbon, utc(2026, 1, 12, 9)), utc(2026, 1, 12, 17)) << "winter";
  EXPECT_EQ(hours_end(lisbon, utc(2026, 7, 13, 8)), utc(2026, 7, 13, 16)) << "summer";
}

TEST(WeeklyHours, AnHourThatIsSkippedOrShownTwiceLosesNobodyTheirTime) {
  // In Lisbon clocks go from 01:00 to 02:00 on 2026-03-29 and from 02:00 back to 01:00 on 2026-10-25, at 01:00 UTC.
  const auto skipped = hours(kSunday, 60 + 30, 4 * 60, "Europe/Lisbon");
  EXPECT_FALSE(hours_end(skipped, utc(2026, 3, 29, 0, 59)));
  EXPECT_EQ(hours_end(skipped, utc(2026, 3, 29, 1)), utc(2026, 3, 29, 3));
  const auto twice = hours(kSunday, 60, 60 + 30, "Europe/Lisbon");
  EXPECT_EQ(hours_end(twice, utc(2026, 10, 25, 0)), utc(2026, 10, 25, 1, 30));
}

TEST(WeeklyHours, InAZoneThatIsNotKnownNothingHolds) {
  EXPECT_FALSE(hours_end(hours(0b1111111, 0, 24 * 60, "Nowhere/Atlantis"), utc(2026, 11, 27, 12)));
}

TEST(WeeklyHours, WhatIsWrongIsSaid) {
  EXPECT_TRUE(check_hours(hours(kMonday, 0, 1440)));
  EXPECT_FALSE(check_hours(hours(0, 0, 60)));
  EXPECT_FALSE(check_hours(hours(kMonday, -1, 60)));
  EXPECT_FALSE(check_hours(hours(kMonday, 1440, 60)));
  EXPECT_FALSE(check_hours(hours(kMonday, 0, 0)));
  EXPECT_FALSE(check_hours(hours(kMonday, 0, 1441)));
  EXPECT_FALSE(check_hours(hours(kMonday, 60, 60)));
  for (const auto* zone : {"", "Nowhere/Atlantis", "../../etc/passwd", "/etc/localtime", "."})
    EXPECT_FALSE(check_hours(hours(kMonday, 0, 60, zone))) << zone;
}

}  // namespace
}  // namespace callout::model
