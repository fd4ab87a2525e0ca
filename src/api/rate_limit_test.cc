// SPDX-License-Identifier: Apache-2.0
#include "api/rate_limit.h"

#include <gtest/gtest.h>

namespace callout::api {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

TEST(RateLimit, ABurstPassesThenTheSteadyRate) {
  FakeClock clock;
  RateLimit limit(clock, 3, 0.5);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limit.take("a"));
  EXPECT_EQ(limit.take("a"), 2);
  clock.advance(1999ms);
  EXPECT_TRUE(limit.take("a"));
  clock.advance(1ms);
  EXPECT_FALSE(limit.take("a"));
  EXPECT_TRUE(limit.take("a"));
}

TEST(RateLimit, NamesDoNotShareABucket) {
  FakeClock clock;
  RateLimit limit(clock, 1, 1);
  EXPECT_FALSE(limit.take("a"));
  EXPECT_FALSE(limit.take("b"));
  EXPECT_TRUE(limit.take("a"));
}

TEST(RateLimit, AFullTableRefusesUnknownNamesAndKeepsTheKnown) {
  FakeClock clock;
  RateLimit limit(clock, 2, 1, 2);
  EXPECT_FALSE(limit.take("a"));
  EXPECT_FALSE(limit.take("b"));
  EXPECT_TRUE(limit.take("c"));
  EXPECT_FALSE(limit.take("a"));
  clock.advance(10s);
  EXPECT_FALSE(limit.take("c"));
}

TEST(RateLimit, AJumpOfTheWallClockChangesNothing) {
  FakeClock clock;
  RateLimit limit(clock, 1, 1);
  EXPECT_FALSE(limit.take("a"));
  clock.jump_wall(3600s);
  EXPECT_TRUE(limit.take("a"));
}

}  // namespace
}  // namespace callout::api
