// SPDX-License-Identifier: Apache-2.0
// What signing in and out leaves in the audit journal and in the server's log.
#include <gmock/gmock.h>

#include "base/encoding.h"
#include "identity/client_sign_ins.h"
#include "identity/services_testing.h"

namespace callout::identity {
namespace {

using namespace std::chrono_literals;
using model::AuditActorKind;
using model::AuditKind;
using model::AuditOutcome;
using model::AuditRecord;
using model::AuditVia;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SignInRecords : public WithServices {
 protected:
  std::vector<AuditRecord> records(std::optional<AuditKind> kind = {}) { return journal_.records(team_.team.id, kind); }
  AuditRecord newest(AuditKind kind) {
    const auto found = records(kind);
    EXPECT_FALSE(found.empty()) << model::to_string(kind);
    return found.empty() ? AuditRecord() : found.back();
  }
  AuditRecord only(AuditKind kind) {
    EXPECT_EQ(records(kind).size(), 1U) << model::to_string(kind);
    return newest(kind);
  }
  Code refusal(const std::string& email, const std::string& password, const std::string& address = kAddress) {
    const auto answer = sign_ins_.sign_in(email, password, address);
    return answer ? Code::kInternal : answer.error().code;
  }
  /// What is written down of the refused ones, in order.
  std::vector<std::string> reasons() {
    sign_ins_.work();
    std::vector<std::string> out;
    for (const auto& record : records(AuditKind::kSignInRefused)) out.push_back(record.detail);
    return out;
  }
  void limit(std::optional<int> to) {
    store_.write([&](store::Transaction& t) {
      store::Teams teams(store::TeamScope(t, team_.team.id));
      auto team = store::must(teams.get());
      team.technician_limit = to;
      store::must(teams.update(team));
    });
  }
  std::optional<NewSignIn> sign_in_client(const SignedIn& browser, std::string_view verifier = kVerifier) {
    const auto code = store::must(clients_.authorize(browser, base64url(sha256(kVerifier)), "laptop"));
    return store::must(clients_.redeem(code, verifier, "192.0.2.9")).made;
  }
  std::size_t rows() {
    return store_.read([](store::Transaction& t) { return store::must(store::SignIns(t).all()).size(); });
  }

  static constexpr const char* kVerifier = "a verifier that only the program knows";
  ClientSignIns clients_{sign_ins_, clock_, store_.log()};
};

TEST_F(SignInRecords, SigningInSaysWhoFromWhereAndByWhichWay) {
  const auto browser = sign_in();
  const auto by_browser = only(AuditKind::kSignedIn);
  EXPECT_EQ(by_browser.actor, actor_of(ann_, model::SignInKind::kBrowser, kAddress));
  EXPECT_EQ(by_browser.actor.via, AuditVia::kBrowser);
  EXPECT_EQ(by_browser.technician.id, ann_.id);
  EXPECT_EQ(by_browser.outcome, AuditOutcome::kDone);
  EXPECT_EQ(by_browser.detail, "sign-in " + browser.signed_in.id.str() + ": with the password");
  const auto client = sign_in_client(browser.signed_in);
  ASSERT_TRUE(client);
  const auto by_client = newest(AuditKind::kSignedIn);
  EXPECT_EQ(by_client.actor, actor_of(ann_, model::SignInKind::kClient, "192.0.2.9"));
  EXPECT_EQ(by_client.actor.via, AuditVia::kCommandLine);
  EXPECT_EQ(by_client.detail, "sign-in " + client->signed_in.id.str() + " (laptop): allowed in the console");
}

TEST_F(SignInRecords, WithoutARecordNobodyIsSignedIn) {
  const auto before = sign_in();
  journal_.damage(team_.team.id);
  EXPECT_FALSE(sign_ins_.sign_in(kAnn, kPassword, kAddress));
  const auto code = store::must(clients_.authorize(before.signed_in, base64url(sha256(kVerifier)), "laptop"));
  EXPECT_FALSE(clients_.redeem(code, kVerifier, "192.0.2.9"));
  EXPECT_FALSE(services_.own_password.change(before.signed_in, kPassword, "another password", kAddress));
  EXPECT_EQ(rows(), 1U);
  EXPECT_TRUE(lives(before)) << "nor does an end go unrecorded";
  EXPECT_FALSE(sign_ins_.sign_out(before.secret, kAddress));
  EXPECT_TRUE(lives(before));
}

TEST_F(SignInRecords, ARefusedOneSaysWhyAndWhatWasTyped) {
  EXPECT_EQ(refusal("ANN@example.com", "wrong"), Code::kDenied);
  EXPECT_THAT(reasons(), ElementsAre("wrong password"));
  const auto record = only(AuditKind::kSignInRefused);
  EXPECT_EQ(record.actor.kind, AuditActorKind::kUnknown);
  EXPECT_EQ(record.actor.name, "ANN@example.com");
  EXPECT_EQ(record.actor.address, kAddress);
  EXPECT_EQ(record.actor.via, AuditVia::kBrowser);
  EXPECT_EQ(record.technician.id, ann_.id);
  EXPECT_EQ(record.outcome, AuditOutcome::kRefused);
  disable(ann_);
  EXPECT_EQ(refusal(kAnn, kPassword), Code::kDenied);
  EXPECT_EQ(reasons().back(), "the account is disabled");
  disable(ann_, false);
  const auto invited = store::must(services_.invitations.prepare(team_.team.id, {.email = "new@example.com"}));
  store::must(change([&](store::Transaction& t) { return services_.invitations.invite(t, invited, "Olga"); }));
  EXPECT_EQ(refusal("new@example.com", kPassword), Code::kDenied);
  EXPECT_EQ(reasons().back(), "no password is set: the invitation was not accepted yet");
}

TEST_F(SignInRecords, WhoIsDisabledByThePlanIsNotSignedInUntilItRises) {
  const auto browser = sign_in();
  limit(1);
  EXPECT_EQ(refusal(kAnn, kPassword), Code::kDenied);
  EXPECT_THAT(reasons(), ElementsAre("the account is disabled by the team's plan"));
  EXPECT_FALSE(sign_in_client(browser.signed_in));
  EXPECT_TRUE(lives(browser)) << "what they may do is rights'; the sign-in waits for them";
  EXPECT_EQ(refusal("owner@example.com", kPassword), Code::kInternal) << "the owner never is";
  limit(2);
  EXPECT_EQ(refusal(kAnn, kPassword), Code::kInternal);
}

TEST_F(SignInRecords, TheGuardIsWrittenDownOnceHoweverManyTriesFollow) {
  const int let_through = AttemptGuard::kAccountRule.free + 1;
  for (int i = 0; i < let_through; ++i) EXPECT_EQ(refusal(kAnn, "wrong"), Code::kDenied);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(refusal(kAnn, "wrong", "203.0.113.9"), Code::kExhausted);
  auto written = reasons();
  ASSERT_EQ(written.size(), static_cast<std::size_t>(let_through) + 1);
  EXPECT_EQ(written.back(), "too many attempts failed: more are refused for a while");
  EXPECT_EQ(newest(AuditKind::kSignInRefused).actor.address, "203.0.113.9");
  clock_.advance(1s);
  EXPECT_EQ(refusal(kAnn, "wrong"), Code::kDenied) << "let through, and written down";
  EXPECT_EQ(refusal(kAnn, "wrong"), Code::kExhausted) << "the same run of failures";
  EXPECT_EQ(reasons().size(), written.size() + 1);
  clock_.advance(2h);
  for (int i = 0; i < let_through; ++i) EXPECT_EQ(refusal(kAnn, "wrong"), Code::kDenied);
  EXPECT_EQ(refusal(kAnn, "wrong"), Code::kExhausted);
  EXPECT_EQ(reasons().size(), written.size() + 1 + static_cast<std::size_t>(let_through) + 1) << "another run";
}

TEST_F(SignInRecords, AnAddressThatGuessesIsWrittenDownOnce) {
  for (int i = 0; i <= AttemptGuard::kAddressRule.free; ++i)
    EXPECT_EQ(refusal("x" + std::to_string(i) + "@example.com", "wrong"), Code::kDenied);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(refusal(kAnn, kPassword), Code::kExhausted);
  EXPECT_THAT(reasons(), ElementsAre("too many attempts failed: more are refused for a while"));
}

TEST_F(SignInRecords, NothingIsWrittenBeforeTheAnswerWhetherOrNotThereIsAnAccount) {
  const auto before = records().size();
  // Sees every commit of this one.
  const auto other = store::must(store::Store::open(store_.file(), store::Store::Mode::kExisting, store_.log()));
  const auto untouched = store::must(other->others_version());
  for (const char* email : {kAnn, "nobody@example.com"}) EXPECT_EQ(refusal(email, "wrong"), Code::kDenied);
  EXPECT_EQ(store::must(other->others_version()), untouched);
  EXPECT_EQ(records().size(), before);
  sign_ins_.work();
  EXPECT_EQ(records().size(), before + 1);
}

TEST_F(SignInRecords, WhatHasNoAccountIsInTheLogAndCannotForgeALine) {
  testing::internal::CaptureStderr();
  {
    Log log(Log::Level::kInfo, Log::Format::kText);
    SignIns sign_ins(*store_, *journal_, passwords_, clock_, log);
    for (const char* typed : {"Nobody@example.com", "x\n12:00:00.000 info sign-in refused technician=\"ann\"",
                              "x@example.com\r\nforged", "my password"})
      EXPECT_FALSE(sign_ins.check_password(typed, "wrong", kAddress));
    sign_ins.work();
  }
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(text, '\n'), 4) << text;
  EXPECT_THAT(text, HasSubstr(R"(no such account email="nobody@example.com" address="198.51.100.7")"));
  EXPECT_THAT(text, Not(HasSubstr("forged")));
  EXPECT_THAT(text, Not(HasSubstr("technician=")));
  EXPECT_THAT(text, Not(HasSubstr("my password")));
  EXPECT_THAT(records(AuditKind::kSignInRefused), ElementsAre());
}

TEST_F(SignInRecords, EveryWayOutIsRecorded) {
  const auto by_browser = actor_of(ann_, model::SignInKind::kBrowser, kAddress);
  const auto first = sign_in();
  store::must(sign_ins_.sign_out(first.secret, kAddress));
  const auto out = only(AuditKind::kSignedOut);
  EXPECT_EQ(out.actor, by_browser);
  EXPECT_EQ(out.detail, "sign-in " + first.signed_in.id.str());

  const auto second = sign_in();
  store::must(sign_ins_.end_of(ann_, second.signed_in.id, false, by_browser));
  const auto ended = only(AuditKind::kSignInEnded);
  EXPECT_EQ(ended.actor, by_browser);
  EXPECT_EQ(ended.technician.id, ann_.id);
  EXPECT_THAT(ended.detail, HasSubstr(second.signed_in.id.str() + ": ended by its technician"));

  const auto third = sign_in();
  for (int i = 0; i < kSignInsPerTechnician; ++i) {
    clock_.advance(1ms);
    sign_in();
  }
  EXPECT_FALSE(lives(third));
  const auto displaced = newest(AuditKind::kSignInEnded);
  EXPECT_EQ(displaced.actor, model::AuditActor::system());
  EXPECT_THAT(displaced.detail, HasSubstr(third.signed_in.id.str() + ": displaced by a newer one"));
}

TEST_F(SignInRecords, WhatExpiresIsRecordedForTheServer) {
  const auto expired = sign_in();
  const auto token =
      store::must(services_.api_tokens.make(expired.signed_in, {"CI", {model::Permission::kJobs}, clock_.wall() + 1h}));
  clock_.advance(kSignInIdle);
  EXPECT_EQ(store::must(sign_ins_.tidy()).size(), 2U);
  const auto ended = only(AuditKind::kSignInEnded), removed = only(AuditKind::kTokenRemoved);
  EXPECT_EQ(ended.actor, model::AuditActor::system());
  EXPECT_EQ(ended.technician.id, ann_.id);
  EXPECT_EQ(ended.detail, "sign-in " + expired.signed_in.id.str() + ": expired");
  EXPECT_EQ(removed.detail, "API token " + token.signed_in.id.str() + " (CI): expired");
}

TEST_F(SignInRecords, AJournalThatDoesNotHoldKeepsItsOwnSignInsOnly) {
  const auto ours = sign_in();
  const auto other = store::must(accounts_.create_team("Other", {"ines@example.net", "Ines", kPassword}));
  const auto theirs = sign_in("ines@example.net");
  journal_.damage(team_.team.id);
  clock_.advance(kSignInIdle);
  EXPECT_THAT(store::must(sign_ins_.tidy()), ElementsAre(theirs.signed_in.id));
  EXPECT_EQ(rows(), 1U);
  EXPECT_EQ(journal_.records(other.team.id, AuditKind::kSignInEnded).size(), 1U);
}

TEST_F(SignInRecords, OnesOwnTokenIsRemovedByItsTechnician) {
  const auto who = sign_in();
  const auto token =
      store::must(services_.api_tokens.make(who.signed_in, {"CI", {model::Permission::kJobs}, clock_.wall() + 1h}));
  store::must(sign_ins_.end_of(ann_, token.signed_in.id, true, actor_of(ann_, model::SignInKind::kBrowser, kAddress)));
  const auto removed = only(AuditKind::kTokenRemoved);
  EXPECT_EQ(removed.actor.technician, ann_.id);
  EXPECT_THAT(removed.detail, HasSubstr("(CI)"));
  EXPECT_THAT(records(AuditKind::kSignInEnded), ElementsAre());
}

TEST_F(SignInRecords, DisablingAndNewPasswordsRecordEachSignInThatEnds) {
  const auto who = sign_in();
  sign_in();
  store::must(services_.own_password.change(who.signed_in, kPassword, "another password", kAddress));
  auto ended = records(AuditKind::kSignInEnded);
  ASSERT_EQ(ended.size(), 2U);
  for (const auto& record : ended) {
    EXPECT_EQ(record.actor.technician, ann_.id);
    EXPECT_THAT(record.detail, HasSubstr(": a new password"));
  }
  EXPECT_THAT(newest(AuditKind::kSignedIn).detail, HasSubstr(": with a new password"));
  disable(ann_);
  ended = records(AuditKind::kSignInEnded);
  ASSERT_EQ(ended.size(), 3U);
  EXPECT_EQ(ended.back().actor.kind, AuditActorKind::kOperator);
  EXPECT_THAT(ended.back().detail, HasSubstr(": the account was disabled"));
  EXPECT_EQ(rows(), 0U);
}

TEST_F(SignInRecords, ACodeOfTheCommandLineThatIsWorthNothingIsWrittenDownOnce) {
  const auto browser = sign_in();
  const auto code = store::must(clients_.authorize(browser.signed_in, base64url(sha256(kVerifier)), "laptop"));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(store::must(clients_.redeem(code, "a guess", "192.0.2.9")).made);
  EXPECT_THAT(reasons(), ElementsAre("the code is another program's (laptop)"));
  EXPECT_EQ(newest(AuditKind::kSignInRefused).actor.via, AuditVia::kCommandLine);
  store::must(clients_.redeem("unknown", kVerifier, "192.0.2.9"));
  EXPECT_EQ(reasons().size(), 1U) << "it is nobody's";
}

TEST_F(SignInRecords, ACodeThatIsUsedTwiceEndsItsSignInForSomebodyUnknown) {
  const auto browser = sign_in();
  const auto code = store::must(clients_.authorize(browser.signed_in, base64url(sha256(kVerifier)), "laptop"));
  const auto made = store::must(clients_.redeem(code, kVerifier, "192.0.2.9")).made;
  for (int i = 0; i < 3; ++i) store::must(clients_.redeem(code, kVerifier, "203.0.113.9"));
  const auto ended = only(AuditKind::kSignInEnded);
  EXPECT_EQ(ended.actor.kind, AuditActorKind::kUnknown);
  EXPECT_EQ(ended.actor.address, "203.0.113.9");
  EXPECT_THAT(ended.detail, HasSubstr(made->signed_in.id.str() + " (laptop): its code was used twice"));
}

}  // namespace
}  // namespace callout::identity
