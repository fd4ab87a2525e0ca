// SPDX-License-Identifier: Apache-2.0
#include "identity/sign_ins.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "identity/accounts.h"
#include "identity/identity_testing.h"
#include "store/sign_ins.h"
#include "store/store_testing.h"

namespace callout::identity {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPassword = "correct horse battery";
constexpr const char* kAddress = "198.51.100.7";

class SignIn : public testing::Test {
 protected:
  void SetUp() override { start(); }
  void start() { sign_ins_ = std::make_unique<SignIns>(*store_, *journal_, passwords_, clock_, store_.log()); }
  void restart() {
    sign_ins_.reset();
    store_.reopen();
    journal_.open();
    start();
  }
  NewSignIn sign_in(std::string_view email = "ann@example.com") {
    return store::must(sign_ins_->sign_in(email, kPassword, kAddress));
  }
  Code refusal(std::string_view email, std::string_view password, std::string_view address = kAddress) {
    const auto answer = sign_ins_->sign_in(email, password, address);
    return answer ? Code::kInternal : answer.error().code;
  }
  Code found(const NewSignIn& who) {
    const auto answer = sign_ins_->find(who.secret);
    return answer ? Code::kInternal : answer.error().code;
  }

  store::TestStore store_;
  FakeClock clock_;
  audit::TestJournal journal_{store_};
  Passwords passwords_{least_cost()};
  TestAccounts accounts_{store_, journal_, passwords_, clock_};
  NewTeam team_ = store::must(accounts_.create_team("Dealer", {"owner@example.com", "Olga", kPassword}));
  model::Technician ann_ = store::must(accounts_.create(team_.team.id, {"Ann@Example.com", "Ann", kPassword}));
  std::unique_ptr<SignIns> sign_ins_;
};

TEST_F(SignIn, TheRightPasswordGivesASecretThatFindsTheTechnician) {
  const auto signed_in = sign_in("ANN@example.com");
  EXPECT_EQ(signed_in.secret.size(), 43u);
  const auto found = store::must(sign_ins_->find(signed_in.secret));
  EXPECT_EQ(found.technician.id, ann_.id);
  EXPECT_EQ(found.technician.team, team_.team.id);
}

TEST_F(SignIn, OneSentenceForEveryWrongAttempt) {
  const auto wrong = sign_ins_->sign_in("ann@example.com", "wrong", kAddress);
  const auto unknown = sign_ins_->sign_in("nobody@example.com", kPassword, kAddress);
  store::must(accounts_.change(team_.team.id, ann_.id,
                               {.person = {}, .status = model::TechnicianStatus::kDisabled, .password = {}}));
  const auto disabled = sign_ins_->sign_in("ann@example.com", kPassword, kAddress);
  for (const auto* answer : {&wrong, &unknown, &disabled}) {
    ASSERT_FALSE(*answer);
    EXPECT_EQ(answer->error().code, Code::kDenied);
    EXPECT_EQ(answer->error().message, wrong.error().message);
  }
}

TEST_F(SignIn, TheSecretIsKeptOnlyAsItsHash) {
  const auto signed_in = sign_in();
  EXPECT_FALSE(
      store_.read([&](store::Transaction& t) { return store::must(store::SignIns(t).find(signed_in.secret)); }));
  EXPECT_TRUE(store_.read(
      [&](store::Transaction& t) { return store::must(store::SignIns(t).find(hash_of_secret(signed_in.secret))); }));
}

TEST_F(SignIn, EverySignInIsNew) {
  const auto first = sign_in(), second = sign_in();
  EXPECT_NE(first.secret, second.secret);
  EXPECT_NE(first.signed_in.csrf_token, second.signed_in.csrf_token);
  EXPECT_EQ(found(first), Code::kInternal);
}

TEST_F(SignIn, TheCsrfTokenIsBoundToTheSignIn) {
  const auto first = sign_in(), second = sign_in();
  const auto found = store::must(sign_ins_->find(first.secret));
  EXPECT_TRUE(SignIns::csrf_matches(found, first.signed_in.csrf_token));
  EXPECT_FALSE(SignIns::csrf_matches(found, second.signed_in.csrf_token));
  EXPECT_FALSE(SignIns::csrf_matches(found, ""));
  EXPECT_EQ(first.signed_in.csrf_token.find(first.secret), std::string::npos);
}

TEST_F(SignIn, EndsTwelveHoursAfterTheLastUse) {
  const auto signed_in = sign_in();
  for (int i = 0; i < 3; ++i) {
    clock_.advance(kSignInIdle - 1s);
    EXPECT_EQ(found(signed_in), Code::kInternal);
  }
  clock_.advance(kSignInIdle);
  EXPECT_EQ(found(signed_in), Code::kDenied);
}

TEST_F(SignIn, EndsSevenDaysAfterItsStartHoweverOftenItIsUsed) {
  const auto signed_in = sign_in();
  auto left = std::chrono::seconds(kSignInMost);
  for (; left > 6h; left -= 6h) {
    clock_.advance(6h);
    EXPECT_EQ(found(signed_in), Code::kInternal);
  }
  clock_.advance(left);
  EXPECT_EQ(found(signed_in), Code::kDenied);
}

TEST_F(SignIn, SurvivesARestartAndADateThatJumps) {
  const auto signed_in = sign_in();
  clock_.jump_wall(24h * 365);
  restart();
  EXPECT_EQ(found(signed_in), Code::kInternal);
  clock_.jump_wall(-24h * 700);
  clock_.advance(kSignInIdle);
  EXPECT_EQ(found(signed_in), Code::kDenied) << "a date set back gives no more time";
}

TEST_F(SignIn, SignOutEndsThisOneOnly) {
  const auto first = sign_in(), second = sign_in();
  store::must(sign_ins_->sign_out(first.secret, kAddress));
  store::must(sign_ins_->sign_out("unknown", kAddress));
  EXPECT_EQ(found(first), Code::kDenied);
  EXPECT_EQ(found(second), Code::kInternal);
}

TEST_F(SignIn, DisablingOrANewPasswordEndsAllOfThem) {
  const auto before = sign_in();
  store::must(accounts_.change(team_.team.id, ann_.id, {.person = {}, .status = {}, .password = "another password"}));
  EXPECT_EQ(found(before), Code::kDenied);
  EXPECT_EQ(refusal("ann@example.com", kPassword), Code::kDenied);
  const auto after = store::must(sign_ins_->sign_in("ann@example.com", "another password", kAddress));
  store::must(accounts_.change(team_.team.id, ann_.id,
                               {.person = {}, .status = model::TechnicianStatus::kDisabled, .password = {}}));
  EXPECT_EQ(found(after), Code::kDenied);
  store::must(accounts_.change(team_.team.id, ann_.id,
                               {.person = {}, .status = model::TechnicianStatus::kActive, .password = {}}));
  EXPECT_EQ(found(after), Code::kDenied) << "an old cookie stays worthless";
}

TEST_F(SignIn, ATechnicianHasABoundedNumber) {
  const auto first = sign_in();
  for (int i = 0; i < kSignInsPerTechnician; ++i) {
    clock_.advance(1ms);
    const auto next = sign_in();
    const bool last = i + 1 == kSignInsPerTechnician;
    EXPECT_EQ(next.displaced, last ? std::vector{first.signed_in.id} : std::vector<model::SignInId>()) << i;
  }
  EXPECT_EQ(found(first), Code::kDenied);
}

TEST_F(SignIn, GuessingAtAnAccountIsSlowedAndNeverLocked) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(refusal("ann@example.com", "wrong"), Code::kDenied);
  EXPECT_EQ(refusal("ann@example.com", "wrong"), Code::kDenied);
  EXPECT_EQ(refusal("ann@example.com", kPassword, "203.0.113.9"), Code::kExhausted)
      << "also from elsewhere, also with the right password";
  EXPECT_EQ(sign_ins_->retry_after("ann@example.com", "203.0.113.9"), 1s);
  clock_.advance(1s);
  sign_in();
  EXPECT_EQ(refusal("ann@example.com", "wrong"), Code::kDenied) << "a success forgets the failures";
}

TEST_F(SignIn, UnknownEmailsAreSlowedAlike) {
  for (int i = 0; i < 6; ++i) EXPECT_EQ(refusal("nobody@example.com", "wrong"), Code::kDenied);
  EXPECT_EQ(refusal("nobody@example.com", "wrong"), Code::kExhausted);
}

TEST_F(SignIn, GuessingFromAnAddressIsSlowed) {
  for (int i = 0; i < 21; ++i) EXPECT_EQ(refusal("x" + std::to_string(i) + "@example.com", "wrong"), Code::kDenied);
  EXPECT_EQ(refusal("owner@example.com", kPassword), Code::kExhausted);
  EXPECT_EQ(store::must(sign_ins_->sign_in("owner@example.com", kPassword, "203.0.113.9")).signed_in.technician.email,
            "owner@example.com");
}

TEST_F(SignIn, TidyRemovesWhatHasExpiredAndTellsIt) {
  const auto expired = sign_in();
  clock_.advance(kSignInIdle);
  const auto kept = sign_in();
  EXPECT_EQ(store::must(sign_ins_->tidy()), std::vector{expired.signed_in.id});
  EXPECT_EQ(store_.read([](store::Transaction& t) { return store::must(store::SignIns(t).all()).size(); }), 1u);
  EXPECT_EQ(found(kept), Code::kInternal);
}

}  // namespace
}  // namespace callout::identity
