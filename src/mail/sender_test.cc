// SPDX-License-Identifier: Apache-2.0
#include "mail/sender.h"

#include <deque>
#include <functional>
#include <future>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/outbox.h"
#include "store/connection.h"
#include "store/mails.h"
#include "store/store_testing.h"

namespace callout::mail {
namespace {

using namespace std::chrono_literals;
using Outcome = Delivery::Result;
using store::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Fails as it is told to, else takes everything.
class FaultyTransport final : public Transport {
 public:
  Delivery deliver(const model::Mail& mail, const std::atomic<bool>&) override {
    std::scoped_lock lock(mutex_);
    tried_.push_back(mail.to);
    texts_.push_back(mail.text.plain);
    if (meanwhile_) meanwhile_();
    Delivery out{Outcome::kSent, {}, "250 OK"};
    if (!faults_.empty()) {
      out = faults_.front();
      faults_.pop_front();
    }
    if (!std::exchange(told_, true)) first_.set_value();
    return out;
  }
  void fail_next(Delivery delivery, int times = 1) {
    for (int i = 0; i < times; ++i) faults_.push_back(delivery);
  }
  std::vector<std::string> tried() {
    std::scoped_lock lock(mutex_);
    return std::exchange(tried_, {});
  }
  /// Ready after the next try.
  std::future<void> next_try() {
    std::scoped_lock lock(mutex_);
    told_ = false;
    first_ = {};
    return first_.get_future();
  }
  std::vector<std::string> texts_;
  std::function<void()> meanwhile_;  ///< What happens while a mail is under way.

 private:
  std::mutex mutex_;
  std::deque<Delivery> faults_;
  std::vector<std::string> tried_;
  std::promise<void> first_;
  bool told_ = true;
};

const Delivery kBusy{Outcome::kLater, Hop::kRecipient, "Greylisted."};
const Delivery kDown{Outcome::kLater, Hop::kConnection, "No connection."};
const Delivery kRefused{Outcome::kNever, Hop::kRecipient, "No such user."};

struct World {
  store::TestStore store;
  FakeClock clock;
  FaultyTransport transport;
  Sender sender{*store, transport, clock, store.log()};
  Outbox outbox{clock, &sender};
  model::Team team = store.add_team();

  model::MailId enqueue(std::string_view to = "ann@example.com") {
    const auto message = must(compose(to, "en", PasswordReset{clock.wall() + 1h, "https://e.com/s3cret"}));
    return store.write([&](store::Transaction& t) { return must(outbox.enqueue(t, team.id, message)); });
  }
  model::Mail get(const model::MailId& id) {
    return store.read([&](store::Transaction& t) { return must(store::Mails(store::TeamScope(t, team.id)).get(id)); });
  }
};

TEST(Outbox, AMailIsStoredWithTheCallersTransactionOrNotAtAll) {
  World world;
  const auto message = must(compose("ann@example.com", "en", PasswordReset{WallMs{}, "https://e.com/s3cret"}));
  {
    auto transaction = must(world.store->write());
    must(world.outbox.enqueue(transaction, world.team.id, message));
  }
  world.sender.round();
  EXPECT_THAT(world.transport.tried(), IsEmpty());
  world.enqueue();
  world.sender.round();
  EXPECT_THAT(world.transport.tried(), ElementsAre("ann@example.com"));
}

TEST(Outbox, WithoutAServerNothingIsTaken) {
  World world;
  Outbox none(world.clock, nullptr);
  EXPECT_FALSE(none.configured());
  EXPECT_TRUE(world.outbox.configured());
  const auto message = must(compose("ann@example.com", "en", PasswordReset{WallMs{}, "https://e.com/s3cret"}));
  world.store.write([&](store::Transaction& t) {
    EXPECT_EQ(none.enqueue(t, world.team.id, message).error().code, Code::kUnavailable);
  });
}

TEST(Sender, ASentMailLosesItsTexts) {
  World world;
  const auto id = world.enqueue();
  EXPECT_EQ(state_of(world.get(id)), "waiting");
  EXPECT_THAT(world.get(id).text.plain, HasSubstr("s3cret"));
  world.sender.round();
  EXPECT_THAT(world.transport.texts_.at(0), HasSubstr("s3cret"));
  EXPECT_EQ(state_of(world.get(id)), "sent");
  EXPECT_EQ(world.get(id).text.plain, "");
  EXPECT_EQ(world.get(id).text.html, "");
  EXPECT_EQ(world.get(id).finished_at, world.clock.wall());
  world.sender.round();
  EXPECT_EQ(world.transport.tried().size(), 1U);
  EXPECT_EQ(world.sender.counters().sent, 1U);
}

TEST(Sender, ARefusedMailIsGivenUpAtOnceAndLosesItsTexts) {
  World world;
  const auto id = world.enqueue();
  world.transport.fail_next(kRefused);
  world.sender.round();
  EXPECT_EQ(state_of(world.get(id)), "failed: No such user.");
  EXPECT_EQ(world.get(id).text.plain, "");
  EXPECT_EQ(world.get(id).text.html, "");
  world.clock.advance(24h);
  world.sender.round();
  EXPECT_EQ(world.transport.tried().size(), 1U);
  EXPECT_EQ(world.sender.counters().failed, 1U);
}

TEST(Sender, PausesGrowFromAMinuteToAnHour) {
  std::vector<int> minutes;
  for (int tries = 1; tries <= 9; ++tries) minutes.push_back(static_cast<int>(retry_pause(tries).count()));
  EXPECT_THAT(minutes, ElementsAre(1, 2, 4, 8, 16, 32, 60, 60, 60));
  EXPECT_EQ(retry_pause(1000), 60min);
}

TEST(Sender, AMailIsTriedAgainUntilItIsTaken) {
  World world;
  const auto id = world.enqueue();
  world.transport.fail_next(kBusy, 3);
  EXPECT_EQ(world.sender.round(), 60s);
  EXPECT_EQ(state_of(world.get(id)), "waiting, tried 1 time: Greylisted.");
  world.clock.advance(59s);
  EXPECT_EQ(world.sender.round(), 1s);
  EXPECT_EQ(world.transport.tried().size(), 1U);
  world.clock.advance(1s);
  world.sender.round();
  world.clock.advance(2min);
  world.sender.round();
  EXPECT_EQ(state_of(world.get(id)), "waiting, tried 3 times: Greylisted.");
  EXPECT_THAT(world.get(id).text.plain, HasSubstr("s3cret"));
  world.clock.advance(4min);
  world.sender.round();
  EXPECT_EQ(state_of(world.get(id)), "sent");
  EXPECT_EQ(world.get(id).last_error, "");
}

TEST(Sender, AMailIsGivenUpAfterADay) {
  World world;
  const auto id = world.enqueue();
  world.transport.fail_next(kBusy, 1000);
  const auto began = world.clock.wall();
  while (world.get(id).state == model::MailState::kWaiting) {
    world.sender.round();
    if (world.get(id).state == model::MailState::kWaiting) world.clock.advance(1min);
    ASSERT_LT(world.clock.wall() - began, 48h);
  }
  EXPECT_GE(world.clock.wall() - began, 23h);
  EXPECT_LE(world.clock.wall() - began, 25h);
  EXPECT_EQ(state_of(world.get(id)), "failed: Greylisted.");
  EXPECT_EQ(world.get(id).text.plain, "");
  EXPECT_EQ(world.transport.tried().size(), static_cast<std::size_t>(kTriesMost));
}

TEST(Sender, AJumpOfTheClockGivesNothingUp) {
  World world;
  const auto id = world.enqueue();
  world.transport.fail_next(kBusy, 2);
  world.sender.round();
  world.clock.jump_wall(24h * 365);
  world.sender.round();
  EXPECT_EQ(world.get(id).state, model::MailState::kWaiting);
  world.clock.jump_wall(-24h * 365);
  world.sender.round();
  EXPECT_EQ(state_of(world.get(id)), "sent");
}

TEST(Sender, AServerThatIsDownIsAskedOnceForAllThatWait) {
  World world;
  const auto first = world.enqueue("a@example.com"), second = world.enqueue("b@example.com");
  world.transport.fail_next(kDown);
  world.sender.round();
  EXPECT_EQ(world.transport.tried().size(), 1U);
  for (const auto& id : {first, second}) EXPECT_EQ(state_of(world.get(id)), "waiting, tried 1 time: No connection.");
  world.clock.advance(1min);
  world.sender.round();
  for (const auto& id : {first, second}) EXPECT_EQ(state_of(world.get(id)), "sent");
}

TEST(Sender, ARecipientThatIsRefusedHoldsNobodyElseUp) {
  World world;
  const auto refused = world.enqueue("a@example.com"), busy = world.enqueue("b@example.com"),
             good = world.enqueue("c@example.com");
  world.transport.fail_next(kRefused);
  world.transport.fail_next(kBusy);
  world.sender.round();
  std::vector<model::MailState> states;
  for (const auto& id : {refused, busy, good}) states.push_back(world.get(id).state);
  // The order of mails of the same moment is that of their ids.
  EXPECT_THAT(states, testing::UnorderedElementsAre(model::MailState::kFailed, model::MailState::kWaiting,
                                                    model::MailState::kSent));
}

TEST(Sender, WhatWasSentButCouldNotBeRecordedIsNotSentAgain) {
  World world;
  const auto id = world.enqueue();
  const auto rename = [&](std::string_view from, std::string_view to) {
    store::Connection(world.store.file(), true).run(fmt::format("ALTER TABLE {} RENAME TO {}", from, to));
  };
  world.transport.meanwhile_ = [&] { rename("mail_outbox", "broken"); };
  world.sender.round();
  world.transport.meanwhile_ = {};
  world.sender.round();
  rename("broken", "mail_outbox");
  EXPECT_EQ(state_of(world.get(id)), "waiting");
  world.sender.round();
  EXPECT_EQ(state_of(world.get(id)), "sent");
  EXPECT_EQ(world.transport.tried().size(), 1U);
  EXPECT_EQ(world.sender.counters().sent, 1U);
}

TEST(Sender, WhatWasCutByStoppingIsNotCounted) {
  World world;
  const auto id = world.enqueue();
  world.transport.fail_next({Outcome::kStopped, {}, ""});
  world.sender.round();
  EXPECT_EQ(state_of(world.get(id)), "waiting");
  EXPECT_EQ(world.get(id).attempts, 0);
}

TEST(Sender, AnEnqueuedMailIsSentAfterTheCommitAndNotBefore) {
  World world;
  must(world.sender.start());
  while (world.sender.counters().rounds == 0) std::this_thread::yield();  // It sleeps, or is about to.
  const auto message = must(compose("ann@example.com", "en", PasswordReset{WallMs{}, "https://e.com/s3cret"}));
  const auto sent = world.transport.next_try();
  world.store.write([&](store::Transaction& t) {
    must(world.outbox.enqueue(t, world.team.id, message));
    EXPECT_EQ(sent.wait_for(200ms), std::future_status::timeout);
  });
  // Far sooner than the sender would have looked by itself.
  EXPECT_EQ(sent.wait_for(20s), std::future_status::ready);
  world.sender.stop();
}

TEST(Sender, AStartTriesAtOnceWhatWaits) {
  World world;
  const auto id = world.enqueue();
  world.transport.fail_next(kDown);
  world.sender.round();
  const auto tried = world.transport.next_try();
  must(world.sender.start());
  EXPECT_EQ(tried.wait_for(20s), std::future_status::ready);
  world.sender.stop();
  EXPECT_EQ(state_of(world.get(id)), "sent");
}

TEST(Sender, AMonthLaterOnlyWhatWaitsIsKept) {
  World world;
  const auto id = world.enqueue();
  world.sender.round();
  world.clock.advance(31 * 24h);
  world.sender.round();
  world.store.read([&](store::Transaction& t) {
    EXPECT_FALSE(store::Mails(store::TeamScope(t, world.team.id)).get(id));
    return 0;
  });
}

}  // namespace
}  // namespace callout::mail
