// SPDX-License-Identifier: Apache-2.0
#include "identity/client_sign_ins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "identity/accounts.h"
#include "identity/identity_testing.h"
#include "store/store_testing.h"

namespace callout::identity {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kPassword = "correct horse battery";
constexpr const char* kVerifier = "a verifier that only the program knows";

class ClientSignIn : public testing::Test {
 protected:
  SignedIn browser() { return store::must(sign_ins_.sign_in("ann@example.com", kPassword, "198.51.100.7")).signed_in; }
  std::string code_for(const SignedIn& who) {
    return store::must(clients_.authorize(who, base64url(sha256(kVerifier)), "laptop"));
  }
  ClientSignIns::Redeemed redeem(const std::string& code, std::string_view verifier = kVerifier) {
    return store::must(clients_.redeem(code, verifier, "192.0.2.9"));
  }
  bool lives(const NewSignIn& who) { return sign_ins_.find(who.secret).has_value(); }

  store::TestStore store_;
  FakeClock clock_;
  audit::TestJournal journal_{store_};
  Passwords passwords_{least_cost()};
  TestAccounts accounts_{store_, journal_, passwords_, clock_};
  NewTeam team_ = store::must(accounts_.create_team("Dealer", {"owner@example.com", "Olga", kPassword}));
  model::Technician ann_ = store::must(accounts_.create(team_.team.id, {"ann@example.com", "Ann", kPassword}));
  SignIns sign_ins_{*store_, *journal_, passwords_, clock_, store_.log()};
  ClientSignIns clients_{sign_ins_, clock_, store_.log()};
};

TEST_F(ClientSignIn, ACodeAndItsVerifierMakeASignInOfItsOwn) {
  const SignedIn who = browser();
  const auto made = redeem(code_for(who)).made;
  ASSERT_TRUE(made);
  EXPECT_TRUE(is_program_secret(made->secret));
  EXPECT_NE(made->signed_in.id, who.id);
  EXPECT_EQ(store::must(sign_ins_.find(made->secret)).technician.id, ann_.id);
  ASSERT_TRUE(sign_ins_.end(who.id, {}, ""));
  EXPECT_TRUE(lives(*made)) << "the browser's signing out is not the program's";
}

TEST_F(ClientSignIn, ItLivesAsLongAsAnyOther) {
  const auto made = redeem(code_for(browser())).made;
  clock_.advance(kSignInIdle - 1min);
  EXPECT_TRUE(lives(*made));
  clock_.advance(kSignInIdle);
  EXPECT_FALSE(lives(*made));
}

TEST_F(ClientSignIn, AnotherVerifierGetsNothingAndSpendsTheCode) {
  const std::string code = code_for(browser());
  EXPECT_FALSE(redeem(code, "a guess").made);
  EXPECT_FALSE(redeem(code).made);
}

TEST_F(ClientSignIn, ACodeLivesAMinute) {
  const std::string in_time = code_for(browser()), late = code_for(browser());
  clock_.advance(59s);
  EXPECT_TRUE(redeem(in_time).made);
  clock_.advance(1s);
  EXPECT_FALSE(redeem(late).made);
}

TEST_F(ClientSignIn, ACodeTriedTwiceEndsTheSignInThatItMade) {
  const std::string code = code_for(browser());
  const auto made = redeem(code).made;
  ASSERT_TRUE(made);
  const auto again = redeem(code, "whatever");
  EXPECT_FALSE(again.made);
  EXPECT_THAT(again.ended, ElementsAre(made->signed_in.id));
  EXPECT_FALSE(lives(*made));
}

TEST_F(ClientSignIn, ACodeDiesWithTheBrowsersSignIn) {
  const SignedIn who = browser();
  const std::string code = code_for(who);
  ASSERT_TRUE(sign_ins_.end(who.id, {}, ""));
  EXPECT_FALSE(redeem(code).made);
}

TEST_F(ClientSignIn, ADisabledTechnicianGetsNone) {
  const std::string code = code_for(browser());
  store::must(accounts_.change(team_.team.id, ann_.id,
                               {.person = {}, .status = model::TechnicianStatus::kDisabled, .password = {}}));
  EXPECT_FALSE(redeem(code).made);
}

TEST_F(ClientSignIn, AnUnknownCodeEndsNothing) {
  const auto none = redeem(random_secret());
  EXPECT_FALSE(none.made);
  EXPECT_THAT(none.ended, IsEmpty());
}

TEST_F(ClientSignIn, AChallengeIsASha256) {
  for (const char* challenge : {"", "short", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuF!"}) {
    const auto code = clients_.authorize(browser(), challenge, "laptop");
    ASSERT_FALSE(code) << challenge;
    EXPECT_EQ(code.error().code, Code::kInvalid);
  }
}

TEST_F(ClientSignIn, OneTechniciansOpenCodesAreBounded) {
  const SignedIn who = browser();
  for (std::size_t i = 0; i < kClientCodesPerTechnician; ++i) code_for(who);
  const auto more = clients_.authorize(who, base64url(sha256(kVerifier)), "laptop");
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, Code::kExhausted);
  clock_.advance(kClientCodeTime);
  EXPECT_TRUE(clients_.authorize(who, base64url(sha256(kVerifier)), "laptop"));
}

TEST_F(ClientSignIn, WhatItDisplacesIsTold) {
  const SignedIn who = browser();
  std::vector<NewSignIn> all;
  for (int i = 0; i < kSignInsPerTechnician - 1; ++i) {
    clock_.advance(1s);
    all.push_back(*redeem(code_for(who)).made);
  }
  clock_.advance(1s);
  EXPECT_THAT(redeem(code_for(who)).ended, ElementsAre(who.id));
}

}  // namespace
}  // namespace callout::identity
