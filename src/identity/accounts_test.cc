// SPDX-License-Identifier: Apache-2.0
#include "identity/accounts.h"

#include <gtest/gtest.h>

#include "identity/identity_testing.h"
#include "store/entities.h"
#include "store/store_testing.h"

namespace callout::identity {
namespace {

class AccountsTest : public testing::Test {
 protected:
  static NewAccount account(std::string email) { return {std::move(email), "Ann", "correct horse"}; }
  store::TestStore store_;
  FakeClock clock_;
  audit::TestJournal journal_{store_};
  Passwords passwords_{least_cost()};
  TestAccounts accounts_{store_, journal_, passwords_, clock_};
};

TEST_F(AccountsTest, ATeamComesWithItsOwnerAndRootEntity) {
  const auto made = store::must(accounts_.create_team("Dealer", account("owner@example.com")));
  EXPECT_TRUE(made.owner.owner);
  EXPECT_EQ(made.team.session_length, std::chrono::minutes(30));
  const auto root = store_.read([&](store::Transaction& t) {
    return store::must(store::Entities(store::TeamScope(t, made.team.id)).get(made.team.root_entity));
  });
  EXPECT_EQ(root.name, "Dealer");
  EXPECT_FALSE(root.parent);
}

TEST_F(AccountsTest, AnEmailHasOneAccountOnTheServer) {
  const auto team = store::must(accounts_.create_team("Dealer", account("owner@example.com")));
  EXPECT_EQ(accounts_.create(team.team.id, account("OWNER@example.com")).error().code, Code::kConflict);
  EXPECT_EQ(accounts_.create_team("Other", account("owner@example.com")).error().code, Code::kConflict);
  EXPECT_EQ(store_.read([&](store::Transaction& t) {
    return store::must(store::Technicians(store::TeamScope(t, team.team.id)).all()).size();
  }),
            1u);
}

TEST_F(AccountsTest, BadFieldsAreRefused) {
  const auto team = store::must(accounts_.create_team("Dealer", account("owner@example.com"))).team.id;
  EXPECT_EQ(accounts_.create(team, account("no e-mail")).error().code, Code::kInvalid);
  EXPECT_EQ(accounts_.create(team, {"a@example.com", " ", "correct horse"}).error().code, Code::kInvalid);
  EXPECT_EQ(accounts_.create(team, {"a@example.com", "Ann", "short"}).error().code, Code::kInvalid);
  EXPECT_EQ(accounts_.create(team, {"a@example.com", "Ann", std::string(1025, 'x')}).error().code, Code::kInvalid);
  EXPECT_EQ(accounts_.create_team("", account("b@example.com")).error().code, Code::kInvalid);
}

TEST_F(AccountsTest, TheOwnerIsNotChangedHereAndForeignersAreNotFound) {
  const auto team = store::must(accounts_.create_team("Dealer", account("owner@example.com")));
  const auto other = store::must(accounts_.create_team("Other", account("other@example.com")));
  const auto member = store::must(accounts_.create(team.team.id, account("ann@example.com")));
  const AccountChange disable{.person = {}, .status = model::TechnicianStatus::kDisabled, .password = {}};
  EXPECT_EQ(accounts_.change(team.team.id, team.owner.id, disable).error().code, Code::kConflict);
  EXPECT_EQ(accounts_.change(other.team.id, member.id, disable).error().code, Code::kNotFound);
  EXPECT_EQ(store::must(accounts_.change(team.team.id, member.id, disable)).status, model::TechnicianStatus::kDisabled);
  EXPECT_EQ(store::must(accounts_.change(team.team.id, member.id,
                                         {.person = {.first_name = "Anna"}, .status = {}, .password = {}}))
                .name,
            "Anna");
}

TEST(Passwords, AreVerifiedAndNeverShown) {
  const Passwords passwords(least_cost());
  const auto hash = store::must(passwords.hash("correct horse"));
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_EQ(hash.find("correct"), std::string::npos);
  EXPECT_TRUE(passwords.verify(hash, "correct horse"));
  EXPECT_FALSE(passwords.verify(hash, "correct horsf"));
  EXPECT_FALSE(passwords.verify("no hash", "correct horse"));
  EXPECT_FALSE(passwords.verify(std::string(500, '$'), "correct horse"));
  EXPECT_NE(hash, store::must(passwords.hash("correct horse"))) << "salted";
}

}  // namespace
}  // namespace callout::identity
