// SPDX-License-Identifier: Apache-2.0
// What an operator's command changes of a team's plan beside the serving process.
#include "rights/rights_testing.h"

namespace callout::rights {
namespace {

using access::Action;

class Plans : public TestRights {
 protected:
  Plans() {
    authority.look_at_plans();
    told = 0;
  }
  /// As another process, with a database connection of its own.
  void limit(std::optional<int> to) {
    auto transaction = store::must(operators->write());
    store::Teams teams(store::TeamScope(transaction, team.id));
    auto changed = store::must(teams.get());
    changed.technician_limit = to;
    store::must(teams.update(changed));
    store::must(transaction.commit());
  }
  bool counts(const model::Technician& who) { return may(who, Action::kSignedIn, access::Target::of_team(team.id)); }

  const std::unique_ptr<store::Store> operators =
      store::must(store::Store::open(store_.file(), store::Store::Mode::kExisting, store_.log()));
};

TEST_F(Plans, ALimitThatAnotherProcessSetsIsTakenUpAtTheNextLook) {
  ASSERT_TRUE(counts(tom));
  limit(1);
  ASSERT_TRUE(counts(tom)) << "not looked at yet";
  EXPECT_TRUE(authority.look_at_plans());
  EXPECT_FALSE(counts(tom));
  EXPECT_TRUE(counts(owner));
  EXPECT_EQ(told, 1) << "sessions are decided anew";
  EXPECT_FALSE(authority.look_at_plans());
  EXPECT_EQ(told, 1) << "nothing has changed since";
  limit(std::nullopt);
  authority.look_at_plans();
  EXPECT_TRUE(counts(tom));
  EXPECT_EQ(told, 2);
}

TEST_F(Plans, WhatThisProcessWritesItselfIsNotLookedAt) {
  const auto before = store::must(store_->others_version());
  add_site("another", dealer);
  EXPECT_EQ(store::must(store_->others_version()), before);
  limit(2);
  EXPECT_NE(store::must(store_->others_version()), before);
  authority.look_at_plans();
}

TEST_F(Plans, OnlyTeamsWhosePlanChangedAreReadAnew) {
  const auto before = authority.of(team.id);
  {
    auto transaction = store::must(operators->write());
    store::Teams teams(store::TeamScope(transaction, team.id));
    auto changed = store::must(teams.get());
    changed.name = "Renamed";
    store::must(teams.update(changed));
    store::must(transaction.commit());
  }
  authority.look_at_plans();
  EXPECT_EQ(authority.of(team.id), before);
  EXPECT_EQ(told, 0);
}

TEST_F(Plans, ATeamThatNobodyHasAskedForIsReadWhenItIs) {
  const auto other = store_.add_team("Other");
  const auto one = store_.add_technician(other, "one@example.net", true);
  authority.look_at_plans();
  EXPECT_EQ(told, 0);
  EXPECT_TRUE(may(one, Action::kSignedIn, access::Target::of_team(other.id)));
}

}  // namespace
}  // namespace callout::rights
