// SPDX-License-Identifier: Apache-2.0
#include "identity/enrolments.h"

#include <atomic>
#include <barrier>
#include <thread>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/random.h"
#include "identity/agent_keys.h"
#include "identity/enrolment_token.h"
#include "identity/identity_testing.h"
#include "store/store_testing.h"

namespace callout::identity {
namespace {

using namespace std::chrono_literals;

const std::string kPin(43, 'A');

struct CountingEvents final : model::EventSink {
  void publish(const model::TeamId&, const model::Event&) override { ++count; }
  std::atomic<int> count = 0;
};

class Enrolment : public testing::Test {
 protected:
  void SetUp() override { start(); }
  void start() {
    enrolments_ = std::make_unique<Enrolments>(*store_, events_, clock_, store_.log(), kPin);
    keys_ = std::make_unique<AgentKeys>(*store_, events_, clock_, store_.log());
  }
  std::string token() { return store::must(enrolments_->issue(team_.id, install_.id)).token; }
  static EnrolRequest request(const std::string& token, const TestKey& key, std::string address = "198.51.100.7") {
    return {token,
            key.public_key(),
            key.sign(nul_joined({"callout enroll v1", token})),
            {"1.0", "host", "linux", std::move(address)}};
  }
  Code refusal(const EnrolRequest& request) {
    const auto answer = enrolments_->enroll(request);
    return answer ? Code::kInternal : answer.error().code;
  }
  /// The key that a hello of the install is verified with.
  std::string key_now() {
    return store_.read(
        [&](store::Transaction& t) { return store::must(store::find_install_key(t, install_.id))->public_key; });
  }
  model::Install install() {
    return store_.read([&](store::Transaction& t) {
      return store::must(store::Installs(store::TeamScope(t, team_.id)).get(install_.id));
    });
  }

  store::TestStore store_;
  FakeClock clock_;
  CountingEvents events_;
  model::Team team_ = store_.add_team();
  model::Install install_ = store_.add_install(team_);
  std::unique_ptr<Enrolments> enrolments_;
  std::unique_ptr<AgentKeys> keys_;
  TestKey key_;
};

TEST_F(Enrolment, ATokenMakesTheKeyTheInstalls) {
  EXPECT_EQ(key_now(), "") << "no key before enrolment";
  const auto enrolled = store::must(enrolments_->enroll(request(token(), key_)));
  EXPECT_EQ(enrolled.install, install_.id);
  EXPECT_EQ(enrolled.team, team_.id);
  EXPECT_EQ(install().state, model::InstallState::kEnrolled);
  EXPECT_EQ(install().agent.hostname, "host");
  EXPECT_EQ(key_now(), key_.public_key());
  EXPECT_GE(events_.count, 1);
}

TEST_F(Enrolment, ATokenWorksOnce) {
  const auto once = token();
  store::must(enrolments_->enroll(request(once, key_)));
  EXPECT_EQ(refusal(request(once, TestKey())), Code::kDenied);
  EXPECT_EQ(refusal(request(once, key_)), Code::kDenied);
  EXPECT_EQ(key_now(), key_.public_key()) << "the first key stays";
}

TEST_F(Enrolment, ATokenLivesADayWhateverTheDateDoes) {
  const auto late = token();
  clock_.jump_wall(-24h * 30);
  clock_.advance(limits::kEnrolmentTime);
  EXPECT_EQ(refusal(request(late, key_)), Code::kDenied);
  const auto in_time = token();
  clock_.jump_wall(24h * 30);
  clock_.advance(limits::kEnrolmentTime - 1s);
  EXPECT_EQ(refusal(request(in_time, key_)), Code::kInternal);
}

TEST_F(Enrolment, ANewerTokenReplacesAnUnusedOne) {
  const auto older = token(), newer = token();
  EXPECT_EQ(refusal(request(older, key_)), Code::kDenied);
  store::must(enrolments_->enroll(request(newer, key_)));
}

TEST_F(Enrolment, ANewTokenReplacesTheKey) {
  store::must(enrolments_->enroll(request(token(), key_)));
  const TestKey replacement;
  store::must(enrolments_->enroll(request(token(), replacement)));
  EXPECT_EQ(key_now(), replacement.public_key());
}

TEST_F(Enrolment, AWrongProofRefusesAndSpendsNothing) {
  const auto good = token();
  auto stolen = request(good, TestKey());
  stolen.public_key = key_.public_key();
  EXPECT_EQ(refusal(stolen), Code::kDenied);
  auto malformed = request(good, key_);
  malformed.public_key = "AAAA";
  EXPECT_EQ(refusal(malformed), Code::kDenied);
  store::must(enrolments_->enroll(request(good, key_)));
}

TEST_F(Enrolment, UnknownMalformedAndForeignTokensAreRefused) {
  const std::string cases[] = {"",
                               "co1",
                               "co1..",
                               "co1.short.-",
                               EnrolmentToken{random_secret(), kPin}.text(),
                               EnrolmentToken{random_secret(), ""}.text(),
                               token().substr(0, 48) + std::string(43, 'B')};
  for (const auto& text : cases) EXPECT_EQ(refusal(request(text, key_)), Code::kDenied) << text;
}

TEST_F(Enrolment, TheTokenIsKeptOnlyAsItsHash) {
  const auto secret = store::must(parse_enrolment_token(token())).secret;
  EXPECT_FALSE(store_.read([&](store::Transaction& t) { return store::must(store::find_enrolment(t, secret)); }));
  EXPECT_TRUE(store_.read(
      [&](store::Transaction& t) { return store::must(store::find_enrolment(t, hash_of_secret(secret))); }));
}

TEST_F(Enrolment, AForeignTeamGetsNoToken) {
  EXPECT_EQ(enrolments_->issue(store_.add_team("Other").id, install_.id).error().code, Code::kNotFound);
}

TEST_F(Enrolment, GuessingFromAnAddressIsSlowed) {
  for (int i = 0; i < 21; ++i)
    EXPECT_EQ(refusal(request(EnrolmentToken{random_secret(), kPin}.text(), key_)), Code::kDenied);
  EXPECT_EQ(refusal(request(token(), key_)), Code::kExhausted);
  EXPECT_GT(enrolments_->retry_after("198.51.100.7"), 0s);
  store::must(enrolments_->enroll(request(token(), key_, "203.0.113.9")));
}

TEST_F(Enrolment, OfManyThreadsWithOneTokenExactlyOneEnrols) {
  for (int round = 0; round < 10; ++round) {
    const auto shared = token();
    constexpr int kThreads = 8;
    std::barrier ready(kThreads);
    std::atomic<int> won = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        const TestKey key;
        const auto mine = request(shared, key, "203.0.113." + std::to_string(round * kThreads + i));
        ready.arrive_and_wait();
        if (enrolments_->enroll(mine)) ++won;
      });
    }
    threads.clear();
    EXPECT_EQ(won, 1);
  }
}

class Rotation : public Enrolment {
 protected:
  void SetUp() override {
    Enrolment::SetUp();
    store::must(enrolments_->enroll(request(token(), key_)));
  }
  KeyRotation rotation(std::int64_t skew = 0) const {
    KeyRotation r{install_.id,
                  next_.public_key(),
                  std::chrono::floor<std::chrono::seconds>(clock_.wall()).time_since_epoch().count() + skew,
                  {},
                  {}};
    const auto message = nul_joined({"callout rotate v1", r.install.str(), std::to_string(r.time), r.public_key});
    r.proof_old = key_.sign(message);
    r.proof_new = next_.sign(message);
    return r;
  }
  TestKey next_;
};

TEST_F(Rotation, BothKeysMakeTheNewOneHold) {
  store::must(keys_->rotate(rotation()));
  EXPECT_EQ(key_now(), next_.public_key());
}

TEST_F(Rotation, AReplayIsRefused) {
  const auto once = rotation();
  store::must(keys_->rotate(once));
  EXPECT_EQ(keys_->rotate(once).error().code, Code::kDenied);
}

TEST_F(Rotation, OneKeyAloneIsRefused) {
  auto r = rotation();
  r.proof_old = r.proof_new;
  EXPECT_FALSE(keys_->rotate(r));
  r = rotation();
  r.proof_new = r.proof_old;
  EXPECT_FALSE(keys_->rotate(r));
  EXPECT_EQ(key_now(), key_.public_key());
}

TEST_F(Rotation, TheTimeIsNear) {
  EXPECT_FALSE(keys_->rotate(rotation(301)));
  EXPECT_FALSE(keys_->rotate(rotation(-301)));
  auto far = rotation();
  far.time = std::numeric_limits<std::int64_t>::min();
  EXPECT_FALSE(keys_->rotate(far));
  EXPECT_TRUE(keys_->rotate(rotation(-299)));
}

TEST_F(Rotation, ADuplicateIsShownUntilTheKeyChanges) {
  store::must(keys_->mark_duplicate({team_.id, install_.id, "Site"}));
  EXPECT_TRUE(install().duplicate_key);
  store::must(keys_->rotate(rotation()));
  EXPECT_FALSE(install().duplicate_key);
}

TEST(EnrolmentToken, ReadsBackAsItself) {
  for (const std::string& pin : {std::string(), kPin}) {
    const EnrolmentToken token{random_secret(), pin};
    const auto parsed = store::must(parse_enrolment_token(token.text()));
    EXPECT_EQ(parsed.secret, token.secret);
    EXPECT_EQ(parsed.pin, pin);
  }
}

}  // namespace
}  // namespace callout::identity
