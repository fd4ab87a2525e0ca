// SPDX-License-Identifier: Apache-2.0
// The switches "Remote Technician enabled": any that is off beats every right.
#include <gtest/gtest.h>

#include "access/access_testing.h"

namespace callout::access {
namespace {

using model::InstallId;
using model::Switch;

class Restriction : public testing::Test {
 protected:
  Restriction() {
    town.technician("owner", true);
    town.technician("tom");
    town.entity("customer");
    town.entity("site", "customer");
    town.entity("elsewhere");
    town.install("first", "site");
    town.install("second", "elsewhere");
    town.give("tom", model::Scope::of(kRoot), "full-device-access");
  }
  Decision ask(const std::string& who = "tom") const {
    return decide(town.snapshot(), as(who), Action::kDeviceWebpageOpen, on(device), kNow);
  }
  model::Entity& entity(const std::string& name) {
    return *std::ranges::find(town.entities, model::EntityId(name), &model::Entity::id);
  }
  Town town;
  model::DeviceFacts device = device_at("site", {"first"});
};

TEST_F(Restriction, AnEntityThatIsOffBeatsEveryRightAlsoTheOwners) {
  entity("customer").remote_access = Switch::kOff;
  for (const auto* who : {"tom", "owner"}) {
    EXPECT_EQ(ask(who).reason, Reason::kEntityRestricted) << who;
    EXPECT_EQ(ask(who).restricted, "customer") << who;
  }
}

TEST_F(Restriction, TheNearestSwitchThatIsSetHolds) {
  entity("customer").remote_access = Switch::kOff;
  entity("site").remote_access = Switch::kOn;
  EXPECT_TRUE(ask().allowed);
  entity("site").remote_access = Switch::kInherited;
  EXPECT_FALSE(ask().allowed);
}

TEST_F(Restriction, ADeviceThatIsOffBeatsEveryRight) {
  device.remote_access = false;
  EXPECT_EQ(ask().reason, Reason::kDeviceRestricted);
  EXPECT_EQ(ask("owner").reason, Reason::kDeviceRestricted);
}

TEST_F(Restriction, AnInstallThatIsOffBeatsEveryRight) {
  town.installs[0].remote_access = false;
  EXPECT_EQ(ask("owner").reason, Reason::kInstallRestricted);
  EXPECT_EQ(ask().restricted, "first");
}

TEST_F(Restriction, AnInstallIsRestrictedWithItsEntity) {
  device.entity = model::EntityId("elsewhere");
  entity("customer").remote_access = Switch::kOff;
  EXPECT_EQ(ask().reason, Reason::kInstallRestricted);
}

TEST_F(Restriction, OneInstallThatIsNotRestrictedIsEnoughAndIsTheWay) {
  device.installs = {InstallId("first"), InstallId("second")};
  EXPECT_EQ(ask().through, (std::vector{InstallId("first"), InstallId("second")}));
  town.installs[0].remote_access = false;
  EXPECT_EQ(ask().through, std::vector{InstallId("second")});
  town.installs[1].remote_access = false;
  EXPECT_EQ(ask().reason, Reason::kInstallRestricted);
}

TEST_F(Restriction, AStrictTeamIsBlockedByAnyRestrictedInstall) {
  device.installs = {InstallId("first"), InstallId("second")};
  town.installs[1].remote_access = false;
  EXPECT_TRUE(ask().allowed);
  town.team.strict_installs = true;
  EXPECT_EQ(ask().reason, Reason::kInstallRestricted);
  EXPECT_EQ(ask().restricted, "second");
}

TEST_F(Restriction, AnInstallThatIsNotKnownIsNoWay) {
  device.installs = {InstallId("gone")};
  EXPECT_FALSE(ask().allowed);
}

TEST_F(Restriction, ADeviceWithoutAnInstallIsNotRestrictedByOne) {
  device.installs.clear();
  EXPECT_TRUE(ask().allowed);
  EXPECT_TRUE(ask().through.empty());
}

TEST_F(Restriction, SwitchesForbidReachingTheDeviceAndNothingElse) {
  device.remote_access = false;
  const auto snapshot = town.snapshot();
  for (const auto& [permission, name] : model::Names<model::Permission>::kTable) {
    if (model::purpose_of(permission) != model::Purpose::kDevices) continue;
    EXPECT_EQ(decide(snapshot, as("tom"), permission, on(device), kNow).allowed, !model::kRemoteAccess.has(permission))
        << name;
  }
  EXPECT_TRUE(decide(snapshot, as("tom"), Action::kRemoteAccessConfigure, on(device), kNow).allowed);
  EXPECT_TRUE(decide(snapshot, as("tom"), Action::kDevicesView, on(device), kNow).allowed);
  EXPECT_FALSE(decide(snapshot, as("tom"), Action::kDevicePortsOpen, on(device), kNow).allowed);
}

}  // namespace
}  // namespace callout::access
