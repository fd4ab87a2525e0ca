// SPDX-License-Identifier: Apache-2.0
// Roles, departments, groups, switches, places and technicians: who may change them and what goes with them.
#include <gmock/gmock.h>

#include "rights/rights_testing.h"
#include "store/access_rights.h"
#include "store/departments.h"
#include "store/device_groups.h"

namespace callout::rights {
namespace {

using access::Action;
using access::Target;
using model::Holder;
using model::Permission;
using model::RoleId;
using model::Scope;
using testing::HasSubstr;

class Changes : public TestRights {
 protected:
  void make_admin(const std::string& devices = "remote-technician-user") {
    owner_gives(admin, whole_team, "team-administrator");
    owner_gives(admin, Scope::of(team.root_entity), devices);
  }
  std::size_t rights() {
    return store_.read([&](store::Transaction& t) {
      return store::must(store::AccessRights(store::TeamScope(t, team.id)).all()).size();
    });
  }
  model::Role pages() {
    return store::must(add_role(authority, as(owner), {.name = "Pages", .permissions = {Permission::kDeviceWebpage}}));
  }
};

using Roles = Changes;

TEST_F(Roles, AreOfOnePurpose) {
  EXPECT_EQ(code_of(add_role(authority, as(owner),
                             {.name = "Mixed", .permissions = {Permission::kDeviceWebpage, Permission::kAuditLog}})),
            Code::kInvalid);
  EXPECT_EQ(code_of(add_role(authority, as(owner), {.name = "Empty"})), Code::kInvalid);
  const auto role = pages();
  EXPECT_EQ(code_of(change_role(authority, as(owner), role.id,
                                {.version = 0, .name = "Pages", .permissions = {Permission::kAuditLog}})),
            Code::kInvalid);
  EXPECT_EQ(code_of(add_role(authority, as(owner), {.name = "PAGES", .permissions = role.permissions})),
            Code::kConflict);
}

TEST_F(Roles, ThoseOfTheSystemAreNotChangedOrRemoved) {
  const RoleId user("remote-technician-user");
  EXPECT_EQ(code_of(change_role(authority, as(owner), user,
                                {.version = 0, .name = "Mine", .permissions = {Permission::kRawPorts}})),
            Code::kConflict);
  EXPECT_EQ(code_of(remove_role(authority, as(owner), user, 0)), Code::kConflict);
}

TEST_F(Roles, AChangeReachesWhoHasItAtOnce) {
  const auto role = pages();
  owner_gives(tom, Scope::of(site), role.id.str());
  EXPECT_TRUE(opens_at(tom, site));
  store::must(change_role(authority, as(owner), role.id,
                          {.version = 0, .name = "Ports", .permissions = {Permission::kRawPorts}}));
  EXPECT_FALSE(opens_at(tom, site));
  EXPECT_EQ(code_of(change_role(authority, as(owner), role.id,
                                {.version = 0, .name = "Pages", .permissions = {Permission::kDeviceWebpage}})),
            Code::kConflict);
}

TEST_F(Roles, NobodyPutsInARoleOrTakesOutWhatTheyDoNotHoldWhereItIsUsed) {
  make_admin();
  const auto role = pages();
  const auto change = [&](model::Permissions permissions) {
    return code_of(
        change_role(authority, as(admin), role.id, {.version = 0, .name = "Pages", .permissions = permissions}));
  };
  owner_gives(tom, Scope::of(site), role.id.str());
  EXPECT_EQ(change({Permission::kDeviceWebpage, Permission::kRawPorts}), Code::kDenied);
  EXPECT_EQ(change({Permission::kDeviceWebpage, Permission::kDeviceWebpageReadOnly}), Code::kInternal)
      << "they hold it";
}

TEST_F(Roles, NobodyChangesOneThatTheirOwnRightsUse) {
  make_admin("full-device-access");
  const auto role = pages();
  owner_gives(admin, Scope::of(site), role.id.str());
  EXPECT_EQ(code_of(change_role(
                authority, as(admin), role.id,
                {.version = 0, .name = "Pages", .permissions = {Permission::kDeviceWebpage, Permission::kRawPorts}})),
            Code::kDenied);
  EXPECT_TRUE(change_role(authority, as(admin), role.id,
                          {.version = 0, .name = "Renamed", .permissions = {Permission::kDeviceWebpage}}));
}

TEST_F(Roles, OneGoesWithItsRightsAndSaysBeforeHowManyAndWhose) {
  const auto role = pages();
  owner_gives(tom, Scope::of(site), role.id.str());
  owner_gives(admin, Scope::of(customer), role.id.str());
  const auto refused = remove_role(authority, as(owner), role.id, 0);
  EXPECT_EQ(code_of(refused), Code::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr("2 access rights"));
  EXPECT_THAT(refused.error().message, HasSubstr("Ann"));
  EXPECT_TRUE(opens_at(tom, site));
  store::must(remove_role(authority, as(owner), role.id, 2));
  EXPECT_FALSE(opens_at(tom, site));
  EXPECT_EQ(rights(), 0u);
}

TEST_F(Roles, NobodyRemovesOneWithRightsThatAreMoreThanTheyHold) {
  make_admin();
  const auto role =
      store::must(add_role(authority, as(owner), {.name = "Ports", .permissions = {Permission::kRawPorts}}));
  owner_gives(tom, Scope::of(site), role.id.str());
  EXPECT_EQ(code_of(remove_role(authority, as(admin), role.id, 1)), Code::kDenied);
}

class DepartmentChanges : public Changes {
 protected:
  model::Department field = store::must(add_department(authority, as(owner), "Field"));
  Result<> join(const model::Technician& by, const model::Technician& who) {
    return change_memberships(authority, as(by), {{field.id, who.id}}, {});
  }
  Result<> leave(const model::Technician& by, const model::Technician& who) {
    return change_memberships(authority, as(by), {}, {{field.id, who.id}});
  }
};

TEST_F(DepartmentChanges, WhoComesInGetsItsRightsAndLosesThemLeaving) {
  owner_gives(Holder::of(field.id), Scope::of(site), "remote-technician-user");
  store::must(join(owner, tom));
  EXPECT_TRUE(opens_at(tom, site));
  store::must(join(owner, tom));
  store::must(leave(owner, tom));
  EXPECT_FALSE(opens_at(tom, site));
}

TEST_F(DepartmentChanges, NobodyBringsOthersIntoMoreThanTheyHoldNorThemselves) {
  make_admin();
  EXPECT_EQ(code_of(join(admin, admin)), Code::kDenied);
  EXPECT_TRUE(join(admin, tom)) << "it has no rights yet";
  owner_gives(Holder::of(field.id), Scope::of(site), "full-device-access");
  EXPECT_EQ(code_of(leave(admin, tom)), Code::kDenied);
  const auto nina = store_.add_technician(team, "nina@example.com");
  authority.forget(team.id);
  EXPECT_EQ(code_of(join(admin, nina)), Code::kDenied);
  EXPECT_EQ(code_of(join(admin, owner)), Code::kConflict);
}

TEST_F(DepartmentChanges, OneGoesWithItsRightsAndMemberships) {
  owner_gives(Holder::of(field.id), Scope::of(site), "remote-technician-user");
  store::must(join(owner, tom));
  EXPECT_EQ(code_of(remove_department(authority, as(owner), field.id, 0)), Code::kConflict);
  store::must(remove_department(authority, as(owner), field.id, 1));
  EXPECT_FALSE(opens_at(tom, site));
  EXPECT_EQ(rights(), 0u);
}

TEST_F(DepartmentChanges, ItTakesTheTeamsAdministration) {
  owner_gives(admin, Scope::of(customer), "team-administrator");
  EXPECT_EQ(code_of(add_department(authority, as(admin), "Mine")), Code::kDenied);
  EXPECT_EQ(code_of(rename_department(authority, as(admin), field.id, "Mine")), Code::kDenied);
  EXPECT_EQ(code_of(remove_department(authority, as(admin), field.id, 0)), Code::kDenied);
  EXPECT_EQ(code_of(join(admin, tom)), Code::kDenied);
}

class Groups : public Changes {
 protected:
  model::Install install = store_.add_install(team);
  model::Device device = store_.add_device(team, install);
  model::DeviceGroup group = store::must(add_group(authority, as(owner), {.name = "Printers"}));
  void SetUp() override { authority.forget(team.id); }
  bool opens_device(const model::Technician& who) {
    return may(who, Action::kDeviceWebpageOpen,
               Target::of_device(team.id, store::must(authority.facts(team.id, device.id))));
  }
  Result<> add_by(const model::Technician& by) {
    return change_group_devices(authority, as(by), group.id, {device.id}, {});
  }
};

TEST_F(Groups, ADeviceComesWithinTheGroupsRights) {
  owner_gives(tom, Scope::of(group.id), "remote-technician-user");
  EXPECT_FALSE(opens_device(tom));
  store::must(add_by(owner));
  EXPECT_TRUE(opens_device(tom));
  store::must(change_group_devices(authority, as(owner), group.id, {}, {device.id}));
  EXPECT_FALSE(opens_device(tom));
}

TEST_F(Groups, NobodyAddsADeviceToRightsThatTheyDoNotHoldForIt) {
  const auto modifier =
      store::must(add_role(authority, as(owner), {.name = "Modifier", .permissions = {Permission::kDeviceModify}}));
  owner_gives(admin, Scope::of(team.root_entity), modifier.id.str());
  EXPECT_TRUE(add_by(admin)) << "the group has no rights yet";
  store::must(change_group_devices(authority, as(owner), group.id, {}, {device.id}));
  owner_gives(tom, Scope::of(group.id), "remote-technician-user");
  EXPECT_EQ(code_of(add_by(admin)), Code::kDenied);
  owner_gives(admin, Scope::of(team.root_entity), "remote-technician-user");
  EXPECT_TRUE(add_by(admin));
  EXPECT_EQ(code_of(add_by(tom)), Code::kDenied) << "who may not change the device";
}

TEST_F(Groups, ARuleIsMadeByWhoHoldsTheGroupsRightsWhereItReaches) {
  const auto modifier =
      store::must(add_role(authority, as(owner), {.name = "Modifier", .permissions = {Permission::kDeviceModify}}));
  owner_gives(admin, Scope::of(team.root_entity), modifier.id.str());
  owner_gives(tom, Scope::of(group.id), "remote-technician-user");
  owner_gives(admin, Scope::of(customer), "remote-technician-user");
  const auto rule = [&](std::optional<model::EntityId> entity) {
    return code_of(change_group(authority, as(admin), group.id,
                                {.name = "Printers", .join_name = "printer", .join_entity = entity}));
  };
  EXPECT_EQ(rule(std::nullopt), Code::kDenied);
  EXPECT_EQ(rule(sibling), Code::kDenied);
  EXPECT_EQ(rule(site), Code::kInternal) << "held there";
}

TEST_F(Groups, OneGoesWithTheRightsForIt) {
  owner_gives(tom, Scope::of(group.id), "remote-technician-user");
  store::must(add_by(owner));
  EXPECT_EQ(code_of(remove_group(authority, as(owner), group.id, 0)), Code::kConflict);
  store::must(remove_group(authority, as(owner), group.id, 1));
  EXPECT_FALSE(opens_device(tom));
  EXPECT_EQ(rights(), 0u);
}

class Switches : public Groups {};

TEST_F(Switches, EachForbidsAndIsChangedByWhoConfiguresThere) {
  owner_gives(tom, Scope::of(team.root_entity), "remote-technician-user");
  owner_gives(admin, Scope::of(team.root_entity), "remote-technician-configurer");
  EXPECT_EQ(code_of(switch_entity(authority, as(tom), team.root_entity, model::Switch::kOff)), Code::kDenied);
  EXPECT_EQ(code_of(switch_install(authority, as(tom), install.id, false)), Code::kDenied);
  EXPECT_EQ(code_of(switch_device(authority, as(tom), device.id, false)), Code::kDenied);
  EXPECT_TRUE(opens_device(tom));
  store::must(switch_entity(authority, as(admin), team.root_entity, model::Switch::kOff));
  EXPECT_FALSE(opens_device(tom));
  store::must(switch_entity(authority, as(admin), team.root_entity, model::Switch::kInherited));
  EXPECT_TRUE(opens_device(tom));
  store::must(switch_install(authority, as(admin), install.id, false));
  EXPECT_FALSE(opens_device(owner));
  store::must(switch_install(authority, as(admin), install.id, true));
  store::must(switch_device(authority, as(admin), device.id, false));
  EXPECT_FALSE(opens_device(owner));
}

TEST_F(Switches, ResetBelowMakesAllTakeItAgain) {
  store::must(switch_entity(authority, as(owner), customer, model::Switch::kOff));
  store::must(switch_entity(authority, as(owner), site, model::Switch::kOn));
  owner_gives(tom, Scope::of(team.root_entity), "remote-technician-user");
  EXPECT_TRUE(opens_at(tom, site));
  EXPECT_EQ(store::must(reset_switches_below(authority, as(owner), customer)), 1);
  EXPECT_FALSE(opens_at(tom, site));
  EXPECT_FALSE(opens_at(tom, customer)) << "its own stays";
}

using Places = Changes;

TEST_F(Places, NobodyMovesSomethingToWhereTheyHoldMore) {
  owner_gives(admin, whole_team, "team-administrator");
  owner_gives(admin, Scope::of(sibling), "remote-technician-user");
  EXPECT_EQ(code_of(change_entity(authority, as(admin), site, std::nullopt, sibling)), Code::kDenied);
  EXPECT_TRUE(change_entity(authority, as(admin), site, "Renamed", std::nullopt));
  EXPECT_TRUE(change_entity(authority, as(owner), site, std::nullopt, sibling));
  EXPECT_TRUE(opens_at(admin, site));
}

TEST_F(Places, NobodyMovesSomethingOutOfASwitchThatTheyMayNotSwitch) {
  owner_gives(admin, whole_team, "team-administrator");
  store::must(switch_entity(authority, as(owner), customer, model::Switch::kOff));
  EXPECT_EQ(code_of(change_entity(authority, as(admin), site, std::nullopt, sibling)), Code::kDenied);
  owner_gives(admin, Scope::of(dealer), "remote-technician-configurer");
  EXPECT_TRUE(change_entity(authority, as(admin), site, std::nullopt, sibling));
}

TEST_F(Places, AnEntityThatIsRemovedTakesItsRightsAlong) {
  owner_gives(tom, Scope::of(site), "remote-technician-user");
  store::must(remove_entity(authority, as(owner), site));
  EXPECT_EQ(rights(), 0u);
}

TEST_F(Places, SomeonesHomeIsNotRemoved) {
  store::must(change_technician_access(authority, as(owner), tom.id, {.version = 0, .home = site}));
  EXPECT_EQ(code_of(remove_entity(authority, as(owner), site)), Code::kConflict);
}

using Accounts = Changes;

TEST_F(Accounts, WhoHoldsMoreIsNotChangedByWhoHoldsLess) {
  make_admin();
  const auto change = [&](const model::Technician& by, const model::Technician& who, Reaching reaching) {
    return code_of(authority.change(
        as(owner), [&](Change& open) { return may_change_technician(open, as(by), who.id, reaching); }));
  };
  EXPECT_EQ(change(admin, tom, Reaching::kAccount), Code::kInternal);
  owner_gives(tom, Scope::of(site), "full-device-access");
  EXPECT_EQ(change(admin, tom, Reaching::kAccount), Code::kDenied);
  EXPECT_EQ(change(admin, tom, Reaching::kProfile), Code::kInternal);
  EXPECT_EQ(change(admin, admin, Reaching::kAccount), Code::kDenied);
  EXPECT_EQ(change(admin, owner, Reaching::kAccount), Code::kConflict);
  EXPECT_EQ(change(owner, owner, Reaching::kAccount), Code::kConflict);
  EXPECT_EQ(change(tom, admin, Reaching::kProfile), Code::kNotFound);
}

TEST_F(Accounts, FirmwareEverywhereIsGivenByWhoHoldsItEverywhere) {
  make_admin();
  const auto set = [&](const model::Technician& by, std::int64_t version) {
    return code_of(
        change_technician_access(authority, as(by), tom.id, {.version = version, .firmware_everywhere = true}));
  };
  EXPECT_EQ(set(admin, 0), Code::kDenied);
  EXPECT_EQ(set(owner, 7), Code::kConflict);
  EXPECT_EQ(set(owner, 0), Code::kInternal);
  EXPECT_TRUE(access::decide(*authority.of(team.id), as(tom), Permission::kFirmwareUpdate,
                             Target::of_device(team.id, {.id = model::DeviceId("any"), .entity = site}), clock.wall())
                  .allowed);
}

TEST_F(Changes, OneThatLeavesNoRecordIsNotMade) {
  const auto failed = authority.change(as(owner), [&](Change& change) -> Result<> {
    return store::Departments(change.scope).insert({.id = model::DepartmentId::make(), .name = "Unseen"});
  });
  EXPECT_EQ(code_of(failed), Code::kInternal);
  store_.read([&](store::Transaction& t) {
    EXPECT_TRUE(store::must(store::Departments(store::TeamScope(t, team.id)).list()).empty());
    return 0;
  });
}

TEST_F(Changes, WhatFailsChangesNothing) {
  const auto before = authority.of(team.id);
  const auto failed = authority.change(as(owner), [&](Change& change) -> Result<> {
    store::must(store::Departments(change.scope).insert({.id = model::DepartmentId::make(), .name = "Gone"}));
    change.technicians = true;
    return fail(Code::kInvalid, "no");
  });
  EXPECT_EQ(code_of(failed), Code::kInvalid);
  EXPECT_EQ(authority.of(team.id), before);
  store_.read([&](store::Transaction& t) {
    EXPECT_TRUE(store::must(store::Departments(store::TeamScope(t, team.id)).list()).empty());
    return 0;
  });
}

TEST_F(Changes, ATeamThatCannotBeReadIsDeniedEverything) {
  EXPECT_FALSE(
      authority.decide({model::TeamId("none"), owner.id}, Action::kSignedIn, Target::of_team(model::TeamId("none")))
          .allowed);
}

}  // namespace
}  // namespace callout::rights
