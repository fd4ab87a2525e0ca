// SPDX-License-Identifier: Apache-2.0
#include "model/names.h"

#include <gtest/gtest.h>

#include "model/device.h"
#include "model/events.h"
#include "model/install.h"
#include "model/job.h"
#include "model/session.h"
#include "model/team.h"

namespace callout::model {
namespace {

template <class E>
class EveryName : public testing::Test {};
using Enums = testing::Types<TechnicianStatus, InstallState, Scheme, AuthKind, DeviceStatus, JobKind, JobState,
                             StepName, Hop, FailureCode, SessionState, ClosedReason, EventKind>;
TYPED_TEST_SUITE(EveryName, Enums);

TYPED_TEST(EveryName, ReadsBackAsItself) {
  int at = 0;
  for (const auto& [value, name] : Names<TypeParam>::kTable) {
    EXPECT_EQ(static_cast<int>(value), at++) << name;
    EXPECT_EQ(to_string(value), name);
    EXPECT_EQ(parse<TypeParam>(name), value);
  }
  EXPECT_FALSE(parse<TypeParam>("no such name"));
}

TEST(Failure, EveryCodeHasARemedy) {
  for (const auto& [code, name] : Names<FailureCode>::kTable) EXPECT_FALSE(remedy_for(code).empty()) << name;
}

}  // namespace
}  // namespace callout::model
