// SPDX-License-Identifier: Apache-2.0
// Sessions end with the sign-ins that can use them: a computer may be somebody else's a minute later.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "sessions/sessions_testing.h"

namespace callout::sessions {
namespace {

using model::ClosedReason;
using model::SessionState;

class SignOut : public testing::Test, protected TestServer {
 protected:
  void SetUp() override { online(); }
  /// The member's browser of this sign-in walks the ticket.
  Result<std::string> enter(const model::Session& session, const model::SignInId& sign_in) {
    const std::string verifier = random_secret();
    const auto code = store::must(tickets->authorize(member.id, sign_in, session.label, base64url(sha256(verifier))));
    return tickets->redeem(session.label, code, verifier);
  }
  model::SignInId mine_ = signed_in.at(member.id);
};

TEST_F(SignOut, EndsTheSessionsThatThisSignInOpened) {
  const auto active = open_active(), waiting = open(member, device.id);
  const auto held = lease(active);
  sign_out(mine_);
  EXPECT_EQ(get(active).closed_reason, ClosedReason::kSignedOut);
  EXPECT_EQ(get(waiting).closed_reason, ClosedReason::kSignedOut);
  EXPECT_EQ(held->revoked(), ClosedReason::kSignedOut);
  EXPECT_EQ(closed_label(active), ClosedReason::kSignedOut);
  EXPECT_THAT(link.ended(), testing::UnorderedElementsAre(active.id, waiting.id));
}

TEST_F(SignOut, OneThatAnotherProcessEndedIsFoundByLookingForIt) {
  const auto mine = open_active(), others = open_active(other);
  authority->look_at_plans();
  {
    const auto operators = store::must(store::Store::open(store_.file(), store::Store::Mode::kExisting, store_.log()));
    auto transaction = store::must(operators->write());
    store::must(store::SignIns(transaction).remove(mine_));
    store::must(transaction.commit());
  }
  ASSERT_TRUE(authority->look_at_plans());
  sessions->look_at_sign_ins();
  EXPECT_EQ(get(mine).closed_reason, ClosedReason::kSignedOut);
  EXPECT_FALSE(lease(mine));
  EXPECT_EQ(get(others).state, SessionState::kActive);
  EXPECT_FALSE(authority->look_at_plans());
}

TEST_F(SignOut, LeavesTheSessionsOfOtherSignIns) {
  const auto another = store_.add_sign_in(member);
  const auto session = open_active(), others = open_active(other);
  sign_out(another);
  sign_out(signed_in.at(owner.id));
  EXPECT_EQ(get(session).state, SessionState::kActive);
  EXPECT_EQ(get(others).state, SessionState::kActive);
}

TEST_F(SignOut, EndsASessionThatAnotherSignInOpenedAndThisOneEntered) {
  const auto elsewhere = store_.add_sign_in(member);
  const auto session = open_active();
  store::must(enter(session, elsewhere));
  sign_out(elsewhere);
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kSignedOut);
}

TEST_F(SignOut, ACookieThatWasPushedOutNoLongerCounts) {
  const auto first = store_.add_sign_in(member);
  const auto session = open_active();
  store::must(enter(session, first));
  std::vector<model::SignInId> later;
  for (std::size_t i = 0; i < kCookiesPerSession; ++i) {
    later.push_back(store_.add_sign_in(member));
    store::must(enter(session, later.back()));
  }
  sign_out(first);
  EXPECT_EQ(get(session).state, SessionState::kActive);
  sign_out(later.front());
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kSignedOut);
}

TEST_F(SignOut, ANewPasswordEndsAllSessionsOfTheTechnicianAndNoOneElses) {
  const auto session = open_active(), others = open_active(other);
  sessions->sign_ins_ended(member.id);
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kSignedOut);
  EXPECT_EQ(get(others).state, SessionState::kActive);
}

TEST_F(SignOut, ARequestThatWasAdmittedBeforeItOpensNothing) {
  sign_out(mine_);
  EXPECT_EQ(try_open(member, device.id).error().code, Code::kDenied);
}

TEST_F(SignOut, ACodeThatWasGivenBeforeItGivesNoCookie) {
  const auto elsewhere = store_.add_sign_in(member);
  const auto session = open_active();
  const std::string verifier = random_secret();
  const auto code = store::must(tickets->authorize(member.id, elsewhere, session.label, base64url(sha256(verifier))));
  sign_out(elsewhere);
  EXPECT_EQ(tickets->redeem(session.label, code, verifier).error().code, Code::kClosed);
  EXPECT_EQ(get(session).state, SessionState::kActive);
}

TEST_F(SignOut, HoldsAlsoWhenTheServerDiedInBetween) {
  const auto session = open_active(), others = open_active(other);
  store_.end_sign_in(mine_);
  restart();
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kSignedOut);
  EXPECT_EQ(get(others).state, SessionState::kActive);
}

TEST_F(SignOut, IsKnownAfterARestartToo) {
  const auto elsewhere = store_.add_sign_in(member);
  const auto session = open_active(), another = open_active();
  store::must(enter(session, elsewhere));
  restart();
  sign_out(elsewhere);
  EXPECT_EQ(get(session).closed_reason, ClosedReason::kSignedOut);
  sign_out(mine_);
  EXPECT_EQ(get(another).closed_reason, ClosedReason::kSignedOut);
}

}  // namespace
}  // namespace callout::sessions
