// SPDX-License-Identifier: Apache-2.0
#include "sessions/tickets.h"

#include <atomic>
#include <barrier>
#include <thread>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/random.h"
#include "sessions/sessions_testing.h"

namespace callout::sessions {
namespace {

using model::ClosedReason;
using namespace std::chrono_literals;

class TicketsTest : public testing::Test, protected TestServer {
 protected:
  void SetUp() override {
    online();
    session_ = open_active();
  }
  std::string code() {
    return store::must(tickets->authorize(member.id, signed_in.at(member.id), session_.label, challenge_));
  }
  Code refusal(const Result<std::string>& answer) { return answer ? Code::kInternal : answer.error().code; }

  std::string verifier_ = random_secret();
  std::string challenge_ = base64url(sha256(verifier_));
  model::Session session_;
};

TEST_F(TicketsTest, ACodeAndItsVerifierGiveACookieOfTheSession) {
  const auto secret = store::must(tickets->redeem(session_.label, code(), verifier_));
  EXPECT_TRUE(lease(session_)->knows_cookie(secret));
  EXPECT_FALSE(lease(session_)->knows_cookie(verifier_));
}

TEST_F(TicketsTest, ALostCookieIsReplacedByAnotherTicket) {
  const auto first = store::must(tickets->redeem(session_.label, code(), verifier_));
  const auto second = store::must(tickets->redeem(session_.label, code(), verifier_));
  EXPECT_NE(first, second);
  EXPECT_TRUE(lease(session_)->knows_cookie(first));
  EXPECT_TRUE(lease(session_)->knows_cookie(second));
}

TEST_F(TicketsTest, OnlyTheSessionsOwnTechnicianGetsACode) {
  EXPECT_EQ(refusal(tickets->authorize(other.id, signed_in.at(other.id), session_.label, challenge_)), Code::kDenied);
  EXPECT_EQ(refusal(tickets->authorize(owner.id, signed_in.at(owner.id), session_.label, challenge_)), Code::kDenied)
      << "an administrator neither";
  EXPECT_EQ(refusal(tickets->authorize(member.id, signed_in.at(member.id), "unknown", challenge_)), Code::kDenied);
}

TEST_F(TicketsTest, AChallengeIsAHash) {
  for (const std::string& challenge : {std::string(), std::string("short"), challenge_ + "A", std::string(43, '!')}) {
    EXPECT_EQ(refusal(tickets->authorize(member.id, signed_in.at(member.id), session_.label, challenge)), Code::kDenied)
        << challenge;
  }
}

TEST_F(TicketsTest, ASessionThatIsNotActiveGivesNone) {
  const auto waiting = open(member, device.id);
  EXPECT_EQ(refusal(tickets->authorize(member.id, signed_in.at(member.id), waiting.label, challenge_)), Code::kDenied);
  const auto early = code();
  store::must(sessions->end(as(member), session_.id));
  EXPECT_EQ(refusal(tickets->authorize(member.id, signed_in.at(member.id), session_.label, challenge_)), Code::kDenied);
  EXPECT_EQ(refusal(tickets->redeem(session_.label, early, verifier_)), Code::kClosed);
}

TEST_F(TicketsTest, ACodeLivesThirtySeconds) {
  const auto late = code(), in_time = code();
  clock.jump_wall(24h);
  clock.advance(limits::kTicketCodeTime - 1ms);
  EXPECT_TRUE(tickets->redeem(session_.label, in_time, verifier_));
  clock.advance(1ms);
  EXPECT_EQ(refusal(tickets->redeem(session_.label, late, verifier_)), Code::kDenied);
}

TEST_F(TicketsTest, AWrongVerifierSpendsTheCode) {
  const auto stolen = code();
  EXPECT_EQ(refusal(tickets->redeem(session_.label, stolen, random_secret())), Code::kDenied);
  EXPECT_EQ(refusal(tickets->redeem(session_.label, stolen, verifier_)), Code::kDenied);
  EXPECT_EQ(get(session_).state, model::SessionState::kActive);
}

TEST_F(TicketsTest, AnotherHostsCodeIsRefused) {
  const auto second = open_active();
  EXPECT_EQ(refusal(tickets->redeem(second.label, code(), verifier_)), Code::kDenied);
}

TEST_F(TicketsTest, AnUnknownCodeIsRefused) {
  EXPECT_EQ(refusal(tickets->redeem(session_.label, random_secret(), verifier_)), Code::kDenied);
}

TEST_F(TicketsTest, ACodeUsedTwiceEndsTheSession) {
  const auto once = code();
  store::must(tickets->redeem(session_.label, once, verifier_));
  EXPECT_EQ(refusal(tickets->redeem(session_.label, once, "guess")), Code::kDenied);
  EXPECT_EQ(get(session_).closed_reason, ClosedReason::kTicketReused);
  EXPECT_EQ(closed_label(session_), ClosedReason::kTicketReused);
}

TEST_F(TicketsTest, AUsedCodeWithoutItsStateEndsTheSession) {
  const auto once = code();
  store::must(tickets->redeem(session_.label, once, verifier_));
  tickets->redeem_nothing(once);
  EXPECT_EQ(get(session_).closed_reason, ClosedReason::kTicketReused);
}

TEST_F(TicketsTest, AUsedCodeAtAnotherHostEndsItsOwnSession) {
  const auto second = open_active();
  const auto once = code();
  store::must(tickets->redeem(session_.label, once, verifier_));
  EXPECT_EQ(refusal(tickets->redeem(second.label, once, verifier_)), Code::kDenied);
  EXPECT_EQ(get(session_).closed_reason, ClosedReason::kTicketReused);
  EXPECT_EQ(get(second).state, model::SessionState::kActive);
}

TEST_F(TicketsTest, AFreshCodeWithoutItsStateIsSpentAndEndsNothing) {
  const auto seen = code();
  tickets->redeem_nothing(seen);
  EXPECT_EQ(refusal(tickets->redeem(session_.label, seen, verifier_)), Code::kDenied);
  tickets->redeem_nothing(seen);
  EXPECT_EQ(get(session_).state, model::SessionState::kActive);
}

TEST_F(TicketsTest, AnUnknownCodeWithoutStateChangesNothing) {
  const auto good = code();
  tickets->redeem_nothing(random_secret());
  tickets->redeem_nothing("");
  EXPECT_TRUE(tickets->redeem(session_.label, good, verifier_));
  EXPECT_EQ(get(session_).state, model::SessionState::kActive);
}

TEST_F(TicketsTest, CodesOfASessionAreBounded) {
  for (std::size_t i = 0; i < kTicketCodesPerSession; ++i) code();
  EXPECT_EQ(refusal(tickets->authorize(member.id, signed_in.at(member.id), session_.label, challenge_)),
            Code::kExhausted);
  clock.advance(limits::kTicketCodeTime);
  code();
}

TEST_F(TicketsTest, OfManyThreadsWithOneCodeExactlyOneGetsACookie) {
  for (int round = 0; round < 20; ++round) {
    const auto session = open_active();
    const auto shared = store::must(tickets->authorize(member.id, signed_in.at(member.id), session.label, challenge_));
    constexpr int kThreads = 8;
    std::barrier ready(kThreads);
    std::atomic<int> won = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        ready.arrive_and_wait();
        if (tickets->redeem(session.label, shared, verifier_)) ++won;
      });
    }
    threads.clear();
    // The one that came second may end the session before the first has its cookie: then nobody wins, which is as good.
    EXPECT_LE(won, 1);
    EXPECT_EQ(get(session).closed_reason, ClosedReason::kTicketReused);
  }
}

}  // namespace
}  // namespace callout::sessions
