// SPDX-License-Identifier: Apache-2.0
#include "identity/attempt_guard.h"

#include <gtest/gtest.h>

namespace callout::identity {
namespace {

using namespace std::chrono_literals;

constexpr AttemptGuard::Rule kRule{2, 1s, 8s, 1h, 3};

TEST(AttemptGuard, TheWaitGrowsToItsMostAndNoFurther) {
  FakeClock clock;
  AttemptGuard guard(kRule, clock);
  EXPECT_EQ(guard.begin("a"), 0s);
  EXPECT_EQ(guard.begin("a"), 0s);
  for (const auto wait : {1s, 2s, 4s, 8s, 8s, 8s}) {
    EXPECT_EQ(guard.begin("a"), 0s);
    EXPECT_EQ(guard.begin("a"), wait) << "refused, and not counted";
    EXPECT_EQ(guard.wait("a"), wait);
    clock.advance(wait);
  }
}

TEST(AttemptGuard, KeysAreApart) {
  FakeClock clock;
  AttemptGuard guard(kRule, clock);
  for (int i = 0; i < 3; ++i) guard.begin("a");
  EXPECT_GT(guard.wait("a"), 0s);
  EXPECT_EQ(guard.begin("b"), 0s);
}

TEST(AttemptGuard, QuietForgets) {
  FakeClock clock;
  AttemptGuard guard(kRule, clock);
  for (int i = 0; i < 3; ++i) guard.begin("a");
  clock.advance(1h + 1s);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(guard.begin("a"), 0s);
}

TEST(AttemptGuard, ForgivingMakesNobodyWait) {
  FakeClock clock;
  AttemptGuard guard(kRule, clock);
  guard.begin("a");
  clock.advance(1ms);
  guard.forgive_one("a");
  clock.advance(-1ms);  // An attempt on another thread that read its clock before and meets the entry after.
  EXPECT_EQ(guard.begin("a"), 0s);
}

TEST(AttemptGuard, ForgivingTakesBackOneAttemptOnly) {
  FakeClock clock;
  AttemptGuard guard(kRule, clock);
  for (int i = 0; i < 3; ++i) guard.begin("a");
  guard.forgive_one("a");
  EXPECT_EQ(guard.begin("a"), 0s);
  EXPECT_EQ(guard.begin("a"), 1s);
  guard.forget("a");
  EXPECT_EQ(guard.wait("a"), 0s);
}

TEST(AttemptGuard, TheTableIsBounded) {
  FakeClock clock;
  AttemptGuard guard(kRule, clock);
  for (int i = 0; i < 3; ++i) guard.begin("first");
  for (const char* key : {"b", "c"}) guard.begin(key);
  EXPECT_GT(guard.wait("first"), 0s);
  guard.begin("d");
  EXPECT_EQ(guard.wait("first"), 0s) << "the one that was not touched for longest went";
}

TEST(AttemptGuard, AnAddressIsItsCustomer) {
  EXPECT_EQ(address_key("198.51.100.7"), "198.51.100.7");
  EXPECT_EQ(address_key("2001:db8::1"), address_key("2001:db8::ffff:2"));
  EXPECT_NE(address_key("2001:db8::1"), address_key("2001:db8:0:1::1"));
}

TEST(AttemptGuard, TheFirstRefusalOfARunIsSaidOnce) {
  FakeClock clock;
  AttemptGuard guard(kRule, clock);
  EXPECT_FALSE(guard.first_refusal("a")) << "nothing is known of it";
  for (int i = 0; i < 3; ++i) guard.begin("a");
  ASSERT_GT(guard.begin("a"), 0s);
  EXPECT_TRUE(guard.first_refusal("a"));
  EXPECT_FALSE(guard.first_refusal("a"));
  clock.advance(1s);
  guard.begin("a");
  ASSERT_GT(guard.begin("a"), 0s);
  EXPECT_FALSE(guard.first_refusal("a")) << "the run goes on";
  guard.forget("a");
  for (int i = 0; i < 4; ++i) guard.begin("a");
  EXPECT_TRUE(guard.first_refusal("a"));
  clock.advance(1h + 1s);
  for (int i = 0; i < 4; ++i) guard.begin("a");
  EXPECT_TRUE(guard.first_refusal("a"));
}

}  // namespace
}  // namespace callout::identity
