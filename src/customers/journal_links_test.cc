// SPDX-License-Identifier: Apache-2.0
#include "customers/journal_links.h"

#include <gmock/gmock.h>

#include "customers/customers_testing.h"

namespace callout::customers {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::ElementsAre;
using testing::HasSubstr;

class JournalLinkRules : public TestCustomers {
 protected:
  MadeLink made(const model::EntityId& entity, days valid = kJournalLinkTime) {
    return store::must(services.journal_links.make(as(owner), entity, "For Ana", valid));
  }
  Result<SeenJournal> look(const MadeLink& link, const store::PageRequest& page = {}) {
    return services.journal_links.look(journal_secret(link.address), "192.0.2.1", page);
  }
  /// The devices that a link shows, newest first.
  std::vector<std::string> devices(const MadeLink& link) {
    std::vector<std::string> names;
    for (const auto& each : store::must(look(link)).sessions.items) names.push_back(each.device);
    return names;
  }
};

TEST_F(JournalLinkRules, ShowsTheSessionsThereAndBelowNewestFirstAndNothingBeside) {
  const auto copier = add_device_at(customer, "Copier");
  end(visit(printer));
  clock.advance(1min);
  end(visit(other_printer));
  clock.advance(1min);
  const auto session = visit(copier);
  lease(session)->add_up(10);
  lease(session)->add_down(2000);
  clock.advance(5min);
  end(session);
  EXPECT_THAT(devices(made(customer)), ElementsAre("Copier", "Printer"));
  EXPECT_THAT(devices(made(site)), ElementsAre("Printer"));
  EXPECT_THAT(devices(made(other_customer)), ElementsAre("Other printer"));
  const auto seen = store::must(look(made(customer)));
  EXPECT_EQ(seen.team, "Dealer");
  EXPECT_EQ(seen.entity, "Customer");
  const auto& first = seen.sessions.items.front();
  EXPECT_EQ(first.technician, "Ann");
  EXPECT_EQ(first.site, "Customer");
  EXPECT_EQ(first.reason, model::ClosedReason::kEndedByTechnician);
  EXPECT_EQ(*first.ended_at - first.started_at, 5min + 1ms);
  EXPECT_EQ(first.bytes_up, 10U);
  EXPECT_EQ(first.bytes_down, 2000U);
  EXPECT_EQ(seen.sessions.items.back().site, "Main street");
}

TEST_F(JournalLinkRules, ASessionThatGoesOnHasNoEndAndOneThatWasNeverActiveIsNotShown) {
  end(open(member, printer.id));
  visit(printer);
  const auto seen = store::must(look(made(site))).sessions.items;
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_FALSE(seen[0].ended_at);
  EXPECT_FALSE(seen[0].reason);
}

TEST_F(JournalLinkRules, WhatWasSeenStaysWhereItWasWhenTheDeviceMovesOrIsGone) {
  end(visit(printer));
  move(printer, other_customer);
  EXPECT_THAT(devices(made(site)), ElementsAre("Printer"));
  EXPECT_THAT(devices(made(other_customer)), ElementsAre()) << "the new customer sees nothing of the old one";
  store::must(inventory->remove_device(as(owner), printer.id));
  EXPECT_THAT(devices(made(customer)), ElementsAre("Printer"));
}

TEST_F(JournalLinkRules, ShowsNinetyDaysInPages) {
  for (int i = 0; i < 3; ++i) {
    end(visit(printer));
    clock.advance(40h);
  }
  const auto link = made(site);
  const auto first = store::must(look(link, {"", 2}));
  EXPECT_EQ(first.sessions.items.size(), 2U);
  ASSERT_TRUE(first.sessions.next_cursor);
  const auto second = store::must(look(link, {*first.sessions.next_cursor, 2}));
  EXPECT_EQ(second.sessions.items.size(), 1U);
  EXPECT_LT(second.sessions.items[0].started_at, first.sessions.items[1].started_at);
  clock.advance(kJournalTime - 2 * 40h - 1min);
  EXPECT_EQ(devices(link).size(), 2U);
}

TEST_F(JournalLinkRules, IsMadeAndWithdrawnByWhoMayReadTheJournalThere) {
  store_.give(other, "auditor", model::Scope::of(customer));
  authority->forget(team.id);
  const auto link = store::must(services.journal_links.make(as(other), site, "For Ana", days(30)));
  EXPECT_EQ(code_of(services.journal_links.make(as(other), other_customer, "X", days(30))), Code::kDenied);
  EXPECT_EQ(code_of(services.journal_links.make(as(member), site, "X", days(30))), Code::kDenied);
  EXPECT_EQ(code_of(services.journal_links.withdraw(as(member), link.link.id)), Code::kDenied);
  EXPECT_TRUE(look(link));
  EXPECT_TRUE(services.journal_links.withdraw(as(other), link.link.id));
  EXPECT_EQ(code_of(look(link)), Code::kNotFound);
}

TEST_F(JournalLinkRules, UnknownWithdrawnAndExpiredAreOneAnswer) {
  const auto withdrawn = made(site), expired = made(site, days(1));
  store::must(services.journal_links.withdraw(as(owner), withdrawn.link.id));
  EXPECT_TRUE(look(expired));
  clock.advance(24h);
  std::set<std::string> answers;
  for (const auto& result : {look(withdrawn), look(expired), services.journal_links.look("guess", "192.0.2.1", {})}) {
    EXPECT_EQ(code_of(result), Code::kNotFound);
    answers.insert(result.error().message);
  }
  EXPECT_EQ(answers.size(), 1U);
}

TEST_F(JournalLinkRules, ADateThatIsSetBackGivesNoMoreTime) {
  const auto link = made(site, days(1));
  clock.advance(23h);
  clock.jump_wall(-48h);
  EXPECT_TRUE(look(link));
  clock.advance(1h);
  EXPECT_EQ(code_of(look(link)), Code::kNotFound);
}

TEST_F(JournalLinkRules, MakingWithdrawingAndUseAreRecordedUseOnceAnHour) {
  const auto link = made(site);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(look(link));
  clock.advance(59min);
  EXPECT_TRUE(look(link));
  EXPECT_EQ(records(model::AuditKind::kJournalLinkUsed).size(), 1U);
  clock.advance(1min);
  EXPECT_TRUE(look(link));
  const auto used = records(model::AuditKind::kJournalLinkUsed);
  ASSERT_EQ(used.size(), 2U);
  EXPECT_EQ(used[0].entity.id, site);
  EXPECT_EQ(used[0].actor.address, "192.0.2.1");
  EXPECT_THAT(used[0].detail, HasSubstr("For Ana"));
  store::must(services.journal_links.withdraw(as(owner), link.link.id));
  EXPECT_EQ(records(model::AuditKind::kJournalLinkMade).size(), 1U);
  EXPECT_EQ(records(model::AuditKind::kJournalLinkWithdrawn).size(), 1U);
}

TEST_F(JournalLinkRules, GuessingIsSlowedDown) {
  const auto link = made(site);
  for (int i = 0; i < 24; ++i) std::ignore = services.journal_links.look("guess", "192.0.2.1", {});
  EXPECT_EQ(code_of(look(link)), Code::kExhausted);
  EXPECT_GT(services.journal_links.retry_after("192.0.2.1"), 0s);
  EXPECT_TRUE(services.journal_links.look(journal_secret(link.address), "192.0.2.2", {}));
}

TEST_F(JournalLinkRules, TheOneInAContactsMailsShowsTheirEntityAndIsRenewedByEachMail) {
  add_contact(customer, "ana@example.com");
  visit(printer);
  const auto secret = journal_secret(outbox.newest("ana@example.com", "session_started")->text.plain);
  EXPECT_EQ(store::must(services.journal_links.look(secret, "192.0.2.1", {})).entity, "Customer");
  clock.advance(364 * 24h);
  tick();
  EXPECT_THAT(mails_to("ana@example.com"), HasSubstr("session_ended"));
  clock.advance(2 * 24h);
  EXPECT_TRUE(services.journal_links.look(secret, "192.0.2.1", {}));
  clock.advance(364 * 24h);
  EXPECT_FALSE(services.journal_links.look(secret, "192.0.2.1", {}));
}

TEST_F(JournalLinkRules, AContactsLinkIsWithdrawnWithThemByItselfOrByASwitch) {
  const auto secret_after = [&](const model::Session& session) {
    end(session);
    return journal_secret(all_mails_to("ana@example.com").back().text.plain);
  };
  const auto ana = add_contact(site, "ana@example.com");
  const auto first = secret_after(visit(printer));
  EXPECT_TRUE(services.journal_links.look(first, "192.0.2.1", {}));
  store::must(services.contacts.change(as(owner), ana.id, {.journal = false}));
  EXPECT_FALSE(services.journal_links.look(first, "192.0.2.1", {}));
  clock.advance(1min);
  EXPECT_EQ(secret_after(visit(printer)), "");
  store::must(services.contacts.change(as(owner), ana.id, {.journal = true}));
  clock.advance(1min);
  const auto second = secret_after(visit(printer));
  EXPECT_NE(second, first);
  const auto links = store_.read(
      [&](store::Transaction& t) { return store::must(store::JournalLinks(store::TeamScope(t, team.id)).list(site)); });
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links[0].contact, ana.id);
  store::must(services.journal_links.withdraw(as(owner), links[0].id));
  EXPECT_FALSE(contact(ana.id).journal);
  store::must(services.contacts.change(as(owner), ana.id, {.journal = true}));
  clock.advance(1min);
  const auto third = secret_after(visit(printer));
  EXPECT_TRUE(services.journal_links.look(third, "192.0.2.1", {}));
  store::must(services.contacts.remove(as(owner), ana.id));
  EXPECT_FALSE(services.journal_links.look(third, "192.0.2.1", {}));
}

TEST_F(JournalLinkRules, WithAnotherKeyTheNextMailHasANewLinkThatWorks) {
  add_contact(site, "ana@example.com");
  const auto session = visit(printer);
  const auto old = journal_secret(outbox.newest("ana@example.com", "session_started")->text.plain);
  Seal::Key key{};
  key[0] = std::byte{1};
  Services after({*store_, *authority, *outbox, Seal(key), kConsole, clock, store_.log()});
  sessions->set_observer(&after.notifier);
  end(session);
  const auto mail = *outbox.newest("ana@example.com", "session_ended");
  EXPECT_FALSE(after.journal_links.look(old, "192.0.2.1", {}));
  EXPECT_TRUE(after.journal_links.look(journal_secret(mail.text.plain), "192.0.2.1", {}));
  EXPECT_TRUE(after.contacts.unsubscribe(mail::TestOutbox::token_of(mail.text.plain), "192.0.2.1"));
}

}  // namespace
}  // namespace callout::customers
