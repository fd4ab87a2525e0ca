// SPDX-License-Identifier: Apache-2.0
#include "identity/api_tokens.h"

#include "identity/services_testing.h"

namespace callout::identity {
namespace {

using namespace std::chrono_literals;
using model::Permission;

class Token : public WithServices {
 protected:
  Result<NewSignIn> make(std::chrono::hours time = 24h, model::Permissions scope = {Permission::kDeviceWebpage},
                         const char* name = "Robot") {
    return services_.api_tokens.make(who_.signed_in, {.name = name, .scope = scope, .expires = clock_.wall() + time});
  }
  NewSignIn who_ = sign_in();
};

TEST_F(Token, ItIsTheTechniciansWithItsScopeOnly) {
  const auto token = store::must(make());
  EXPECT_TRUE(token.secret.starts_with("callout-token-"));
  EXPECT_EQ(token.secret.size(), 14 + 43U);
  const auto found = store::must(sign_ins_.find(token.secret));
  EXPECT_EQ(found.technician.id, ann_.id);
  EXPECT_EQ(found.kind, model::SignInKind::kToken);
  EXPECT_EQ(found.only, model::Permissions{Permission::kDeviceWebpage});
  EXPECT_FALSE(store::must(sign_ins_.find(who_.secret)).only);
}

TEST_F(Token, ItEndsWhenItSaysAndNotByLyingIdle) {
  const auto token = store::must(make(24h * 30));
  clock_.advance(24h * 29);
  EXPECT_TRUE(store::must(sign_ins_.tidy()) == std::vector{who_.signed_in.id});
  EXPECT_TRUE(lives(token));
  clock_.reboot();
  EXPECT_TRUE(lives(token));
  clock_.advance(24h);
  EXPECT_FALSE(lives(token));
  EXPECT_EQ(store::must(sign_ins_.tidy()), std::vector{token.signed_in.id});
}

TEST_F(Token, ItLivesAYearAtMost) {
  EXPECT_TRUE(make(24h * 366));
  EXPECT_EQ(make(24h * 366 + 1h).error().code, Code::kInvalid);
  EXPECT_EQ(make(0h).error().code, Code::kInvalid);
  EXPECT_EQ(make(-1h).error().code, Code::kInvalid);
  EXPECT_EQ(make(24h, {}).error().code, Code::kInvalid);
  EXPECT_EQ(make(24h, {Permission::kJobs}, " ").error().code, Code::kInvalid);
}

TEST_F(Token, ItDiesWithDisablingAndLivesThroughANewPassword) {
  const auto token = store::must(make());
  store::must(services_.own_password.change(who_.signed_in, kPassword, "another password", kAddress));
  EXPECT_TRUE(lives(token));
  disable(ann_);
  EXPECT_FALSE(lives(token));
  disable(ann_, false);
  EXPECT_FALSE(lives(token)) << "it came back";
}

TEST_F(Token, EndingAllSignInsAndTokensEndsIt) {
  const auto token = store::must(make());
  const auto other = sign_in();
  const auto ended = store::must(change([&](store::Transaction& t) {
    const Ending ending{*journal_, actor_of(ann_, model::SignInKind::kBrowser, kAddress)};
    return end_sign_ins(t, ending, ann_, {.keep = who_.signed_in.id, .tokens = true}, "all others");
  }));
  EXPECT_EQ(ended.size(), 2U);
  EXPECT_FALSE(lives(token));
  EXPECT_FALSE(lives(other));
  EXPECT_TRUE(lives(who_));
}

TEST_F(Token, TokensAreCountedAndNeverDisplacedBySignIns) {
  const auto token = store::must(make());
  for (int i = 1; i < kTokensPerTechnician; ++i) store::must(make());
  EXPECT_EQ(make().error().code, Code::kConflict);
  clock_.advance(1s);
  for (int i = 0; i < kSignInsPerTechnician; ++i) sign_in();
  EXPECT_TRUE(lives(token));
  EXPECT_FALSE(lives(who_)) << "the oldest sign-in makes room";
}

TEST_F(Token, OnlyItsTechnicianRevokesItHere) {
  const auto token = store::must(make());
  EXPECT_EQ(sign_ins_.end_of(team_.owner, token.signed_in.id, true, {}).error().code, Code::kNotFound);
  EXPECT_EQ(sign_ins_.end_of(ann_, token.signed_in.id, false, {}).error().code, Code::kNotFound);
  EXPECT_TRUE(lives(token));
  store::must(sign_ins_.end_of(ann_, token.signed_in.id, true, {}));
  EXPECT_FALSE(lives(token));
}

TEST_F(Token, ASignInThatEndedMakesNone) {
  store::must(sign_ins_.end(who_.signed_in.id, {}, ""));
  EXPECT_EQ(make().error().code, Code::kDenied);
}

TEST_F(Token, TheListSaysWhenItWasUsed) {
  const auto token = store::must(make());
  clock_.advance(2h);
  store::must(sign_ins_.find(token.secret));
  const auto all = store::must(sign_ins_.list(ann_.id));
  ASSERT_EQ(all.size(), 2U);
  const auto& info = all[0].kind == model::SignInKind::kToken ? all[0] : all[1];
  EXPECT_EQ(info.name, "Robot");
  EXPECT_EQ(info.used_at, clock_.wall());
  EXPECT_EQ(info.created_at, clock_.wall() - 2h);
}

}  // namespace
}  // namespace callout::identity
