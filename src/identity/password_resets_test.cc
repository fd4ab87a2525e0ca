// SPDX-License-Identifier: Apache-2.0
#include "identity/password_resets.h"

#include "identity/services_testing.h"
#include "model/text.h"

namespace callout::identity {
namespace {

using namespace std::chrono_literals;

constexpr const char* kNext = "another password";

class Reset : public WithServices {
 protected:
  explicit Reset(bool mail = true) : WithServices(mail) {}
  std::string ask(const std::string& email = kAnn) {
    store::must(resets_.request(email, kAddress));
    resets_.work();
    return outbox_.token(model::lower_ascii(email), "password_reset");
  }
  Code complete(const std::string& token, const std::string& password = kNext) {
    const auto done = resets_.complete(token, password, kAddress);
    return done ? Code::kInternal : done.error().code;
  }
  PasswordResets& resets_ = services_.password_resets;
};

TEST_F(Reset, TheLinkSetsAPasswordOnceAndEndsEverySignIn) {
  const auto before = sign_in();
  const auto token = ask("ANN@example.com");
  EXPECT_EQ(complete(token), Code::kInternal);
  EXPECT_FALSE(lives(before));
  EXPECT_FALSE(sign_ins_.sign_in(kAnn, kPassword, kAddress));
  sign_in(kAnn, kNext);
  EXPECT_TRUE(outbox_.newest(kAnn, "password_changed"));
  EXPECT_EQ(complete(token, "a third password"), Code::kNotFound);
}

TEST_F(Reset, NothingTellsWhoHasAnAccount) {
  const auto pending = store::must(services_.invitations.prepare(team_.team.id, {.email = "nina@example.com"}));
  store::must(change([&](store::Transaction& t) { return services_.invitations.invite(t, pending, "Olga"); }));
  disable(ann_);
  for (const char* email : {"nobody@example.com", kAnn, "nina@example.com", "owner@example.com"})
    EXPECT_TRUE(resets_.request(email, kAddress)) << email;
  resets_.work();
  for (const char* email : {"nobody@example.com", kAnn, "nina@example.com"})
    EXPECT_FALSE(outbox_.newest(email, "password_reset")) << email;
  EXPECT_TRUE(outbox_.newest("owner@example.com", "password_reset"));
}

TEST_F(Reset, AskingLeavesTheWorkForLater) {
  // Or its time would tell.
  EXPECT_TRUE(resets_.request(kAnn, kAddress));
  EXPECT_TRUE(outbox_.all().empty());
  resets_.work();
  EXPECT_TRUE(outbox_.newest(kAnn, "password_reset"));
  // The writer is taken here, and it does not wait.
  const auto writer = store::must(store_->write());
  EXPECT_TRUE(resets_.request(kAnn, kAddress));
}

TEST_F(Reset, ALinkEndsAfterAnHourAndWithANewerOne) {
  const auto first = ask();
  clock_.advance(1min);
  const auto second = ask();
  EXPECT_EQ(complete(first), Code::kNotFound);
  clock_.advance(kResetTime);
  EXPECT_EQ(complete(second), Code::kNotFound);
}

TEST_F(Reset, ALinkDiesWithAnyChangeOfThePassword) {
  const auto token = ask();
  store::must(
      accounts_.change(team_.team.id, ann_.id, {.person = {}, .status = {}, .password = "of an administrator"}));
  EXPECT_EQ(complete(token), Code::kNotFound);
  clock_.advance(10min);
  const auto own = ask();
  const auto who = sign_in(kAnn, "of an administrator");
  store::must(services_.own_password.change(who.signed_in, "of an administrator", kPassword, kAddress));
  EXPECT_EQ(complete(own), Code::kNotFound);
}

TEST_F(Reset, WhoWasDisabledMeanwhileSetsNothing) {
  const auto token = ask();
  disable(ann_);
  EXPECT_EQ(complete(token), Code::kNotFound);
}

TEST_F(Reset, ABadPasswordDoesNotSpendTheLink) {
  const auto token = ask();
  EXPECT_EQ(complete(token, "short"), Code::kInvalid);
  EXPECT_EQ(complete(token), Code::kInternal);
}

TEST_F(Reset, ARecipientIsNotFlooded) {
  int asked = 0;
  // Each from another address.
  while (asked < 100 && resets_.request(kAnn, "203.0.113." + std::to_string(asked))) ++asked;
  EXPECT_EQ(asked, kRecipientRule.free + 1);
  EXPECT_EQ(resets_.request(kAnn, "203.0.113.200").error().code, Code::kExhausted);
  EXPECT_GT(resets_.retry_after(kAnn, "203.0.113.200").count(), 0);
  EXPECT_TRUE(resets_.request("other@example.com", "203.0.113.200"));
}

TEST_F(Reset, AnAddressDoesNotFlood) {
  int asked = 0;
  while (asked < 100 && resets_.request(std::to_string(asked) + "@example.com", kAddress)) ++asked;
  EXPECT_EQ(asked, kAskingRule.free + 1);
}

TEST_F(Reset, OneWhoGuessesLinksWaits) {
  int guesses = 0;
  while (guesses < 100 && complete("guess") == Code::kNotFound) ++guesses;
  EXPECT_EQ(guesses, AttemptGuard::kAddressRule.free + 1);
}

class ResetWithoutMail : public Reset {
 protected:
  ResetWithoutMail() : Reset(false) {}
};

TEST_F(ResetWithoutMail, IsRefusedWithWhatToDo) {
  EXPECT_EQ(resets_.request(kAnn, kAddress).error().code, Code::kUnavailable);
}

class Own : public WithServices {
 protected:
  OwnPassword& own_ = services_.own_password;
};

TEST_F(Own, ANewPasswordMakesANewSignInAndEndsAllOthers) {
  const auto here = sign_in(), there = sign_in();
  const auto made = store::must(own_.change(here.signed_in, kPassword, kNext, kAddress));
  EXPECT_TRUE(lives(made));
  EXPECT_FALSE(lives(here)) << "the old cookie of this browser";
  EXPECT_FALSE(lives(there));
  EXPECT_TRUE(outbox_.newest(kAnn, "password_changed"));
  sign_in(kAnn, kNext);
}

TEST_F(Own, GuessingTheCurrentOneWaits) {
  const auto here = sign_in();
  int guesses = 0;
  while (guesses < 50 && own_.check(here.signed_in, "a guess").error().code == Code::kDenied) ++guesses;
  EXPECT_EQ(guesses, AttemptGuard::kAccountRule.free + 1);
  EXPECT_EQ(own_.check(here.signed_in, kPassword).error().code, Code::kExhausted);
  EXPECT_EQ(own_.change(here.signed_in, kPassword, kNext, kAddress).error().code, Code::kExhausted);
  clock_.advance(1min);
  EXPECT_TRUE(own_.check(here.signed_in, kPassword));
}

TEST_F(Own, ABadNewOneChangesNothing) {
  const auto here = sign_in();
  EXPECT_EQ(own_.change(here.signed_in, kPassword, "short", kAddress).error().code, Code::kInvalid);
  EXPECT_EQ(own_.change(here.signed_in, "wrong", kNext, kAddress).error().code, Code::kDenied);
  EXPECT_TRUE(lives(here));
}

}  // namespace
}  // namespace callout::identity
