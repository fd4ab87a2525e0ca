// SPDX-License-Identifier: Apache-2.0
#include "access/giving.h"

#include <gtest/gtest.h>

#include "access/access_testing.h"

namespace callout::access {
namespace {

using model::Holder;
using model::Permission;
using model::Permissions;
using model::Scope;
using model::TechnicianId;
using std::chrono::hours;

const Permissions kOpen{Permission::kDeviceWebpage};

class Giving : public testing::Test {
 protected:
  Giving() {
    town.technician("owner", true);
    town.technician("admin");
    town.technician("tom");
    town.entity("customer");
    town.entity("site", "customer");
    town.entity("sibling");
  }
  Permissions lacks(const std::string& giver, const Scope& scope, Permissions permissions = kOpen,
                    const model::Term& term = {}, const FactsOf& facts = {}) const {
    return missing(town.snapshot(), as(giver), scope, permissions, term, facts, kNow);
  }
  bool is_above(const std::string& actor, const std::string& other) const {
    return outranks(town.snapshot(), as(actor), TechnicianId(other), {}, kNow);
  }
  Town town;
};

TEST_F(Giving, TheOwnerGivesEverythingAndWhoIsNotActiveNothing) {
  EXPECT_TRUE(lacks("owner", Scope::of(kRoot), Permissions::all()).empty());
  town.technicians[0].status = model::TechnicianStatus::kDisabled;
  EXPECT_EQ(lacks("owner", Scope::of(kRoot)), kOpen);
  EXPECT_EQ(lacks("nobody", Scope::of(kRoot)), kOpen);
}

TEST_F(Giving, WhatIsHeldForAnEntityIsGivenForItAndBelow) {
  town.give("admin", entity_scope("customer"), "remote-technician-user");
  EXPECT_TRUE(lacks("admin", entity_scope("customer")).empty());
  EXPECT_TRUE(lacks("admin", entity_scope("site")).empty());
  EXPECT_FALSE(lacks("admin", Scope::of(kRoot)).empty());
  EXPECT_FALSE(lacks("admin", entity_scope("sibling")).empty());
  EXPECT_EQ(lacks("admin", entity_scope("site"), {Permission::kDeviceWebpage, Permission::kRawPorts}),
            Permissions{Permission::kRawPorts});
}

TEST_F(Giving, ADeviceIsGivenByWhoHoldsItItsGroupOrItsEntity) {
  const Scope device = Scope::of(model::DeviceId("device"));
  const FactsOf at_site = [](const model::DeviceId&) { return device_at("site", {}, {"group"}); };
  town.give("admin", entity_scope("customer"), "remote-technician-user");
  EXPECT_TRUE(lacks("admin", device, kOpen, {}, at_site).empty());
  EXPECT_FALSE(lacks("admin", device).empty()) << "where it stands is not known";
  town.technician("anna");
  EXPECT_FALSE(lacks("anna", device, kOpen, {}, at_site).empty());
  town.give("anna", Scope::of(model::GroupId("group")), "remote-technician-user");
  EXPECT_TRUE(lacks("anna", device, kOpen, {}, at_site).empty());
}

TEST_F(Giving, AGroupIsGivenByWhoHoldsItOrTheWholeTree) {
  const Scope group = Scope::of(model::GroupId("group"));
  town.give("admin", entity_scope("customer"), "remote-technician-user");
  EXPECT_FALSE(lacks("admin", group).empty()) << "its devices may stand anywhere";
  town.give("admin", Scope::of(kRoot), "remote-technician-user");
  EXPECT_TRUE(lacks("admin", group).empty());
}

TEST_F(Giving, NobodyGivesLongerThanTheyHold) {
  town.give("admin", entity_scope("site"), "remote-technician-user", {.to = kNow + hours(10)});
  EXPECT_FALSE(lacks("admin", entity_scope("site")).empty());
  EXPECT_TRUE(lacks("admin", entity_scope("site"), kOpen, {.to = kNow + hours(10)}).empty());
  EXPECT_FALSE(lacks("admin", entity_scope("site"), kOpen, {.to = kNow + hours(11)}).empty());
}

TEST_F(Giving, NorEarlierNorAtOtherHours) {
  town.give("admin", entity_scope("site"), "remote-technician-user", {.from = kNow + hours(2)});
  EXPECT_FALSE(lacks("admin", entity_scope("site")).empty());
  EXPECT_TRUE(lacks("admin", entity_scope("site"), kOpen, {.from = kNow + hours(2)}).empty());

  const model::WeeklyHours office{.days = 0b0011111, .from = 480, .to = 1080, .zone = "Europe/Lisbon"};
  auto nights = office;
  nights.from = 1200;
  town.give("admin", entity_scope("sibling"), "remote-technician-user", {.hours = office});
  EXPECT_FALSE(lacks("admin", entity_scope("sibling")).empty());
  EXPECT_FALSE(lacks("admin", entity_scope("sibling"), kOpen, {.hours = nights}).empty());
  EXPECT_TRUE(lacks("admin", entity_scope("sibling"), kOpen, {.hours = office}).empty());
}

TEST_F(Giving, OnesOwnRightsAreAlsoThoseOfOnesDepartments) {
  const model::DepartmentId field("field"), sales("sales");
  town.technicians[1].departments = {field};
  const auto snapshot = town.snapshot();
  EXPECT_TRUE(is_own(snapshot, as("admin"), Holder::of(TechnicianId("admin"))));
  EXPECT_TRUE(is_own(snapshot, as("admin"), Holder::of(field)));
  EXPECT_FALSE(is_own(snapshot, as("admin"), Holder::of(sales)));
  EXPECT_FALSE(is_own(snapshot, as("admin"), Holder::of(TechnicianId("tom"))));
}

TEST_F(Giving, WhoHoldsLessDoesNotStandAbove) {
  EXPECT_TRUE(is_above("admin", "tom"));
  EXPECT_FALSE(is_above("admin", "owner"));
  EXPECT_TRUE(is_above("owner", "admin"));
  town.give("tom", entity_scope("site"), "remote-technician-user");
  EXPECT_FALSE(is_above("admin", "tom"));
  town.give("admin", entity_scope("customer"), "full-device-access");
  EXPECT_TRUE(is_above("admin", "tom"));
  town.give("tom", Scope::team(), "auditor", {.from = kNow + hours(1)});
  EXPECT_FALSE(is_above("admin", "tom")) << "what they will hold counts";
}

TEST_F(Giving, RightsOfDepartmentsAndFirmwareEverywhereCountToo) {
  const model::DepartmentId field("field");
  town.technicians[2].departments = {field};
  town.give(Holder::of(field), entity_scope("site"), "remote-technician-user");
  EXPECT_FALSE(is_above("admin", "tom"));
  town.rights.clear();
  town.technicians[2].firmware_everywhere = true;
  EXPECT_FALSE(is_above("admin", "tom"));
  town.technicians[1].firmware_everywhere = true;
  EXPECT_TRUE(is_above("admin", "tom"));
}

TEST_F(Giving, MovingSomethingBelowAnEntityWhereOneHoldsMoreIsAGain) {
  town.give("admin", Scope::team(), "team-administrator");
  const model::EntityId site("site"), sibling("sibling");
  EXPECT_FALSE(gains_by_move(town.snapshot(), as("admin"), site, sibling, kNow));
  town.give("admin", entity_scope("sibling"), "remote-technician-user");
  EXPECT_TRUE(gains_by_move(town.snapshot(), as("admin"), site, sibling, kNow));
  EXPECT_FALSE(gains_by_move(town.snapshot(), as("admin"), sibling, site, kNow));
  EXPECT_FALSE(gains_by_move(town.snapshot(), as("owner"), site, sibling, kNow));
  town.entity("later");
  town.give("admin", entity_scope("later"), "full-device-access", {.from = kNow + hours(1)});
  EXPECT_TRUE(gains_by_move(town.snapshot(), as("admin"), site, model::EntityId("later"), kNow))
      << "also what will hold";
  town.give("admin", entity_scope("customer"), "full-device-access");
  EXPECT_FALSE(gains_by_move(town.snapshot(), as("admin"), site, sibling, kNow));
}

TEST(Snapshots, APartMadeAnewEqualsAWholeMadeAnew) {
  Town town;
  town.technician("tom");
  town.give("tom", Scope::of(kRoot), "full-device-access");
  const auto before = town.snapshot();
  town.give("tom", Scope::team(), "auditor");
  EXPECT_FALSE(before == town.snapshot());
  EXPECT_EQ(before.with_rights_of(Holder::of(TechnicianId("tom")), town.rights), town.snapshot());
  town.rights.clear();
  EXPECT_EQ(before.with_rights_of(Holder::of(TechnicianId("tom")), {}), town.snapshot());
  town.technicians[0].status = model::TechnicianStatus::kDisabled;
  EXPECT_FALSE(before.with_rights({}) == town.snapshot());
  EXPECT_EQ(before.with_rights({}).with_technicians(town.technicians), town.snapshot());
}

}  // namespace
}  // namespace callout::access
