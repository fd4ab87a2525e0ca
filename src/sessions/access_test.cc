// SPDX-License-Identifier: Apache-2.0
// Sessions rest on the rights that opened them: what changes there ends them, and says why.
#include <gtest/gtest.h>

#include "rights/device_groups.h"
#include "rights/giving.h"
#include "rights/places.h"
#include "rights/switches.h"
#include "rights/technicians.h"
#include "sessions/sessions_testing.h"

namespace callout::sessions {
namespace {

using model::ClosedReason;
using model::Permission;
using model::SessionState;
using namespace std::chrono_literals;

class AccessOfSessions : public testing::Test, protected TestServer {
 protected:
  void SetUp() override {
    online();
    take_all(member);
  }
  void take_all(const model::Technician& who) {
    store_.write([&](store::Transaction& t) {
      store::must(store::AccessRights(store::TeamScope(t, team.id)).remove_all({.holder = model::Holder::of(who.id)}));
    });
    authority->forget(team.id);
  }
  model::AccessRight give_for(const model::Scope& scope, model::Term term = {},
                              const std::string& role = "remote-technician-user") {
    return store::must(rights::give(*authority, as(owner),
                                    {.holder = model::Holder::of(member.id),
                                     .scope = scope,
                                     .role = model::RoleId(role),
                                     .term = std::move(term)}));
  }
  model::Scope everywhere() const { return model::Scope::of(team.root_entity); }
  model::Install add_second_install() {
    const auto second = store::must(inventory->add_install(as(owner), "Second", team.root_entity));
    jobs->install_online(team.id, second.id, {"1.0", "host2", "linux", "198.51.100.8"});
    store::must(inventory->change_device(as(owner), device.id, {.other_installs = std::vector{second.id}}));
    return second;
  }
};

TEST_F(AccessOfSessions, ARightThatIsTakenEndsThem) {
  const auto right = give_for(everywhere());
  const auto session = open_active(), others = open_active(other);
  store::must(rights::take_right(*authority, as(owner), right.id));
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessLost);
  EXPECT_FALSE(lease(session));
  EXPECT_EQ(get(others).state, SessionState::kActive);
}

TEST_F(AccessOfSessions, EachChangeOfRightsAndSwitchesIsToldToConsoles) {
  const auto told = [&] { return events.count(team.id, model::EventKind::kAccess, team.id.str()); };
  const auto before = told();
  const auto right = give_for(everywhere());
  EXPECT_EQ(told(), before + 1);
  store::must(rights::take_right(*authority, as(owner), right.id));
  EXPECT_EQ(told(), before + 2);
}

TEST_F(AccessOfSessions, AnotherRightThatGivesTheSameKeepsThem) {
  const auto right = give_for(everywhere());
  give_for(model::Scope::of(device.id));
  const auto session = open_active();
  store::must(rights::take_right(*authority, as(owner), right.id));
  EXPECT_EQ(get(session).state, SessionState::kActive);
}

TEST_F(AccessOfSessions, APlanThatAnotherProcessLowersEndsThoseOfWhomItDisables) {
  const auto operators = store::must(store::Store::open(store_.file(), store::Store::Mode::kExisting, store_.log()));
  const auto limit = [&](std::optional<int> to) {
    auto transaction = store::must(operators->write());
    store::Teams teams(store::TeamScope(transaction, team.id));
    auto changed = store::must(teams.get());
    changed.technician_limit = to;
    store::must(teams.update(changed));
    store::must(transaction.commit());
    authority->look_at_plans();
  };
  give_for(everywhere());
  const auto members = open_active(), owners = open_active(owner);
  limit(1);
  EXPECT_EQ(get(members).closed_reason, ClosedReason::kAccessLost);
  EXPECT_FALSE(lease(members));
  EXPECT_EQ(get(owners).state, SessionState::kActive);
  EXPECT_FALSE(try_open(member, device.id));
  limit(std::nullopt);
  EXPECT_EQ(open_active().state, SessionState::kActive);
}

TEST_F(AccessOfSessions, TheEndOfTheRightEndsThemAndSaysSo) {
  give_for(everywhere(), {.to = clock.wall() + 10min});
  const auto session = open_active();
  clock.advance(10min - 1ms);
  tick();
  EXPECT_EQ(get(session).state, SessionState::kActive);
  clock.advance(1ms);
  tick();
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessExpired);
  EXPECT_EQ(try_open(member, device.id).error().code, Code::kNotFound);
}

TEST_F(AccessOfSessions, ADateThatIsSetBackGivesNoMoreTime) {
  give_for(everywhere(), {.to = clock.wall() + 10min});
  const auto session = open_active();
  clock.jump_wall(-48h);
  clock.advance(10min);
  tick();
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessExpired);
}

TEST_F(AccessOfSessions, ADateThatIsSetForwardEndsThemAtOnce) {
  give_for(everywhere(), {.to = clock.wall() + 10min});
  const auto session = open_active();
  clock.jump_wall(1h);
  tick();
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessExpired);
}

TEST_F(AccessOfSessions, ALaterEndOfAnotherRightCarriesThemOn) {
  give_for(everywhere(), {.to = clock.wall() + 10min});
  const auto session = open_active();
  give_for(model::Scope::of(device.id), {.to = clock.wall() + 20min});
  clock.advance(10min);
  tick();
  EXPECT_EQ(get(session).state, SessionState::kActive);
  clock.advance(10min);
  tick();
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessExpired);
}

TEST_F(AccessOfSessions, ARestartKnowsWhenTheRightEnds) {
  give_for(everywhere(), {.to = clock.wall() + 10s});
  const auto session = open_active();
  restart();
  online();
  clock.advance(10s);
  tick();
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessExpired);
}

TEST_F(AccessOfSessions, EachSwitchEndsThemAlsoTheOwners) {
  const auto device_off = open_active(owner);
  store::must(rights::switch_device(*authority, as(owner), device.id, false));
  EXPECT_EQ(get(device_off).closed_reason, ClosedReason::kRestricted);
  EXPECT_EQ(try_open(owner, device.id).error().code, Code::kDenied);
  store::must(rights::switch_device(*authority, as(owner), device.id, true));

  const auto install_off = open_active(owner);
  store::must(rights::switch_install(*authority, as(owner), install.id, false));
  EXPECT_EQ(get(install_off).closed_reason, ClosedReason::kRestricted);
  store::must(rights::switch_install(*authority, as(owner), install.id, true));

  const auto entity_off = open_active(owner);
  store::must(rights::switch_entity(*authority, as(owner), team.root_entity, model::Switch::kOff));
  EXPECT_EQ(get(entity_off).closed_reason, ClosedReason::kRestricted);
}

TEST_F(AccessOfSessions, ASwitchThatIsOffLeavesConfiguringAndLookingAlone) {
  store::must(rights::switch_device(*authority, as(owner), device.id, false));
  EXPECT_TRUE(inventory->change_device(as(owner), device.id, {.name = "Renamed"}));
}

TEST_F(AccessOfSessions, TheyGoThroughTheInstallThatIsNotRestricted) {
  const auto second = add_second_install();
  EXPECT_EQ(open(owner, device.id).install, install.id) << "the first choice";
  const auto session = open_active(owner);
  store::must(rights::switch_install(*authority, as(owner), install.id, false));
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kRestricted) << "it went through this one";
  const auto through = open(owner, device.id);
  EXPECT_EQ(through.install, second.id);
  EXPECT_EQ(through.install_name, "Second");
  EXPECT_EQ(link.orders().back().install, second.id);

  auto strict = team;
  strict.strict_installs = true;
  store_.write([&](store::Transaction& t) { store::must(store::Teams(store::TeamScope(t, team.id)).update(strict)); });
  authority->forget(team.id);
  EXPECT_EQ(get(through).closed_reason, ClosedReason::kRestricted);
  EXPECT_EQ(try_open(owner, device.id).error().code, Code::kDenied);
}

TEST_F(AccessOfSessions, TheyGoThroughTheInstallThatIsOnline) {
  const auto second = add_second_install();
  jobs->install_offline(install.id);
  EXPECT_EQ(open(owner, device.id).install, second.id);
}

TEST_F(AccessOfSessions, AnInstallThatNoLongerTracksTheDeviceEndsThem) {
  add_second_install();
  jobs->install_offline(install.id);
  const auto session = open(owner, device.id);
  store::must(inventory->change_device(as(owner), device.id, {.other_installs = std::vector<model::InstallId>()}));
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kDeviceChanged);
}

TEST_F(AccessOfSessions, TheNextInstallTakesThePlaceOfOneThatIsRemoved) {
  const auto second = add_second_install();
  store::must(inventory->remove_install(as(owner), install.id));
  EXPECT_EQ(open(owner, device.id).install, second.id);
}

TEST_F(AccessOfSessions, WhoMayOnlyLookGetsAReadOnlySession) {
  may_only(member, {Permission::kDeviceWebpageReadOnly});
  const auto session = open_active();
  EXPECT_TRUE(session.read_only);
  EXPECT_TRUE(lease(session)->terms().read_only);
  EXPECT_EQ(try_open_port(member, 9100).error().code, Code::kDenied);
  restart();
  EXPECT_TRUE(lease(session)->terms().read_only) << "also after a restart";
}

TEST_F(AccessOfSessions, WhoMayNoLongerChangeLosesTheSessionThatCould) {
  const auto right = give_for(everywhere());
  const auto session = open_active();
  EXPECT_FALSE(session.read_only);
  may_only(member, {Permission::kDeviceWebpageReadOnly});
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessLost);
}

// A token opens what it is for, and its session stays within that whatever its technician holds.
TEST_F(AccessOfSessions, ATokensSessionIsWithinItsScope) {
  may_only(member, {Permission::kDeviceWebpage, Permission::kDeviceWebpageReadOnly});
  auto token = as(member);
  token.only = model::Permissions{Permission::kDeviceWebpageReadOnly};
  const auto grant = store::must(authority->grant_webpage(token, device.id));
  const auto session = answer(store::must(sessions->open(grant, token, signed_in.at(member.id), std::nullopt)));
  EXPECT_TRUE(session.read_only);
  restart();
  online();
  may_only(member, {Permission::kDeviceWebpage});
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessLost) << "the token is for reading only";
}

TEST_F(AccessOfSessions, ADeviceThatMovesAwayFromTheRightEndsThem) {
  const auto here = store::must(rights::add_entity(*authority, as(owner), team.root_entity, "Here"));
  const auto there = store::must(rights::add_entity(*authority, as(owner), team.root_entity, "There"));
  store::must(inventory->change_device(as(owner), device.id, {.entity = here.id}));
  give_for(model::Scope::of(here.id));
  const auto session = open_active();
  store::must(inventory->change_device(as(owner), device.id, {.entity = there.id}));
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessLost);
}

TEST_F(AccessOfSessions, ADeviceThatIsHiddenEndsThoseOfOthers) {
  give_for(everywhere(), {}, "full-device-access");
  const auto mine = open_active(), others = open_active(other), owners = open_active(owner);
  store::must(inventory->change_device(as(member), device.id, {.hidden = true}));
  EXPECT_EQ(get(mine).state, SessionState::kActive);
  EXPECT_EQ(get(others).closed_reason, ClosedReason::kAccessLost);
  EXPECT_EQ(get(owners).state, SessionState::kActive);
}

TEST_F(AccessOfSessions, GroupsCanBeLeftOutOfWhatADeviceGives) {
  const auto group = store::must(rights::add_group(*authority, as(owner), {.name = "Group"}));
  store::must(rights::change_group_devices(*authority, as(owner), group.id, {device.id}, {}));
  give_for(model::Scope::of(group.id));
  const auto session = open_active();
  store::must(inventory->change_device(as(owner), device.id, {.group_rights = false}));
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kAccessLost);
}

class InventoryRights : public AccessOfSessions {
 protected:
  void SetUp() override {
    online();
    here = store::must(rights::add_entity(*authority, as(owner), team.root_entity, "Here")).id;
    local = store::must(inventory->add_install(as(owner), "Local", here));
    take_all(member);
    give_for(model::Scope::of(here), {}, "full-device-access");
  }
  NewDevice camera(const model::InstallId& through) const {
    return {.name = "Camera",
            .install = through,
            .entity = here,
            .address = "10.0.0.20",
            .endpoints = {{model::Scheme::kHttp, 8080}}};
  }
  model::EntityId here;
  model::Install local;
};

TEST_F(InventoryRights, WhoChangesDevicesAtOneSiteDoesNotReachIntoAnothersNetwork) {
  const auto added = inventory->add_device(as(member), camera(local.id));
  ASSERT_TRUE(added);
  EXPECT_EQ(inventory->add_device(as(member), camera(install.id)).error().code, Code::kDenied);
  EXPECT_EQ(inventory->change_device(as(member), added->id, {.install = install.id}).error().code, Code::kDenied);
  EXPECT_EQ(inventory->change_device(as(member), added->id, {.other_installs = std::vector{install.id}}).error().code,
            Code::kDenied);
  auto also = camera(local.id);
  also.other_installs = {install.id};
  EXPECT_EQ(inventory->add_device(as(member), also).error().code, Code::kDenied) << "by way of a further install";
  auto elsewhere = camera(local.id);
  elsewhere.entity = team.root_entity;
  EXPECT_EQ(inventory->add_device(as(member), elsewhere).error().code, Code::kDenied);
  EXPECT_EQ(inventory->change_device(as(member), added->id, {.entity = team.root_entity}).error().code, Code::kDenied);
}

TEST_F(InventoryRights, DevicesAreChangedAndRemovedByWhoMay) {
  EXPECT_EQ(inventory->change_device(as(member), device.id, {.name = "Mine"}).error().code, Code::kDenied);
  EXPECT_EQ(inventory->remove_device(as(member), device.id).error().code, Code::kDenied);
  const auto added = store::must(inventory->add_device(as(member), camera(local.id)));
  EXPECT_TRUE(inventory->remove_device(as(member), added.id));
}

TEST_F(InventoryRights, InstallsAreManagedByWhoManagesPlaces) {
  EXPECT_EQ(inventory->add_install(as(member), "Mine", here).error().code, Code::kDenied);
  EXPECT_EQ(inventory->change_install(as(member), local.id, "Mine", std::nullopt).error().code, Code::kDenied);
  EXPECT_EQ(inventory->remove_install(as(member), local.id).error().code, Code::kDenied);
  give_for(model::Scope::of(here), {}, "team-administrator");
  EXPECT_TRUE(inventory->change_install(as(member), local.id, "Renamed", std::nullopt));
  EXPECT_EQ(inventory->change_install(as(member), local.id, std::nullopt, team.root_entity).error().code,
            Code::kDenied);
}

TEST_F(InventoryRights, ProfilesAreTheTeams) {
  EXPECT_EQ(inventory->add_profile(as(member), {.name = "Mine"}).error().code, Code::kDenied);
  give_for(everywhere(), {}, "full-device-access");
  EXPECT_TRUE(inventory->add_profile(as(member), {.name = "Ours"}));
}

TEST_F(InventoryRights, NewDevicesJoinGroupsByTheirRule) {
  const auto cameras = store::must(
      rights::add_group(*authority, as(owner), {.name = "Cameras", .join_name = "CAM", .join_entity = here}));
  store::must(rights::add_group(*authority, as(owner), {.name = "Printers", .join_name = "print"}));
  const auto plain = store::must(rights::add_group(*authority, as(owner), {.name = "No rule"}));
  const auto added = store::must(inventory->add_device(as(member), camera(local.id)));
  EXPECT_EQ(added.groups, std::vector{cameras.id});
  EXPECT_TRUE(added.group_rights);
  auto elsewhere = camera(install.id);
  elsewhere.entity = team.root_entity;
  EXPECT_TRUE(store::must(inventory->add_device(as(owner), elsewhere)).groups.empty());
}

TEST_F(InventoryRights, TheTeamMayLeaveNewDevicesOutOfGroupRights) {
  auto changed = team;
  changed.group_rights_for_new_devices = false;
  store_.write([&](store::Transaction& t) { store::must(store::Teams(store::TeamScope(t, team.id)).update(changed)); });
  EXPECT_FALSE(store::must(inventory->add_device(as(member), camera(local.id))).group_rights);
  auto with = camera(local.id);
  with.group_rights = true;
  EXPECT_TRUE(store::must(inventory->add_device(as(member), with)).group_rights);
}

TEST_F(InventoryRights, RightsForADeviceGoWithIt) {
  const auto added = store::must(inventory->add_device(as(member), camera(local.id)));
  give_for(model::Scope::of(added.id));
  store::must(inventory->remove_device(as(owner), added.id));
  store_.read([&](store::Transaction& t) {
    EXPECT_TRUE(
        store::must(store::AccessRights(store::TeamScope(t, team.id)).all({.scope = model::Scope::of(added.id)}))
            .empty());
    return 0;
  });
}

}  // namespace
}  // namespace callout::sessions
