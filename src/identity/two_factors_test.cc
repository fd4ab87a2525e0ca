// SPDX-License-Identifier: Apache-2.0
#include "identity/two_factors.h"

#include "identity/services_testing.h"
#include "identity/totp.h"
#include "store/two_factors.h"

namespace callout::identity {
namespace {

using namespace std::chrono_literals;

WallMs at(std::int64_t seconds) {
  return WallMs(std::chrono::seconds(seconds));
}

TEST(Totp, MatchesTheVectorsOfTheStandard) {
  // RFC 6238 appendix B, SHA-1, the last six of eight digits.
  const std::string secret = "12345678901234567890";
  struct Case {
    std::int64_t time;
    const char* code;
  };
  for (const Case& c : {Case{59, "287082"}, Case{1111111109, "081804"}, Case{1111111111, "050471"},
                        Case{1234567890, "005924"}, Case{2000000000, "279037"}, Case{20000000000, "353130"}})
    EXPECT_EQ(totp_code(secret, totp_step(at(c.time))), c.code) << c.time;
}

TEST(Totp, ACodeHoldsOneStepBeforeAndAfter) {
  const std::string secret = "12345678901234567890";
  const std::int64_t step = 1000;
  const auto code = totp_code(secret, step);
  for (const std::int64_t off : {-2, -1, 0, 1, 2}) {
    const auto match = totp_match(secret, code, at((step + off) * kTotpStep));
    EXPECT_EQ(match.has_value(), off >= -1 && off <= 1) << off;
    if (match) EXPECT_EQ(*match, step);
  }
  for (const char* wrong : {"", "12345", "1234567", "abcdef"}) EXPECT_FALSE(totp_match(secret, wrong, at(30000)));
}

TEST(Totp, TheUriIsWhatAppsRead) {
  EXPECT_EQ(
      totp_uri("12345678901234567890", "Callout", "a b@example.com"),
      "otpauth://totp/Callout:a%20b%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Callout&algorithm="
      "SHA1&digits=6&period=30");
}

/// The bytes of a secret as apps get it.
std::string bytes_of_text(std::string_view text) {
  std::string out;
  unsigned held = 0, bits = 0;
  for (const char c : text) {
    held = held << 5 | static_cast<unsigned>(std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").find(c));
    bits += 5;
    if (bits >= 8) out += static_cast<char>(held >> (bits -= 8) & 0xff);
  }
  return out;
}

class SecondFactor : public WithServices {
 protected:
  void enrol() {
    const auto begun = store::must(change([&](store::Transaction& t) { return factors_.begin(t, ann_, "Callout"); }));
    secret_ = bytes_of_text(begun.text);
    codes_ = store::must(change([&](store::Transaction& t) { return factors_.confirm(t, ann_.id, code()); }));
    clock_.advance(30s);
  }
  std::string code(std::int64_t off = 0) const { return totp_code(secret_, totp_step(clock_.wall()) + off); }
  std::string wrong_code() const {
    for (int i = 0;; ++i) {
      const auto guess = fmt::format("{:06}", i);
      if (!totp_match(secret_, guess, clock_.wall())) return guess;
    }
  }
  HalfOpenSignIns::Begun begin() { return store::must(half_open_.begin(kAnn, kPassword, kAddress)); }
  Result<NewSignIn> finish(const HalfOpenSignIns::Begun& begun, const std::string& code) {
    return half_open_.finish(begun.challenge, begun.cookie, code, kAddress);
  }

  const TwoFactors& factors_ = services_.two_factors;
  HalfOpenSignIns& half_open_ = services_.half_open;
  std::string secret_;
  std::vector<std::string> codes_;
};

TEST_F(SecondFactor, WithoutOneThePasswordIsEnough) {
  EXPECT_TRUE(lives(*begin().made));
}

TEST_F(SecondFactor, WithOneThePasswordAloneSignsNobodyIn) {
  enrol();
  EXPECT_FALSE(sign_ins_.sign_in(kAnn, kPassword, kAddress));
  const auto begun = begin();
  EXPECT_FALSE(begun.made);
  EXPECT_TRUE(lives(store::must(finish(begun, code()))));
}

TEST_F(SecondFactor, ItIsAskedForAfterTheRightPasswordOnly) {
  enrol();
  const auto wrong = half_open_.begin(kAnn, "wrong", kAddress);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, half_open_.begin("nobody@example.com", "wrong", kAddress).error().message);
}

TEST_F(SecondFactor, BeforeItIsConfirmedItIsNotAskedFor) {
  store::must(change([&](store::Transaction& t) { return factors_.begin(t, ann_, "Callout"); }));
  EXPECT_TRUE(begin().made);
  EXPECT_EQ(change([&](store::Transaction& t) { return factors_.confirm(t, ann_.id, "12345a"); }).error().code,
            Code::kDenied);
  EXPECT_TRUE(begin().made);
}

TEST_F(SecondFactor, ACodeIsUsedOnceAndAnOlderOneNotAfterIt) {
  enrol();
  const auto used = code();
  store::must(finish(begin(), used));
  EXPECT_EQ(finish(begin(), used).error().code, Code::kDenied);
  EXPECT_EQ(finish(begin(), code(-1)).error().code, Code::kDenied);
  clock_.advance(30s);
  store::must(finish(begin(), code()));
}

TEST_F(SecondFactor, TheCodeOfTheEnrolmentDoesNotSignIn) {
  enrol();
  EXPECT_EQ(finish(begin(), code(-1)).error().code, Code::kDenied);
}

TEST_F(SecondFactor, FiveWrongCodesEndTheHalfOpenSignIn) {
  enrol();
  const auto begun = begin();
  for (int i = 1; i < kWrongCodes; ++i) EXPECT_EQ(finish(begun, wrong_code()).error().code, Code::kDenied) << i;
  EXPECT_EQ(finish(begun, wrong_code()).error().code, Code::kClosed);
  EXPECT_EQ(finish(begun, code()).error().code, Code::kClosed);
  store::must(finish(begin(), code()));
}

TEST_F(SecondFactor, GuessingOverManyHalfOpenSignInsWaits) {
  enrol();
  int guesses = 0;
  Code last = Code::kDenied;
  for (; guesses < 100 && last != Code::kExhausted; ++guesses) last = finish(begin(), wrong_code()).error().code;
  EXPECT_EQ(guesses, kCodeRule.free + 2);
  EXPECT_EQ(finish(begin(), code()).error().code, Code::kExhausted);
  clock_.advance(15min);
  store::must(finish(begin(), code()));
}

TEST_F(SecondFactor, AHalfOpenSignInIsOfItsBrowserAndEnds) {
  enrol();
  const auto begun = begin(), other = begin();
  EXPECT_EQ(half_open_.finish(begun.challenge, other.cookie, code(), kAddress).error().code, Code::kClosed);
  EXPECT_EQ(half_open_.finish(begun.challenge, "", code(), kAddress).error().code, Code::kClosed);
  clock_.advance(kHalfOpenTime);
  EXPECT_EQ(finish(begun, code()).error().code, Code::kClosed);
}

TEST_F(SecondFactor, AHalfOpenSignInFinishesOnce) {
  enrol();
  const auto begun = begin();
  store::must(finish(begun, code()));
  clock_.advance(30s);
  EXPECT_EQ(finish(begun, code()).error().code, Code::kClosed);
}

TEST_F(SecondFactor, WhatChangedMeanwhileEndsIt) {
  enrol();
  auto begun = begin();
  disable(ann_);
  EXPECT_FALSE(finish(begun, code()));
  disable(ann_, false);
  clock_.advance(30s);
  begun = begin();
  store::must(accounts_.change(team_.team.id, ann_.id, {.person = {}, .status = {}, .password = "another password"}));
  EXPECT_FALSE(finish(begun, code()));
}

TEST_F(SecondFactor, HalfOpenSignInsAreBounded) {
  enrol();
  const auto first = begin();
  for (std::size_t i = 0; i < kHalfOpenPerTechnician; ++i) begin();
  EXPECT_EQ(finish(first, code()).error().code, Code::kClosed);
}

TEST_F(SecondFactor, ARecoveryCodeSignsInOnceAndIsTold) {
  enrol();
  ASSERT_EQ(codes_.size(), static_cast<std::size_t>(kRecoveryCodes));
  EXPECT_EQ(codes_[0].size(), 19U);
  std::string typed = codes_[0];
  typed[0] = static_cast<char>(std::toupper(typed[0]));
  store::must(finish(begin(), ' ' + typed));
  EXPECT_EQ(finish(begin(), codes_[0]).error().code, Code::kDenied);
  const auto mail = outbox_.newest(kAnn, "recovery_code_used");
  ASSERT_TRUE(mail);
  EXPECT_NE(mail->text.plain.find("9"), std::string::npos);
  store::must(finish(begin(), codes_[1]));
}

TEST_F(SecondFactor, TheDatabaseHasNeitherSecretNorCodes) {
  enrol();
  store_.write([&](store::Transaction& t) {
    const auto record = store::must(store::TwoFactors(t, ann_.id).get());
    ASSERT_TRUE(record);
    EXPECT_EQ(record->sealed_secret.find(totp_text(secret_)), std::string::npos);
    EXPECT_TRUE(record->sealed_secret.starts_with("s1."));
    EXPECT_EQ(store::must(store::sealed_secrets(t)), 1);
  });
}

TEST_F(SecondFactor, OneThatCountsIsNotReplacedUnasked) {
  enrol();
  EXPECT_EQ(change([&](store::Transaction& t) { return factors_.begin(t, ann_, "Callout"); }).error().code,
            Code::kConflict);
  store::must(change([&](store::Transaction& t) { return TwoFactors::remove(t, ann_.id); }));
  EXPECT_TRUE(begin().made);
}

TEST_F(SecondFactor, ItStaysWhenThePasswordIsReset) {
  enrol();
  store::must(services_.password_resets.request(kAnn, kAddress));
  services_.password_resets.work();
  store::must(services_.password_resets.complete(outbox_.token(kAnn, "password_reset"), "another password", kAddress));
  EXPECT_FALSE(store::must(half_open_.begin(kAnn, "another password", kAddress)).made);
}

TEST_F(SecondFactor, WhatWasGivenAndWhatWasWrongIsRecorded) {
  enrol();
  store::must(finish(begin(), code()));
  store::must(finish(begin(), codes_[0]));
  const auto ins = journal_.records(team_.team.id, model::AuditKind::kSignedIn);
  ASSERT_EQ(ins.size(), 2U);
  EXPECT_TRUE(ins[0].detail.ends_with(": with the password and a code")) << ins[0].detail;
  EXPECT_TRUE(ins[1].detail.ends_with(": with the password and a recovery code")) << ins[1].detail;
  int guesses = 0;
  for (Code last = Code::kDenied; last != Code::kExhausted; ++guesses)
    last = finish(begin(), wrong_code()).error().code;
  EXPECT_EQ(finish(begin(), wrong_code()).error().code, Code::kExhausted);
  sign_ins_.work();
  const auto refused = journal_.records(team_.team.id, model::AuditKind::kSignInRefused);
  ASSERT_EQ(refused.size(), static_cast<std::size_t>(guesses)) << "each wrong code, and the guard once";
  EXPECT_EQ(refused[0].detail, "the second factor was wrong");
  EXPECT_EQ(refused[0].actor.kind, model::AuditActorKind::kUnknown);
  EXPECT_EQ(refused[0].actor.address, kAddress);
  EXPECT_EQ(refused[0].technician.id, ann_.id);
  EXPECT_EQ(refused.back().detail, "too many second factors were wrong: more are refused for a while");
}

}  // namespace
}  // namespace callout::identity
