// SPDX-License-Identifier: Apache-2.0
#include "agent/socket_limit.h"

#include <gtest/gtest.h>

namespace callout::agent {
namespace {

using namespace std::chrono_literals;

TEST(SocketLimit, NothingIsKnownBeforeARefusal) {
  SocketLimit limit(8);
  EXPECT_EQ(limit.now(), SocketLimit::kNone);
  EXPECT_TRUE(limit.allows(1000));
  EXPECT_FALSE(limit.raise(Steady{} + 1h));
}

TEST(SocketLimit, ABurstOfRefusalsLeavesWhatWorks) {
  SocketLimit limit(8);
  // Six dialled at once, two of them taken.
  for (const std::size_t others : {5U, 4U, 3U, 2U}) limit.refused(others, Steady{});
  EXPECT_EQ(limit.now(), 2U);
  EXPECT_TRUE(limit.allows(1));
  EXPECT_FALSE(limit.allows(2));
}

TEST(SocketLimit, IsNeverUnderOne) {
  SocketLimit limit(8);
  limit.refused(0, Steady{});
  EXPECT_EQ(limit.now(), 1U);
}

TEST(SocketLimit, ARefusalNeverRaisesIt) {
  SocketLimit limit(8);
  limit.refused(2, Steady{});
  limit.refused(5, Steady{});
  EXPECT_EQ(limit.now(), 2U);
}

TEST(SocketLimit, WhatIsKnownIsNeverTried) {
  SocketLimit limit(8);
  limit.set_known(3);
  EXPECT_EQ(limit.now(), 3U);
  EXPECT_FALSE(limit.raise(Steady{} + 1h)) << "nobody refused, and nobody need find out";
  Steady now{};
  limit.refused(2, now);
  EXPECT_EQ(limit.now(), 2U) << "it bears less than was said";
  EXPECT_TRUE(limit.raise(now += 30s));
  EXPECT_FALSE(limit.raise(now + 1h));
  EXPECT_EQ(limit.now(), 3U);
  limit.set_known(SocketLimit::kNone);
  EXPECT_TRUE(limit.raise(now + 1h));
}

TEST(SocketLimit, RisesByOneARestUntilItIsForgotten) {
  SocketLimit limit(4);
  Steady now{};
  limit.refused(1, now);
  EXPECT_FALSE(limit.raise(now + 29s));
  EXPECT_TRUE(limit.raise(now += 30s));
  EXPECT_EQ(limit.now(), 2U);
  EXPECT_FALSE(limit.raise(now + 29s));
  EXPECT_TRUE(limit.raise(now += 30s));
  EXPECT_TRUE(limit.raise(now += 30s));
  EXPECT_EQ(limit.now(), SocketLimit::kNone);
}

TEST(SocketLimit, AStepInVainDoublesTheRestUpToABound) {
  SocketLimit limit(8);
  Steady now{};
  limit.refused(2, now);
  std::chrono::seconds rest = 30s;
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(limit.raise(now + rest - 1s)) << i;
    EXPECT_TRUE(limit.raise(now += rest)) << i;
    limit.refused(2, now);
    EXPECT_EQ(limit.now(), 2U);
    rest = std::min<std::chrono::seconds>(rest * 2, 16min);
  }
}

TEST(SocketLimit, AStepThatHoldsEndsTheLongRests) {
  SocketLimit limit(8);
  Steady now{};
  limit.refused(2, now);
  for (const auto rest : {30s, 60s}) {
    EXPECT_TRUE(limit.raise(now += rest));
    limit.refused(2, now);
  }
  EXPECT_TRUE(limit.raise(now += 120s));
  EXPECT_TRUE(limit.raise(now += 120s));
  EXPECT_TRUE(limit.raise(now += 30s));
}

TEST(SocketLimit, ABurstOfRefusalsAfterAStepCountsOnce) {
  SocketLimit limit(8);
  Steady now{};
  limit.refused(2, now);
  EXPECT_TRUE(limit.raise(now += 30s));
  for (int i = 0; i < 5; ++i) limit.refused(2, now);
  EXPECT_FALSE(limit.raise(now + 59s));
  EXPECT_TRUE(limit.raise(now + 60s));
}

}  // namespace
}  // namespace callout::agent
