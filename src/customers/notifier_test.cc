// SPDX-License-Identifier: Apache-2.0
#include "customers/notifier.h"

#include <gmock/gmock.h>

#include "customers/customers_testing.h"

namespace callout::customers {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class ContactMails : public TestCustomers {
 protected:
  /// Starts and ends sessions; each is one mail to a contact who has room.
  void starts_and_ends(int count) {
    for (int i = 0; i < count; i += 2) end(visit(printer));
  }
  void tick_after(std::chrono::milliseconds time) {
    clock.advance(time);
    services.notifier.work();
  }
};

TEST_F(ContactMails, ASessionsStartAndEndAreTold) {
  add_contact(site, "ana@example.com", {.time_zone = "America/Sao_Paulo"});
  const auto session = visit(printer);
  ASSERT_EQ(mails_to("ana@example.com"), "session_started");
  const auto started = all_mails_to("ana@example.com").front();
  EXPECT_EQ(started.text.subject, "Remote session started: Printer, Main street");
  for (const char* said : {"Technician: Ann\n", "Team: Dealer\n", "the technician can change settings\n",
                           "Ends after: 30 min\n", "at most: 8 h 00 min\n", "2025, 21:00 (UTC-03:00)\n",
                           "because Ann of Dealer added you as a contact of Main street.\n"})
    EXPECT_THAT(started.text.plain, HasSubstr(said));
  clock.advance(3min);
  lease(session)->add_up(5000);
  lease(session)->add_down(70'000);
  end(session);
  ASSERT_EQ(mails_to("ana@example.com"), "session_started session_ended");
  const auto ended = all_mails_to("ana@example.com").back();
  for (const char* said :
       {"Took: 3 min\n", "Cause: The technician ended it\n", "Sent to the device: 5 kB\n", "Received from it: 70 kB\n"})
    EXPECT_THAT(ended.text.plain, HasSubstr(said));
  EXPECT_EQ(journal_secret(ended.text.plain), journal_secret(started.text.plain)) << "one link for one contact";
}

TEST_F(ContactMails, AMomentThatHasPassedTakesNoMinuteAway) {
  add_contact(site, "ana@example.com");
  auto session = open(member, printer.id);
  session.active_at = clock.wall();
  session.remaining = 30min - 300ms;
  store_.write([&](store::Transaction& t) { services.notifier.session_opened(t, session); });
  EXPECT_THAT(all_mails_to("ana@example.com").front().text.plain, HasSubstr("Ends after: 30 min\n"));
}

TEST_F(ContactMails, AReadOnlySessionAndRawPortsAreCalledSo) {
  add_contact(customer, "ana@example.com");
  may_only(other, {model::Permission::kDeviceWebpageReadOnly});
  answer(open(other, printer.id));
  EXPECT_THAT(all_mails_to("ana@example.com").front().text.plain, HasSubstr("Access: The device's page, to read only"));
}

TEST_F(ContactMails, ContactsHearOfAllBelowThemAndOfNothingBeside) {
  add_contact(team.root_entity, "dealer@example.com");
  add_contact(customer, "customer@example.com");
  add_contact(site, "site@example.com");
  add_contact(other_customer, "other@example.com");
  visit(printer);
  EXPECT_EQ(mails_to("dealer@example.com"), "session_started");
  EXPECT_EQ(mails_to("customer@example.com"), "session_started");
  EXPECT_EQ(mails_to("site@example.com"), "session_started");
  EXPECT_EQ(mails_to("other@example.com"), "");
}

TEST_F(ContactMails, AnAddressThatIsAContactTwiceIsToldOnceAsTheNearest) {
  add_contact(customer, "ana@example.com");
  add_contact(site, "ana@example.com");
  visit(printer);
  EXPECT_EQ(mails_to("ana@example.com"), "session_started");
  EXPECT_THAT(all_mails_to("ana@example.com").front().text.plain, HasSubstr("as a contact of Main street"));
}

TEST_F(ContactMails, ASessionThatWasNeverActiveTellsNobody) {
  add_contact(site, "ana@example.com");
  end(open(member, printer.id));
  const auto failed = open(member, printer.id);
  store::must(jobs->finished(install.id, failed.job, model::Failure{}));
  EXPECT_EQ(get(failed).closed_reason, model::ClosedReason::kFailed);
  EXPECT_EQ(mails_to("ana@example.com"), "");
}

TEST_F(ContactMails, WhoIsNotToBeMailedIsNot) {
  add_contact(site, "ana@example.com", {.notify = false});
  end(visit(printer));
  EXPECT_EQ(mails_to("ana@example.com"), "");
}

TEST_F(ContactMails, TheEndIsToldWhereItBeganAlsoWhenTheDeviceMovedOrIsGone) {
  add_contact(site, "ana@example.com");
  add_contact(other_customer, "other@example.com");
  const auto moved = visit(printer);
  move(printer, other_customer);
  end(moved);
  EXPECT_EQ(mails_to("ana@example.com"), "session_started session_ended");
  EXPECT_EQ(mails_to("other@example.com"), "");
  const auto gone = visit(other_printer);
  store::must(inventory->remove_device(as(owner), other_printer.id));
  EXPECT_EQ(get(gone).closed_reason, model::ClosedReason::kDeviceRemoved);
  EXPECT_EQ(mails_to("other@example.com"), "session_started session_ended");
}

TEST_F(ContactMails, AnEndAfterARestartIsToldToo) {
  add_contact(site, "ana@example.com");
  visit(printer);
  restart();
  mail::TestOutbox new_outbox(*store_, clock, store_.log());
  Services after({*store_, *authority, *new_outbox, Seal(Seal::Key{}), kConsole, clock, store_.log()});
  sessions->set_observer(&after.notifier);
  clock.advance(31min);
  tick();
  EXPECT_EQ(new_outbox.all().size(), 2U);
  EXPECT_THAT(new_outbox.newest("ana@example.com", "session_ended")->text.plain, HasSubstr("Cause: Its time was over"));
}

TEST_F(ContactMails, MailsAreStoredWithWhatTheyTellOrNotAtAll) {
  add_contact(site, "ana@example.com");
  const auto session = open(member, printer.id);
  {
    auto transaction = store::must(store_->write());
    auto active = session;
    active.active_at = clock.wall();
    services.notifier.session_opened(transaction, active);
  }
  EXPECT_EQ(mails_to("ana@example.com"), "") << "rolled back";
  answer(session);
  EXPECT_EQ(mails_to("ana@example.com"), "session_started");
}

TEST_F(ContactMails, AContactGetsSoManyAnHourAndThenOneSummary) {
  add_contact(site, "ana@example.com");
  starts_and_ends(200);
  EXPECT_EQ(all_mails_to("ana@example.com").size(), static_cast<std::size_t>(kMailsAnHour));
  tick_after(59min);
  EXPECT_EQ(outbox.newest("ana@example.com", "sessions_summary"), std::nullopt);
  tick_after(1min);
  const auto summary = outbox.newest("ana@example.com", "sessions_summary");
  ASSERT_TRUE(summary);
  EXPECT_THAT(summary->text.subject, HasSubstr("180 starts and ends"));
  EXPECT_THAT(summary->text.plain, HasSubstr("From: 1 January 2026, 00:00 (UTC)\nTo: 1 January 2026, 01:00 (UTC)\n"));
  EXPECT_EQ(journal_secret(summary->text.plain).size(), 43U);
  tick_after(2h);
  EXPECT_EQ(all_mails_to("ana@example.com").size(), static_cast<std::size_t>(kMailsAnHour) + 1) << "once";
  starts_and_ends(2);
  EXPECT_EQ(all_mails_to("ana@example.com").size(), static_cast<std::size_t>(kMailsAnHour) + 3) << "as before";
}

TEST_F(ContactMails, WhatHappensBeforeTheSummaryIsInIt) {
  add_contact(site, "ana@example.com");
  starts_and_ends(kMailsAnHour + 2);
  clock.advance(2h);
  starts_and_ends(2);
  EXPECT_EQ(all_mails_to("ana@example.com").size(), static_cast<std::size_t>(kMailsAnHour));
  tick_after(10s);
  EXPECT_THAT(outbox.newest("ana@example.com", "sessions_summary")->text.subject, HasSubstr("4 starts and ends"));
}

TEST_F(ContactMails, AClockThatIsPutBackHoldsNothingForLong) {
  add_contact(site, "ana@example.com");
  starts_and_ends(kMailsAnHour + 2);
  clock.jump_wall(-24h);
  tick_after(10s);
  EXPECT_TRUE(outbox.newest("ana@example.com", "sessions_summary"));
}

TEST_F(ContactMails, TheyLeaveRoomInTheOutboxForOthersAndAreSummedUpLater) {
  add_contact(site, "ana@example.com");
  store_.write([&](store::Transaction& t) {
    model::Mail mail;
    mail.created_at = clock.wall();
    for (int i = 0; i < store::kMailsPerTeam / 2; ++i) {
      mail.id = model::MailId::make();
      store::must(store::Mails(store::TeamScope(t, team.id)).insert(mail));
    }
  });
  starts_and_ends(2);
  EXPECT_EQ(mails_to("ana@example.com"), "");
  store_.write([&](store::Transaction& t) {
    for (const auto& each : store::must(store::MailQueue(t).due(clock.wall(), 1h, 1000)))
      store::must(store::MailQueue(t).finish_sent(each.id, clock.wall()));
  });
  tick_after(61min);
  EXPECT_THAT(outbox.newest("ana@example.com", "sessions_summary")->text.subject, HasSubstr("2 starts and ends"));
}

class WithoutMailServer : public TestCustomers {
 protected:
  WithoutMailServer() : TestCustomers(false) {}
};

TEST_F(WithoutMailServer, NothingIsQueuedOrHeldAndSessionsAreShownAllTheSame) {
  const auto added = add_contact(site, "ana@example.com");
  const auto link = store::must(services.journal_links.make(as(owner), site, "Ana", 1 * std::chrono::days(1)));
  for (int i = 0; i < 30; ++i) end(visit(printer));
  EXPECT_EQ(mails_to("ana@example.com"), "");
  store_.read([&](store::Transaction& t) {
    EXPECT_TRUE(store::must(store::contacts_to_sum_up(t, clock.wall() + 24h, clock.wall(), 10)).empty());
  });
  EXPECT_EQ(
      store::must(services.journal_links.look(journal_secret(link.address), "192.0.2.1", {})).sessions.items.size(),
      30U);
}

TEST_F(ContactMails, AMailWithoutALinkIsSentToWhoHasNone) {
  add_contact(site, "ana@example.com", {.journal = false});
  visit(printer);
  EXPECT_THAT(all_mails_to("ana@example.com").front().text.plain, Not(HasSubstr("/journal#")));
}

TEST_F(ContactMails, EveryMailHasALinkThatStopsThem) {
  add_contact(site, "ana@example.com");
  add_contact(customer, "bruno@example.com");
  starts_and_ends(2);
  const auto ana = all_mails_to("ana@example.com"), bruno = all_mails_to("bruno@example.com");
  EXPECT_EQ(ana[0].text.unsubscribe, ana[1].text.unsubscribe);
  EXPECT_NE(ana[0].text.unsubscribe, bruno[0].text.unsubscribe);
  EXPECT_THAT(ana[0].text.unsubscribe, testing::MatchesRegex("https://callout.example.com/unsubscribe\\?token=.*"));
  EXPECT_THAT(ana[0].text.plain, HasSubstr(ana[0].text.unsubscribe));
}

}  // namespace
}  // namespace callout::customers
