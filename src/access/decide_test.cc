// SPDX-License-Identifier: Apache-2.0
// The rules of docs/access.md, one test each.
#include "access/decide.h"

#include <type_traits>

#include <gtest/gtest.h>

#include "access/access_testing.h"

namespace callout::access {
namespace {

using model::GroupId;
using model::Holder;
using model::Permission;
using model::Permissions;
using model::Scope;
using model::TechnicianId;
using std::chrono::hours;

/// dealer > customer > site, beside another customer; a technician without rights, and an owner.
class Access : public testing::Test {
 protected:
  Access() {
    town.technician("owner", true);
    town.technician("tom");
    town.entity("dealer");
    town.entity("customer", "dealer");
    town.entity("site", "customer");
    town.entity("sibling", "dealer");
  }
  Decision ask(const std::string& who, Action action, const Target& target, WallMs at = kNow) const {
    return decide(town.snapshot(), as(who), action, target, at);
  }
  bool opens(const std::string& who, const std::string& entity, WallMs at = kNow) const {
    return ask(who, Action::kDeviceWebpageOpen, on(device_at(entity)), at).allowed;
  }
  model::Reach reaches(const std::string& who, Action action) const {
    return reach(town.snapshot(), as(who), action, kNow);
  }
  model::Technician& tom() { return town.technicians[1]; }
  Town town;
};

class EveryAction : public Access, public testing::WithParamInterface<Action> {};
INSTANTIATE_TEST_SUITE_P(Access, EveryAction, testing::ValuesIn([] {
                           std::vector<Action> all;
                           for (const auto& [action, name] : model::Names<Action>::kTable) all.push_back(action);
                           return all;
                         }()));

TEST_P(EveryAction, TheOwnerHoldsInTheirTeam) {
  const auto target = on(device_at("site"));
  const auto own = Target(target).owned_by(TechnicianId("owner"));
  EXPECT_TRUE(ask("owner", GetParam(), own).allowed);
}

TEST_P(EveryAction, IsDeniedToWhoIsNotActiveInTheTeam) {
  auto& disabled = town.technician("disabled");
  disabled.status = model::TechnicianStatus::kDisabled;
  town.technician("disabled_owner", true).status = model::TechnicianStatus::kDisabled;
  town.technician("invited").state = model::TechnicianState::kInvitation;
  for (const auto* who : {"disabled", "invited"}) {
    town.give(who, Scope::of(kRoot), "full-device-access");
    town.give(who, Scope::team(), "team-administrator");
  }
  struct Case {
    std::string who;
    Reason reason;
  };
  for (const auto& [who, reason] :
       {Case{"disabled", Reason::kTechnicianDisabled}, Case{"disabled_owner", Reason::kTechnicianDisabled},
        Case{"invited", Reason::kNotActivated}, Case{"nobody", Reason::kUnknownTechnician},
        Case{"", Reason::kUnknownTechnician}}) {
    const auto decision = ask(who, GetParam(), on(device_at("site")).owned_by(TechnicianId(who)));
    EXPECT_FALSE(decision.allowed) << who;
    EXPECT_EQ(decision.reason, reason) << who;
    EXPECT_FALSE(decision.sentence().empty()) << who;
    EXPECT_TRUE(reach(town.snapshot(), as(who), GetParam(), kNow).nothing()) << who;
  }
}

TEST_P(EveryAction, IsDeniedInAnotherTeam) {
  auto target = on_team();
  target.team = model::TeamId("other");
  EXPECT_EQ(ask("owner", GetParam(), target).reason, Reason::kForeignTeam);
  const Subject claims{model::TeamId("other"), TechnicianId("owner")};
  EXPECT_EQ(decide(town.snapshot(), claims, GetParam(), target, kNow).reason, Reason::kForeignTeam);
}

TEST_P(EveryAction, IsDeniedByAnEmptySnapshot) {
  EXPECT_FALSE(decide(Snapshot(), as("owner"), GetParam(), on_team(), kNow).allowed);
}

TEST_P(EveryAction, WithoutARightATechnicianHasOnlyWhatIsEveryonesTheirHomeAndTheirOwn) {
  const auto& rule = rule_of(GetParam());
  EXPECT_EQ(ask("tom", GetParam(), on_team()).allowed, rule.everyone);
  EXPECT_EQ(ask("tom", GetParam(), on_entity("site")).allowed, rule.everyone || rule.home);
  EXPECT_EQ(ask("tom", GetParam(), on_entity("site").owned_by(TechnicianId("tom"))).allowed,
            rule.everyone || rule.home || rule.own);
}

TEST_F(Access, AnUnknownActionIsDeniedEvenToTheOwner) {
  EXPECT_FALSE(ask("owner", static_cast<Action>(99), on_team()).allowed);
}

TEST_F(Access, ARightForAnEntityReachesAllBelowAndNothingBeside) {
  town.give("tom", entity_scope("customer"), "remote-technician-user");
  EXPECT_TRUE(opens("tom", "customer"));
  EXPECT_TRUE(opens("tom", "site"));
  EXPECT_FALSE(opens("tom", "dealer"));
  EXPECT_FALSE(opens("tom", "sibling"));
  EXPECT_FALSE(opens("tom", "root"));
}

TEST_F(Access, ARightForADeviceReachesThatDeviceAlone) {
  town.give("tom", Scope::of(model::DeviceId("device")), "remote-technician-user");
  EXPECT_TRUE(opens("tom", "site"));
  auto other = device_at("site");
  other.id = model::DeviceId("other");
  EXPECT_FALSE(ask("tom", Action::kDeviceWebpageOpen, on(other)).allowed);
}

TEST_F(Access, ARightForAGroupReachesItsDevicesWhereverTheyStandUnlessOneTakesNone) {
  town.give("tom", Scope::of(GroupId("group")), "remote-technician-user");
  auto device = device_at("sibling", {}, {"another", "group"});
  EXPECT_TRUE(ask("tom", Action::kDeviceWebpageOpen, on(device)).allowed);
  device.group_rights = false;
  EXPECT_FALSE(ask("tom", Action::kDeviceWebpageOpen, on(device)).allowed);
  EXPECT_FALSE(opens("tom", "sibling"));
}

TEST_F(Access, RightsAddUpOverDirectAndDepartments) {
  town.give("tom", entity_scope("site"), "remote-technician-user");
  EXPECT_FALSE(ask("tom", Action::kDevicePortsOpen, on(device_at("site"))).allowed);
  const model::DepartmentId field("field");
  town.give(Holder::of(field), entity_scope("dealer"), "only-device-connection");
  EXPECT_FALSE(ask("tom", Action::kDevicePortsOpen, on(device_at("site"))).allowed);
  tom().departments = {field};
  EXPECT_TRUE(ask("tom", Action::kDevicePortsOpen, on(device_at("site"))).allowed);
  EXPECT_TRUE(opens("tom", "site"));
}

TEST_F(Access, ARoleGivesWhatItHoldsAndAnUnknownOneNothing) {
  town.role("ports", {Permission::kRawPorts});
  town.give("tom", entity_scope("site"), "ports");
  town.give("tom", entity_scope("site"), "removed");
  EXPECT_TRUE(ask("tom", Action::kDevicePortsOpen, on(device_at("site"))).allowed);
  EXPECT_FALSE(opens("tom", "site"));
}

TEST_F(Access, ARightHoldsFromItsBeginToItsEnd) {
  town.give("tom", entity_scope("site"), "remote-technician-user", {.from = kNow, .to = kNow + hours(2)});
  EXPECT_FALSE(opens("tom", "site", kNow - std::chrono::milliseconds(1)));
  EXPECT_TRUE(opens("tom", "site", kNow));
  EXPECT_TRUE(opens("tom", "site", kNow + hours(2) - std::chrono::milliseconds(1)));
  EXPECT_FALSE(opens("tom", "site", kNow + hours(2)));
  EXPECT_EQ(ask("tom", Action::kDeviceWebpageOpen, on(device_at("site"))).until, kNow + hours(2));
}

TEST_F(Access, OfSeveralRightsTheOneThatHoldsLongestIsNamed) {
  town.give("tom", entity_scope("site"), "remote-technician-user", {.to = kNow + hours(5)});
  const auto longest = town.give("tom", entity_scope("customer"), "remote-technician-user", {.to = kNow + hours(9)}).id;
  town.give("tom", entity_scope("dealer"), "remote-technician-user", {.to = kNow + hours(7)});
  const auto decision = ask("tom", Action::kDeviceWebpageOpen, on(device_at("site")));
  EXPECT_EQ(decision.right, longest);
  EXPECT_EQ(decision.until, kNow + hours(9));
  const auto endless = town.give("tom", entity_scope("site"), "full-device-access").id;
  EXPECT_EQ(ask("tom", Action::kDeviceWebpageOpen, on(device_at("site"))).right, endless);
  EXPECT_FALSE(ask("tom", Action::kDeviceWebpageOpen, on(device_at("site"))).until);
}

TEST_F(Access, RecurringHoursHoldInTheirZoneAndEndWithTheirDay) {
  // 20:26 UTC on Thursday is 17:26 in Sao Paulo.
  model::WeeklyHours office{.days = 0b0011111, .from = 8 * 60, .to = 18 * 60, .zone = "America/Sao_Paulo"};
  town.give("tom", entity_scope("site"), "remote-technician-user", {.hours = office});
  EXPECT_TRUE(opens("tom", "site"));
  const auto six = kNow + std::chrono::minutes(33) + std::chrono::seconds(20);
  EXPECT_EQ(ask("tom", Action::kDeviceWebpageOpen, on(device_at("site"))).until, six);
  EXPECT_FALSE(opens("tom", "site", six));
  EXPECT_TRUE(opens("tom", "site", kNow + hours(24)));   // Friday.
  EXPECT_FALSE(opens("tom", "site", kNow + hours(48)));  // Saturday.
}

TEST_F(Access, ATechnicianSeesTheirHomeEntityAndWhatIsBelowButNoDevices) {
  tom().home = model::EntityId("customer");
  town.install("install", "site");
  EXPECT_TRUE(ask("tom", Action::kEntitiesView, on_entity("site")).allowed);
  EXPECT_EQ(ask("tom", Action::kEntitiesView, on_entity("site")).ground, Ground::kHome);
  EXPECT_TRUE(ask("tom", Action::kInstallsView, Target::of_install(kTeam, model::InstallId("install"))).allowed);
  EXPECT_FALSE(ask("tom", Action::kEntitiesView, on_entity("dealer")).allowed);
  EXPECT_FALSE(ask("tom", Action::kEntitiesView, on_entity("sibling")).allowed);
  EXPECT_FALSE(ask("tom", Action::kDevicesView, on(device_at("site"))).allowed);
}

TEST_F(Access, AnAdministratorOfAnEntityAdministersWhatIsBelowAndNotTheTeam) {
  town.give("tom", entity_scope("customer"), "team-administrator");
  EXPECT_TRUE(ask("tom", Action::kEntitiesManage, on_entity("site")).allowed);
  EXPECT_TRUE(ask("tom", Action::kTechniciansManage, on_entity("customer")).allowed);
  EXPECT_FALSE(ask("tom", Action::kEntitiesManage, on_entity("dealer")).allowed);
  EXPECT_FALSE(ask("tom", Action::kEntitiesManage, on_entity("sibling")).allowed);
  EXPECT_FALSE(ask("tom", Action::kTeamManage, on_team()).allowed);
  town.give("tom", Scope::team(), "team-administrator");
  EXPECT_TRUE(ask("tom", Action::kTeamManage, on_team()).allowed);
  EXPECT_TRUE(ask("tom", Action::kEntitiesManage, on_entity("sibling")).allowed);
}

TEST_F(Access, AdministrationGivesNoDeviceAndDevicesNoAdministration) {
  town.give("tom", Scope::team(), "team-administrator");
  EXPECT_FALSE(opens("tom", "site"));
  EXPECT_FALSE(ask("tom", Action::kDevicesView, on(device_at("site"))).allowed);
  auto& anna = town.technician("anna");
  anna.home = model::EntityId("sibling");
  town.give("anna", Scope::of(kRoot), "full-device-access");
  EXPECT_FALSE(ask("anna", Action::kTechniciansManage, on_entity("site")).allowed);
  EXPECT_FALSE(ask("anna", Action::kAuditView, on_team()).allowed);
}

TEST_F(Access, WhatIsTheirOwnIsTheirs) {
  const auto toms = on(device_at("site")).owned_by(TechnicianId("tom"));
  const auto owners = on(device_at("site")).owned_by(TechnicianId("owner"));
  EXPECT_TRUE(ask("tom", Action::kSessionsEnd, toms).allowed);
  EXPECT_EQ(ask("tom", Action::kSessionsEnd, owners).reason, Reason::kNotOwn);
  EXPECT_TRUE(ask("owner", Action::kSessionsEnd, toms).allowed);
  EXPECT_FALSE(ask("owner", Action::kSessionsUse, toms).allowed) << "not even the owner acts in another's session";
  town.give("tom", entity_scope("site"), "remote-technician-configurer");
  EXPECT_TRUE(ask("tom", Action::kSessionsEnd, owners).allowed);
}

TEST_F(Access, ReadOnlyOpensThePageWithoutChanging) {
  town.role("reader", {Permission::kDeviceWebpageReadOnly});
  town.give("tom", entity_scope("site"), "reader");
  EXPECT_TRUE(opens("tom", "site"));
  EXPECT_FALSE(ask("tom", Action::kDeviceWebpageChange, on(device_at("site"))).allowed);
}

TEST_F(Access, FirmwareEverywhereIsOneSwitchOnATechnician) {
  const auto device = on(device_at("site"));
  EXPECT_FALSE(decide(town.snapshot(), as("tom"), Permission::kFirmwareUpdate, device, kNow).allowed);
  tom().firmware_everywhere = true;
  EXPECT_TRUE(decide(town.snapshot(), as("tom"), Permission::kFirmwareUpdate, device, kNow).allowed);
  EXPECT_FALSE(opens("tom", "site"));
}

TEST_F(Access, AHiddenDeviceIsSeenByItsTechnicianAndTheOwner) {
  town.technician("anna");
  for (const auto* who : {"tom", "anna"}) town.give(who, Scope::of(kRoot), "full-device-access");
  auto device = device_at("site");
  device.hidden_for = TechnicianId("anna");
  EXPECT_EQ(ask("tom", Action::kDevicesView, on(device)).reason, Reason::kHidden);
  EXPECT_TRUE(ask("anna", Action::kDevicesView, on(device)).allowed);
  EXPECT_TRUE(ask("owner", Action::kDevicesView, on(device)).allowed);
}

TEST_F(Access, AThingThatTheTeamDoesNotHaveIsDenied) {
  town.give("tom", Scope::of(kRoot), "full-device-access");
  EXPECT_EQ(ask("tom", Action::kDevicesView, on(device_at("nowhere"))).reason, Reason::kUnknownTarget);
  EXPECT_FALSE(ask("owner", Action::kDevicesView, on(device_at("nowhere"))).allowed);
  EXPECT_FALSE(ask("owner", Action::kInstallsView, Target::of_install(kTeam, model::InstallId("none"))).allowed);
  EXPECT_FALSE(ask("owner", Action::kEntitiesView, on_entity("none")).allowed);
}

TEST_F(Access, ATreeThatIsNoneIsDeniedAndDoesNotHang) {
  town.entity("a", "b");
  town.entity("b", "a");
  EXPECT_EQ(ask("owner", Action::kEntitiesView, on_entity("a")).reason, Reason::kUnknownTarget);
}

TEST_F(Access, BeyondThePlanTheNewestAccountsAreDisabledAndReturnWithTheLimit) {
  town.technician("anna");
  town.team.technician_limit = 2;
  EXPECT_TRUE(ask("owner", Action::kSignedIn, on_team()).allowed);
  EXPECT_TRUE(ask("tom", Action::kSignedIn, on_team()).allowed);
  EXPECT_EQ(ask("anna", Action::kSignedIn, on_team()).reason, Reason::kDisabledByPlan);
  tom().status = model::TechnicianStatus::kDisabled;
  EXPECT_TRUE(ask("anna", Action::kSignedIn, on_team()).allowed) << "a disabled account leaves its place";
  tom().status = model::TechnicianStatus::kActive;
  town.team.technician_limit = 3;
  EXPECT_TRUE(ask("anna", Action::kSignedIn, on_team()).allowed);
  town.team.technician_limit = 0;
  EXPECT_TRUE(ask("owner", Action::kSignedIn, on_team()).allowed) << "the owner never is";
  EXPECT_FALSE(ask("tom", Action::kSignedIn, on_team()).allowed);
}

TEST_F(Access, ReachIsWhereSomethingMayBeAllowed) {
  tom().home = model::EntityId("site");
  town.give("tom", entity_scope("sibling"), "remote-technician-user");
  town.give("tom", Scope::of(GroupId("group")), "only-device-connection");
  town.give("tom", Scope::of(model::DeviceId("device")), "full-device-access");
  town.give("tom", entity_scope("customer"), "full-device-access", {.to = kNow});
  const auto open = reaches("tom", Action::kDeviceWebpageOpen);
  EXPECT_FALSE(open.everything);
  EXPECT_EQ(open.entities, std::vector{model::EntityId("sibling")});
  EXPECT_EQ(open.groups, std::vector{GroupId("group")});
  EXPECT_EQ(open.devices, std::vector{model::DeviceId("device")});
  EXPECT_EQ(reaches("tom", Action::kEntitiesView).entities,
            (std::vector{model::EntityId("site"), model::EntityId("sibling")}));
  EXPECT_TRUE(reaches("tom", Action::kSessionsView).own);
  EXPECT_TRUE(reaches("tom", Action::kTechniciansManage).nothing());
  EXPECT_TRUE(reaches("owner", Action::kDevicesView).everything);
  EXPECT_TRUE(reaches("owner", Action::kDevicesView).hidden);
}

TEST_F(Access, PermanentAccessShowsTheDevicesSectionWithNothingInIt) {
  EXPECT_TRUE(reaches("tom", Action::kDevicesView).nothing());
  town.give("tom", Scope::team(), "devices-list");
  const auto reach = reaches("tom", Action::kDevicesView);
  EXPECT_TRUE(reach.section);
  EXPECT_FALSE(reach.everything);
  EXPECT_FALSE(ask("tom", Action::kDevicesView, on(device_at("site"))).allowed);
}

TEST_F(Access, HeldIsWhatReachesAnything) {
  EXPECT_EQ(held_permissions(town.snapshot(), as("owner"), kNow), Permissions::all());
  EXPECT_TRUE(held_permissions(town.snapshot(), as("tom"), kNow).empty());
  town.give("tom", entity_scope("site"), "remote-technician-user");
  EXPECT_EQ(held_permissions(town.snapshot(), as("tom"), kNow),
            (Permissions{Permission::kDeviceWebpage, Permission::kDeviceWebpageReadOnly}));
  const auto actions = held_actions(town.snapshot(), as("tom"), kNow);
  EXPECT_NE(std::ranges::find(actions, Action::kDeviceWebpageOpen), actions.end());
  EXPECT_EQ(std::ranges::find(actions, Action::kDevicePortsOpen), actions.end());
}

TEST_F(Access, AGrantNeedsAnAllowedDecision) {
  town.give("tom", entity_scope("site"), "remote-technician-user");
  const auto grant = Grant::ask(town.snapshot(), as("tom"), device_at("site"), kNow);
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->device(), model::DeviceId("device"));
  EXPECT_EQ(grant->subject().technician, TechnicianId("tom"));
  EXPECT_FALSE(Grant::ask(town.snapshot(), as("tom"), device_at("sibling"), kNow));
  EXPECT_FALSE(PortsGrant::ask(town.snapshot(), as("tom"), device_at("site"), kNow));
}

TEST(AccessTypes, NobodyElseMakesAGrant) {
  static_assert(!std::is_default_constructible_v<Grant>);
  static_assert(!std::is_constructible_v<Grant, Subject, model::DeviceId, Decision>);
}

TEST(AccessTypes, EveryPermissionGivesSomethingOrIsNotBuiltYet) {
  for (const auto& [permission, name] : model::Names<Permission>::kTable) {
    bool asked = false;
    for (const auto& [action, action_name] : model::Names<Action>::kTable) {
      const auto& rule = rule_of(action);
      // Being able to see things by it is not its function.
      const bool only_sight =
          action == Action::kDevicesView || action == Action::kEntitiesView || action == Action::kInstallsView;
      asked = asked || rule.section.has(permission) || (!only_sight && rule.any.has(permission));
    }
    EXPECT_EQ(asked, model::kBuiltPermissions.has(permission)) << name;
  }
}

TEST(AccessTypes, SystemRolesHoldPermissionsOfTheirPurposeOnly) {
  for (const auto& role : model::system_roles()) {
    EXPECT_TRUE(Permissions::all_of(role.purpose).covers(role.permissions)) << role.name;
    EXPECT_FALSE(role.permissions.empty()) << role.name;
  }
}

}  // namespace
}  // namespace callout::access
