// SPDX-License-Identifier: Apache-2.0
#include "store/mails.h"

#include <gtest/gtest.h>

#include "store/connection.h"
#include "store/store_testing.h"

namespace callout::store {
namespace {

using namespace std::chrono_literals;

constexpr WallMs kNow{std::chrono::milliseconds(1'767'225'600'000)};

model::Mail mail_at(WallMs created, std::string to = "ann@example.com") {
  model::Mail mail;
  mail.id = model::MailId::make();
  mail.to = std::move(to);
  mail.language = "pt-BR";
  mail.kind = "invitation";
  mail.text = {"Olá", "https://example.com/secret", "<p>secret</p>", "https://example.com/unsubscribe"};
  mail.created_at = created;
  return mail;
}

struct World {
  TestStore store;
  model::Team team = store.add_team();

  model::MailId add(WallMs created = kNow) {
    const auto mail = mail_at(created);
    store.write([&](Transaction& t) { must(Mails(TeamScope(t, team.id)).insert(mail)); });
    return mail.id;
  }
  model::Mail get(const model::MailId& id) {
    return store.read([&](Transaction& t) { return must(Mails(TeamScope(t, team.id)).get(id)); });
  }
  std::vector<model::MailId> due(WallMs now, int most = 100) {
    return store.read([&](Transaction& t) {
      std::vector<model::MailId> ids;
      for (const auto& mail : must(MailQueue(t).due(now, 1h, most))) ids.push_back(mail.id);
      return ids;
    });
  }
  template <class F>
  void queue(F&& work) {
    store.write([&](Transaction& t) {
      MailQueue queue(t);
      must(work(queue));
    });
  }
};

TEST(Mails, AQueuedMailIsReadAsItWasWritten) {
  World world;
  const auto mail = world.get(world.add());
  EXPECT_EQ(mail.to, "ann@example.com");
  EXPECT_EQ(mail.team, world.team.id);
  EXPECT_EQ(mail.language, "pt-BR");
  EXPECT_EQ(mail.kind, "invitation");
  EXPECT_EQ(mail.text.subject, "Olá");
  EXPECT_EQ(mail.text.plain, "https://example.com/secret");
  EXPECT_EQ(mail.text.unsubscribe, "https://example.com/unsubscribe");
  EXPECT_EQ(mail.text.html, "<p>secret</p>");
  EXPECT_EQ(mail.created_at, kNow);
  EXPECT_EQ(mail.state, model::MailState::kWaiting);
  EXPECT_EQ(mail.attempts, 0);
  EXPECT_FALSE(mail.finished_at);
}

TEST(Mails, AnotherTeamsMailIsNotThere) {
  World world;
  const auto id = world.add();
  const auto other = world.store.add_team("Other");
  world.store.read([&](Transaction& t) {
    EXPECT_EQ(Mails(TeamScope(t, other.id)).get(id).error().code, Code::kNotFound);
    return 0;
  });
}

TEST(Mails, TextsAreEmptiedOnceTheMailIsDoneWith) {
  World world;
  const auto sent = world.add(), failed = world.add();
  world.queue([&](MailQueue& queue) { return queue.finish_sent(sent, kNow + 1s); });
  world.queue([&](MailQueue& queue) { return queue.finish_failed(failed, kNow + 2s, "No such user."); });
  for (const auto& id : {sent, failed}) {
    EXPECT_EQ(world.get(id).text.plain, "");
    EXPECT_EQ(world.get(id).text.unsubscribe, "");
    EXPECT_EQ(world.get(id).text.html, "");
  }
  EXPECT_EQ(world.get(sent).state, model::MailState::kSent);
  EXPECT_EQ(world.get(sent).finished_at, kNow + 1s);
  EXPECT_EQ(world.get(failed).state, model::MailState::kFailed);
  EXPECT_EQ(world.get(failed).last_error, "No such user.");
  EXPECT_TRUE(world.due(kNow + 24h).empty());
}

TEST(Mails, APostponedMailWaitsForItsTime) {
  World world;
  const auto id = world.add();
  EXPECT_EQ(world.due(kNow), std::vector{id});
  world.queue([&](MailQueue& queue) { return queue.postpone(id, kNow + 1min, "Greylisted."); });
  EXPECT_EQ(world.get(id).attempts, 1);
  EXPECT_EQ(world.get(id).last_error, "Greylisted.");
  EXPECT_EQ(world.get(id).text.plain, "https://example.com/secret");
  EXPECT_TRUE(world.due(kNow + 59s).empty());
  EXPECT_EQ(world.due(kNow + 1min), std::vector{id});
}

TEST(Mails, AClockThatWasPutBackHoldsNoMailBack) {
  World world;
  const auto id = world.add();
  world.queue([&](MailQueue& queue) { return queue.postpone(id, kNow + 1min, ""); });
  EXPECT_TRUE(world.due(kNow - 30min).empty());
  EXPECT_EQ(world.due(kNow - 24h), std::vector{id});
}

TEST(Mails, TheOldestAreDueFirstAndNoMoreThanAsked) {
  World world;
  const auto third = world.add(kNow + 3s), first = world.add(kNow + 1s), second = world.add(kNow + 2s);
  EXPECT_EQ(world.due(kNow + 1h, 2), (std::vector{first, second}));
  world.store.read([&](Transaction& t) {
    EXPECT_EQ(must(MailQueue(t).next_try()), kNow + 1s);
    EXPECT_EQ(must(MailQueue(t).waiting()), 3);
    return 0;
  });
  world.queue([&](MailQueue& queue) { return queue.make_all_due(kNow); });
  EXPECT_EQ(world.due(kNow).size(), 3U);
  EXPECT_EQ(world.get(third).next_try_at, kNow);
}

TEST(Mails, AFailureNamesNothingOfAMail) {
  World world;
  Connection(world.store.file(), true).run("ALTER TABLE mail_outbox RENAME COLUMN html TO other");
  world.store.write([&](Transaction& t) {
    const auto failed = Mails(TeamScope(t, world.team.id)).insert(mail_at(kNow));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message.find("secret"), std::string::npos) << failed.error().message;
    EXPECT_NE(failed.error().message.find("html"), std::string::npos) << failed.error().message;
  });
}

TEST(Mails, ATeamHasABoundAndItIsTheTeamsAlone) {
  World world;
  const auto other = world.store.add_team("Other");
  world.store.write([&](Transaction& t) {
    Mails mails(TeamScope(t, world.team.id));
    for (int i = 0; i < kMailsPerTeam; ++i) must(mails.insert(mail_at(kNow)));
    EXPECT_EQ(mails.insert(mail_at(kNow)).error().code, Code::kExhausted);
    // Those that wait count however old they are; those that were sent only for an hour.
    EXPECT_EQ(mails.insert(mail_at(kNow + 2h)).error().code, Code::kExhausted);
    for (const auto& mail : must(MailQueue(t).due(kNow, 1h, kMailsPerTeam)))
      must(MailQueue(t).finish_sent(mail.id, kNow));
    EXPECT_EQ(mails.insert(mail_at(kNow + 59min)).error().code, Code::kExhausted);
    EXPECT_TRUE(mails.insert(mail_at(kNow + 2h)));
    EXPECT_TRUE(Mails(TeamScope(t, other.id)).insert(mail_at(kNow)));
  });
}

TEST(Mails, OldOnesAreForgottenButNoneThatWaits) {
  World world;
  const auto old = world.add(), young = world.add(), waits = world.add();
  world.queue([&](MailQueue& queue) { return queue.finish_sent(old, kNow); });
  world.queue([&](MailQueue& queue) { return queue.finish_failed(young, kNow + 2h, ""); });
  world.queue([&](MailQueue& queue) { return queue.remove_finished_before(kNow + 1h); });
  world.store.read([&](Transaction& t) {
    Mails mails(TeamScope(t, world.team.id));
    EXPECT_EQ(mails.get(old).error().code, Code::kNotFound);
    EXPECT_TRUE(mails.get(young));
    EXPECT_TRUE(mails.get(waits));
    return 0;
  });
}

TEST(Mails, ThoseThatMatterLessLeaveRoomForOthers) {
  World world;
  for (int i = 0; i < 3; ++i) world.add();
  world.store.write([&](Transaction& t) {
    Mails mails(TeamScope(t, world.team.id));
    EXPECT_EQ(mails.insert(mail_at(kNow), 3).error().code, Code::kExhausted);
    EXPECT_TRUE(mails.insert(mail_at(kNow), 4));
    EXPECT_TRUE(mails.insert(mail_at(kNow)));
  });
}

}  // namespace
}  // namespace callout::store
