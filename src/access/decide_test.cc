// SPDX-License-Identifier: Apache-2.0
#include "access/decide.h"

#include <set>
#include <type_traits>

#include <gtest/gtest.h>

namespace callout::access {
namespace {

using model::DeviceId;
using model::TeamId;
using model::Technician;
using model::TechnicianId;
using model::TechnicianStatus;

const TeamId kTeam("team"), kOtherTeam("other");
const TechnicianId kOwner("owner"), kMember("member"), kDisabled("disabled"), kDisabledOwner("disabled_owner"),
    kForeigner("foreigner"), kNobody("nobody");

Technician technician(const TechnicianId& id, const TeamId& team, bool owner, TechnicianStatus status) {
  return {.id = id, .team = team, .email = {}, .name = {}, .owner = owner, .status = status, .created_at = {}};
}

Snapshot snapshot() {
  const Technician all[] = {technician(kOwner, kTeam, true, TechnicianStatus::kActive),
                            technician(kMember, kTeam, false, TechnicianStatus::kActive),
                            technician(kDisabled, kTeam, false, TechnicianStatus::kDisabled),
                            technician(kDisabledOwner, kTeam, true, TechnicianStatus::kDisabled),
                            technician(kForeigner, kOtherTeam, true, TechnicianStatus::kActive)};
  return Snapshot(all);
}

const std::set<Permission> kMemberAll = {
    Permission::kSignedIn,    Permission::kTeamView,          Permission::kEntitiesView,   Permission::kInstallsView,
    Permission::kDevicesView, Permission::kDeviceWebpageOpen, Permission::kDevicePortsOpen};
const std::set<Permission> kMemberOwn = {Permission::kSessionsView, Permission::kSessionsEnd, Permission::kJobsView,
                                         Permission::kJobsCancel};

class EveryPermission : public testing::TestWithParam<Permission> {};
INSTANTIATE_TEST_SUITE_P(Access, EveryPermission, testing::ValuesIn([] {
                           std::vector<Permission> all;
                           for (const auto& [permission, name] : model::Names<Permission>::kTable)
                             all.push_back(permission);
                           return all;
                         }()));

TEST_P(EveryPermission, OwnerHoldsInTheirTeam) {
  const auto decision = decide(snapshot(), {kTeam, kOwner}, GetParam(), Target::of_technician(kTeam, kMember), {});
  EXPECT_TRUE(decision.allowed);
  EXPECT_EQ(decision.right, "owner");
}

TEST_P(EveryPermission, MemberHoldsWhatTheTableSays) {
  const bool all = kMemberAll.contains(GetParam()), own = kMemberOwn.contains(GetParam());
  const Snapshot now = snapshot();
  EXPECT_EQ(decide(now, {kTeam, kMember}, GetParam(), Target::of_technician(kTeam, kMember), {}).allowed, all || own);
  EXPECT_EQ(decide(now, {kTeam, kMember}, GetParam(), Target::of_technician(kTeam, kOwner), {}).allowed, all);
  EXPECT_EQ(decide(now, {kTeam, kMember}, GetParam(), Target::of_team(kTeam), {}).allowed, all);
  EXPECT_EQ(reach(now, {kTeam, kMember}, GetParam(), {}), all ? Reach::kAll : own ? Reach::kOwn : Reach::kNone);
}

TEST_P(EveryPermission, IsDeniedToEveryoneElse) {
  struct Case {
    const char* what;
    Subject subject;
    TeamId target;
    Reason reason;
  };
  const Case cases[] = {
      {"disabled member", {kTeam, kDisabled}, kTeam, Reason::kTechnicianDisabled},
      {"disabled owner", {kTeam, kDisabledOwner}, kTeam, Reason::kTechnicianDisabled},
      {"unknown technician", {kTeam, kNobody}, kTeam, Reason::kUnknownTechnician},
      {"nobody", {kTeam, TechnicianId()}, kTeam, Reason::kUnknownTechnician},
      {"owner on another team", {kTeam, kOwner}, kOtherTeam, Reason::kForeignTeam},
      {"technician who claims another team", {kTeam, kForeigner}, kTeam, Reason::kForeignTeam},
  };
  for (const auto& [what, subject, team, reason] : cases) {
    const auto decision = decide(snapshot(), subject, GetParam(), Target::of_technician(team, subject.technician), {});
    EXPECT_FALSE(decision.allowed) << what;
    EXPECT_EQ(decision.reason, reason) << what;
    EXPECT_TRUE(decision.right.empty()) << what;
    EXPECT_FALSE(decision.sentence().empty()) << what;
  }
}

TEST_P(EveryPermission, IsDeniedByAnEmptySnapshot) {
  EXPECT_FALSE(decide(Snapshot(), {kTeam, kOwner}, GetParam(), Target::of_team(kTeam), {}).allowed);
}

TEST(Access, AnUnknownPermissionIsDeniedEvenToTheOwner) {
  EXPECT_FALSE(decide(snapshot(), {kTeam, kOwner}, static_cast<Permission>(99), Target::of_team(kTeam), {}).allowed);
}

TEST(Access, HeldListsWhatReachesAnything) {
  EXPECT_EQ(held(snapshot(), {kTeam, kOwner}, {}).size(), std::size(model::Names<Permission>::kTable));
  EXPECT_EQ(held(snapshot(), {kTeam, kMember}, {}).size(), kMemberAll.size() + kMemberOwn.size());
  EXPECT_TRUE(held(snapshot(), {kTeam, kDisabled}, {}).empty());
}

TEST(Access, AGrantNeedsAnAllowedDecision) {
  const DeviceId device("device");
  const auto grant = Grant::ask(snapshot(), {kTeam, kMember}, device, {});
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->device(), device);
  EXPECT_EQ(grant->subject().technician, kMember);
  EXPECT_FALSE(Grant::ask(snapshot(), {kTeam, kDisabled}, device, {}));
  EXPECT_FALSE(Grant::ask(snapshot(), {kTeam, kForeigner}, device, {}));
}

TEST(Access, NobodyElseMakesAGrant) {
  static_assert(!std::is_default_constructible_v<Grant>);
  static_assert(!std::is_constructible_v<Grant, Subject, DeviceId>);
}

}  // namespace
}  // namespace callout::access
