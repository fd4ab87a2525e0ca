// SPDX-License-Identifier: Apache-2.0
#include "model/deadline.h"

#include <gtest/gtest.h>

namespace callout::model {
namespace {

using namespace std::chrono_literals;

TEST(Deadline, IsExactWhileTheMachineRuns) {
  FakeClock clock;
  const Deadline deadline = deadline_in(clock, 30min);
  clock.advance(10min);
  EXPECT_EQ(remaining(deadline, clock), 20min);
  clock.advance(20min);
  EXPECT_TRUE(passed(deadline, clock));
}

TEST(Deadline, IgnoresTheDateWhileTheMachineRuns) {
  FakeClock clock;
  const Deadline deadline = deadline_in(clock, 30min);
  clock.jump_wall(24h);
  EXPECT_EQ(remaining(deadline, clock), 30min);
  clock.jump_wall(-48h);
  EXPECT_EQ(remaining(deadline, clock), 30min);
}

TEST(Deadline, CountsWallTimeOverAReboot) {
  FakeClock clock;
  const Deadline deadline = deadline_in(clock, 30min);
  clock.advance(10min);
  clock.reboot();
  EXPECT_EQ(remaining(deadline, clock), 20min);
  clock.advance(1h);
  EXPECT_TRUE(passed(deadline, clock));
}

TEST(Deadline, IsNeverProlongedByADateSetBack) {
  FakeClock clock;
  const Deadline deadline = deadline_in(clock, 30min);
  clock.reboot();
  clock.jump_wall(-24h);
  EXPECT_EQ(remaining(deadline, clock), 30min);
}

}  // namespace
}  // namespace callout::model
