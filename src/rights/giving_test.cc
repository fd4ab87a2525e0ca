// SPDX-License-Identifier: Apache-2.0
#include "rights/giving.h"

#include <latch>
#include <thread>

#include "rights/rights_testing.h"
#include "store/access_rights.h"
#include "store/roles.h"

namespace callout::rights {
namespace {

using access::Action;
using access::Target;
using model::Holder;
using model::Permission;
using model::RoleId;
using model::Scope;
using std::chrono::days;
using std::chrono::hours;

const RoleId kUser("remote-technician-user"), kFull("full-device-access");

class Giving : public TestRights {
 protected:
  Result<model::AccessRight> gives(const model::Technician& by, const model::Technician& to, const Scope& scope,
                                   const RoleId& role, model::Term term = {}) {
    return give(authority, as(by), {.holder = Holder::of(to.id), .scope = scope, .role = role, .term = term});
  }
  /// The admin administers the team and may open all devices.
  void make_admin() {
    owner_gives(admin, whole_team, "team-administrator");
    owner_gives(admin, Scope::of(team.root_entity), "remote-technician-user");
  }
};

TEST_F(Giving, ARightOpensWhatItIsForAndTheListenerIsTold) {
  EXPECT_FALSE(opens_at(tom, site));
  const int before = told;
  const auto right = store::must(gives(owner, tom, Scope::of(customer), kUser));
  EXPECT_EQ(told, before + 1);
  EXPECT_TRUE(opens_at(tom, site));
  EXPECT_FALSE(opens_at(tom, sibling));
  EXPECT_EQ(right.given_by, owner.id);
  store::must(take_right(authority, as(owner), right.id));
  EXPECT_FALSE(opens_at(tom, site));
}

TEST_F(Giving, WhoDoesNotAdministerGivesNothing) {
  owner_gives(admin, Scope::of(team.root_entity), "full-device-access");
  EXPECT_EQ(code_of(gives(admin, tom, Scope::of(site), kUser)), Code::kDenied);
}

TEST_F(Giving, NobodyGivesMoreThanTheyHold) {
  make_admin();
  EXPECT_TRUE(gives(admin, tom, Scope::of(site), kUser));
  EXPECT_EQ(code_of(gives(admin, tom, Scope::of(site), kFull)), Code::kDenied);
  EXPECT_EQ(code_of(gives(admin, tom, whole_team, RoleId("billing-administrator"))), Code::kDenied);
  EXPECT_TRUE(gives(admin, tom, whole_team, RoleId("auditor")));
}

TEST_F(Giving, NorToThemselvesNorToTheirDepartment) {
  make_admin();
  const auto field = store::must(add_department(authority, as(owner), "Field"));
  store::must(change_memberships(authority, as(owner), {{field.id, admin.id}}, {}));
  EXPECT_EQ(code_of(gives(admin, admin, Scope::of(site), kUser)), Code::kDenied);
  EXPECT_EQ(
      code_of(give(authority, as(admin), {.holder = Holder::of(field.id), .scope = Scope::of(site), .role = kUser})),
      Code::kDenied);
}

TEST_F(Giving, TheOwnerIsGivenNothing) {
  make_admin();
  EXPECT_EQ(code_of(gives(admin, owner, Scope::of(site), kUser)), Code::kConflict);
}

TEST_F(Giving, AnAdministratorOfASiteGivesThereToWhoIsAtHomeThere) {
  owner_gives(admin, Scope::of(customer), "team-administrator");
  owner_gives(admin, Scope::of(customer), "remote-technician-user");
  EXPECT_EQ(code_of(gives(admin, tom, Scope::of(site), kUser)), Code::kDenied) << "Tom is at home at the root";
  store::must(change_technician_access(authority, as(owner), tom.id, {.version = 0, .home = site}));
  EXPECT_TRUE(gives(admin, tom, Scope::of(site), kUser));
  EXPECT_EQ(code_of(gives(admin, tom, Scope::of(dealer), kUser)), Code::kDenied);
}

TEST_F(Giving, ARoleIsGivenForWhatItsPurposeFits) {
  for (const auto& [role, scope] :
       {std::pair(kUser, whole_team), std::pair(RoleId("own-invitations"), Scope::of(site)),
        std::pair(RoleId("auditor"), Scope::quick_support()), std::pair(RoleId("none"), Scope::of(site))})
    EXPECT_EQ(code_of(gives(owner, tom, scope, role)), Code::kInvalid) << role.str();
  EXPECT_TRUE(gives(owner, tom, Scope::quick_support(), RoleId("own-invitations")));
}

TEST_F(Giving, ForeignAndUnknownThingsAreNotOfThisTeam) {
  const auto other = store_.add_team("Other");
  const auto stranger = store_.add_technician(other, "stranger@example.com");
  const auto install = store_.add_install(other);
  EXPECT_EQ(code_of(gives(owner, stranger, Scope::of(site), kUser)), Code::kInvalid);
  EXPECT_EQ(code_of(gives(owner, tom, Scope::of(other.root_entity), kUser)), Code::kInvalid);
  EXPECT_EQ(code_of(gives(owner, tom, Scope::of(store_.add_device(other, install).id), kUser)), Code::kInvalid);
  EXPECT_EQ(code_of(gives(owner, tom, Scope::of(model::GroupId("none")), kUser)), Code::kInvalid);
  EXPECT_EQ(code_of(give(authority, as(owner),
                         {.holder = Holder::of(model::DepartmentId("none")), .scope = Scope::of(site), .role = kUser})),
            Code::kInvalid);
}

TEST_F(Giving, ATermThatEndsBeforeItBeginsIsRefused) {
  const WallMs now = clock.wall();
  EXPECT_EQ(code_of(gives(owner, tom, Scope::of(site), kUser, {.from = now, .to = now})), Code::kInvalid);
  EXPECT_EQ(code_of(gives(owner, tom, Scope::of(site), kUser,
                          {.hours = model::WeeklyHours{.days = 1, .from = 0, .to = 60, .zone = "Nowhere"}})),
            Code::kInvalid);
}

TEST_F(Giving, AChangeOfWhatWasChangedMeanwhileIsRefused) {
  const auto right = store::must(gives(owner, tom, Scope::of(site), kUser));
  const auto changed = store::must(change_right(authority, as(owner), right.id, {.version = 0, .role = kFull}));
  EXPECT_EQ(changed.version, 1);
  EXPECT_EQ(code_of(change_right(authority, as(owner), right.id, {.version = 0, .role = kUser})), Code::kConflict);
  EXPECT_TRUE(change_right(authority, as(owner), right.id, {.version = 1, .role = kUser}));
}

TEST_F(Giving, NobodyChangesOrTakesARightThatIsMoreThanTheyHold) {
  make_admin();
  const auto right = store::must(gives(owner, tom, Scope::of(site), kFull));
  EXPECT_EQ(code_of(change_right(authority, as(admin), right.id, {.version = 0, .role = kUser})), Code::kDenied);
  EXPECT_EQ(code_of(take_right(authority, as(admin), right.id)), Code::kDenied);
  EXPECT_TRUE(opens_at(tom, site));
}

// Two administrators hold different halves. Each gives their own to the same right at the same time, many times over:
// it never ends with more than one of them gave.
TEST_F(Giving, TwoAdministratorsAtOnceDoNotAddUp) {
  const auto add = [&](const char* name, model::Permissions permissions) {
    return store::must(add_role(authority, as(owner), {.name = name, .permissions = permissions})).id;
  };
  const auto pages = add("Pages", {Permission::kDeviceWebpage}), ports = add("Ports", {Permission::kRawPorts});
  const auto base = add("Base", {Permission::kChat});
  const auto bert = store_.add_technician(team, "bert@example.com");
  authority.forget(team.id);
  const WallMs soon = clock.wall() + hours(1), late = clock.wall() + hours(100);
  for (const auto& who : {admin, bert}) {
    owner_gives(who, whole_team, "team-administrator");
    owner_gives(who, Scope::of(team.root_entity), base.str());
  }
  owner_gives(admin, Scope::of(team.root_entity), pages.str(), {.to = late});
  owner_gives(bert, Scope::of(team.root_entity), ports.str(), {.to = soon});
  for (int round = 0; round < 50; ++round) {
    const auto right = store::must(gives(owner, tom, Scope::of(site), base, {.to = soon}));
    std::latch start(2);
    int won = 0;
    std::mutex mutex;
    const auto race = [&](const model::Technician& who, const RoleId& role, WallMs to) {
      start.arrive_and_wait();
      const auto done = change_right(authority, as(who), right.id, {.version = 0, .role = role, .term = {.to = to}});
      std::scoped_lock lock(mutex);
      won += done.has_value();
    };
    {
      std::jthread one(race, admin, pages, late), two(race, bert, ports, soon);
    }
    EXPECT_EQ(won, 1);
    const auto after = store_.read([&](store::Transaction& t) {
      return store::must(store::AccessRights(store::TeamScope(t, team.id)).get(right.id));
    });
    const bool admins = after.role == pages && after.term.to == late;
    const bool berts = after.role == ports && after.term.to == soon;
    EXPECT_TRUE(admins || berts);
    store::must(take_right(authority, as(owner), right.id));
  }
}

// Whoever loses their administration while they give something has either given it before or does not give it at all.
TEST_F(Giving, WhoIsLosingTheirRightsGivesNothingAfterIt) {
  for (int round = 0; round < 30; ++round) {
    const auto administration = owner_gives(admin, whole_team, "team-administrator");
    const auto holding = owner_gives(admin, Scope::of(team.root_entity), "remote-technician-user");
    std::latch start(2);
    bool gave = false;
    {
      std::jthread giver([&] {
        start.arrive_and_wait();
        gave = gives(admin, tom, Scope::of(site), kUser).has_value();
      });
      std::jthread taker([&] {
        start.arrive_and_wait();
        store::must(take_right(authority, as(owner), holding.id));
      });
    }
    EXPECT_EQ(code_of(gives(admin, tom, Scope::of(site), kUser)), Code::kDenied);
    EXPECT_EQ(opens_at(tom, site), gave);
    const auto toms = store_.read([&](store::Transaction& t) {
      return store::must(store::AccessRights(store::TeamScope(t, team.id)).all({.holder = Holder::of(tom.id)}));
    });
    for (const auto& right : toms) store::must(take_right(authority, as(owner), right.id));
    store::must(take_right(authority, as(owner), administration.id));
  }
}

class Temporary : public TestRights {
 protected:
  Result<model::AccessRight> asks(const model::Technician& by, std::chrono::milliseconds lasts, bool confirmed = false,
                                  std::string reason = "") {
    return give_temporary(authority, as(by),
                          {.technician = tom.id,
                           .site = site,
                           .role = kUser,
                           .to = clock.wall() + lasts,
                           .reason = std::move(reason),
                           .confirmed = confirmed});
  }
  std::size_t there() {
    return store_.read([&](store::Transaction& t) {
      return store::must(store::AccessRights(store::TeamScope(t, team.id)).all({.temporary = true})).size();
    });
  }
};

TEST_F(Temporary, ItOpensTheSiteUntilItsEnd) {
  store::must(asks(owner, hours(2)));
  EXPECT_TRUE(opens_at(tom, site));
  EXPECT_FALSE(opens_at(tom, customer));
  clock.advance(hours(2));
  EXPECT_FALSE(opens_at(tom, site));
}

TEST_F(Temporary, LongerThanThreeDaysIsConfirmedAndThirtyAreTheMost) {
  EXPECT_TRUE(asks(owner, days(3)));
  EXPECT_EQ(code_of(asks(owner, days(3) + hours(1))), Code::kConflict);
  EXPECT_TRUE(asks(owner, days(30), true));
  EXPECT_EQ(code_of(asks(owner, days(30) + hours(1), true)), Code::kInvalid);
  EXPECT_EQ(code_of(asks(owner, hours(0))), Code::kInvalid);
}

TEST_F(Temporary, TheTeamMayAllowLessAndAskForAReason) {
  store::must(authority.change(as(owner), [&](Change& change) -> Result<> {
    auto changed = team;
    changed.temporary_days = 1;
    changed.temporary_needs_reason = true;
    if (auto kept = change.record({.kind = model::AuditKind::kTeamChanged}); !kept) return kept;
    return store::Teams(change.scope).update(changed);
  }));
  EXPECT_EQ(code_of(asks(owner, hours(2))), Code::kInvalid);
  EXPECT_TRUE(asks(owner, hours(2), false, "TICKET-7"));
  EXPECT_EQ(code_of(asks(owner, days(2), false, "TICKET-7")), Code::kInvalid);
}

TEST_F(Temporary, ANewOneReplacesTheOldOne) {
  store::must(asks(owner, hours(2)));
  store::must(asks(owner, hours(1)));
  EXPECT_EQ(there(), 1u);
  clock.advance(hours(1));
  EXPECT_FALSE(opens_at(tom, site)) << "the longer one is gone";
}

TEST_F(Temporary, NobodyReplacesOneThatIsMoreThanTheyHold) {
  store::must(give_temporary(authority, as(owner),
                             {.technician = tom.id, .site = site, .role = kFull, .to = clock.wall() + hours(2)}));
  owner_gives(admin, Scope::of(site), "remote-technician-configurer");
  EXPECT_EQ(code_of(asks(admin, hours(1))), Code::kDenied);
}

TEST_F(Temporary, WhoConfiguresTheSiteGivesItAndTakesIt) {
  owner_gives(admin, Scope::of(site), "remote-technician-configurer");
  const auto right = store::must(asks(admin, hours(2)));
  EXPECT_TRUE(opens_at(tom, site));
  EXPECT_EQ(code_of(take_right(authority, as(tom), right.id)), Code::kDenied);
  store::must(take_right(authority, as(admin), right.id));
  EXPECT_FALSE(opens_at(tom, site));
  const model::Technician nina = store_.add_technician(team, "nina@example.com");
  authority.forget(team.id);
  owner_gives(nina, Scope::of(site), "remote-technician-user");
  EXPECT_EQ(code_of(asks(nina, hours(2))), Code::kDenied) << "opening it is not configuring it";
}

TEST_F(Temporary, ItWaitsForWhoHasNotAcceptedTheirInvitation) {
  model::Technician invited{.id = model::TechnicianId::make(),
                            .team = team.id,
                            .email = "new@example.com",
                            .name = "New",
                            .created_at = {},
                            .state = model::TechnicianState::kInvitation};
  store_.write([&](store::Transaction& t) {
    store::must(store::Technicians(store::TeamScope(t, team.id)).insert(invited, ""));
  });
  authority.forget(team.id);
  store::must(give_temporary(authority, as(owner),
                             {.technician = invited.id, .site = site, .role = kUser, .to = clock.wall() + hours(2)}));
  EXPECT_FALSE(opens_at(invited, site));
  EXPECT_EQ(there(), 1u);
}

TEST_F(Temporary, ItIsReplacedAndNotChanged) {
  const auto right = store::must(asks(owner, hours(2)));
  EXPECT_EQ(code_of(change_right(authority, as(owner), right.id, {.version = 0, .role = kFull})), Code::kConflict);
}

}  // namespace
}  // namespace callout::rights
