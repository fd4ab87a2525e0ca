// SPDX-License-Identifier: Apache-2.0
#include "customers/contacts.h"

#include <gmock/gmock.h>

#include "customers/customers_testing.h"

namespace callout::customers {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class ContactRules : public TestCustomers {
 protected:
  ContactDetails details(const std::string& email) { return {.name = "Ana", .email = email}; }
  std::string token_of(const std::string& email) { return outbox.token(email, "session_started"); }
};

TEST_F(ContactRules, WhoAdministersTheEntityAddsChangesAndRemovesThem) {
  store_.give(other, "team-administrator", model::Scope::of(customer));
  authority->forget(team.id);
  const auto added = store::must(services.contacts.add(as(other), site, details("ana@example.com")));
  EXPECT_EQ(store::must(services.contacts.change(as(other), added.id, {.name = "Ana B."})).name, "Ana B.");
  EXPECT_EQ(code_of(services.contacts.add(as(other), other_customer, details("ana@example.com"))), Code::kDenied);
  EXPECT_EQ(code_of(services.contacts.add(as(member), site, details("eva@example.com"))), Code::kDenied);
  EXPECT_EQ(code_of(services.contacts.change(as(member), added.id, {.notify = false})), Code::kDenied);
  EXPECT_EQ(code_of(services.contacts.remove(as(member), added.id)), Code::kDenied);
  EXPECT_TRUE(services.contacts.remove(as(other), added.id));
  EXPECT_EQ(code_of(services.contacts.remove(as(other), added.id)), Code::kNotFound);
}

TEST_F(ContactRules, EachChangeIsARecordOfTheEntity) {
  const auto added = add_contact(site, "ana@example.com", {.language = "pt-BR"});
  store::must(services.contacts.change(as(owner), added.id, {.notify = false, .journal = false}));
  store::must(services.contacts.remove(as(owner), added.id));
  const auto kept = records(model::AuditKind::kEntityChanged);
  ASSERT_EQ(kept.size(), 3U);
  for (const auto& record : kept) {
    EXPECT_EQ(record.entity.id, site);
    EXPECT_EQ(record.detail, "contact ana@example.com");
    EXPECT_EQ(record.actor.technician, owner.id);
  }
  const auto added_changes = kept[2].changes.text();
  EXPECT_THAT(added_changes, HasSubstr(R"("field":"contact_email","before":"","after":"ana@example.com")"));
  EXPECT_THAT(added_changes, HasSubstr(R"("field":"contact_language","before":"","after":"pt-BR")"));
  const auto changes = kept[1].changes.text();
  EXPECT_THAT(changes, HasSubstr(R"("field":"contact_mails","before":"on","after":"off")"));
  EXPECT_THAT(changes, HasSubstr(R"("field":"contact_journal_link","before":"on","after":"off")"));
  EXPECT_THAT(changes, Not(HasSubstr("contact_name")));
  EXPECT_THAT(kept[0].changes.text(), HasSubstr(R"("field":"contact_email","before":"ana@example.com","after":"")"));
}

TEST_F(ContactRules, AnEntityHasAtMostTwentyAndNoAddressTwice) {
  for (int i = 0; i < store::kContactsPerEntity; ++i) add_contact(site, "c" + std::to_string(i) + "@example.com");
  EXPECT_EQ(code_of(services.contacts.add(as(owner), site, details("more@example.com"))), Code::kExhausted);
  add_contact(customer, "c0@example.com");
  EXPECT_EQ(code_of(services.contacts.add(as(owner), customer, details("c0@example.com"))), Code::kConflict);
}

TEST_F(ContactRules, WhatCannotBeMailedIsRefused) {
  EXPECT_EQ(code_of(services.contacts.add(as(owner), site, details("\"a b\"@example.com"))), Code::kInvalid);
}

TEST_F(ContactRules, TheLinkOfAMailStopsTheMailsOfTheTeamToThatAddress) {
  const auto here = add_contact(site, "ana@example.com");
  const auto above = add_contact(customer, "ana@example.com");
  add_contact(site, "bruno@example.com");
  const auto session = visit(printer);
  const auto token = token_of("ana@example.com");
  EXPECT_TRUE(services.contacts.unsubscribe(token, "192.0.2.1"));
  EXPECT_TRUE(services.contacts.unsubscribe(token, "192.0.2.1")) << "again is fine";
  end(session);
  EXPECT_EQ(mails_to("ana@example.com"), "session_started");
  EXPECT_EQ(mails_to("bruno@example.com"), "session_started session_ended");
  for (const auto& id : {here.id, above.id}) {
    EXPECT_FALSE(contact(id).notify);
    EXPECT_TRUE(contact(id).unsubscribed_at);
  }
  const auto kept = records(model::AuditKind::kEntityChanged);
  ASSERT_EQ(kept.size(), 5U) << "three added, two stopped, once each";
  EXPECT_EQ(kept[0].actor.name, "ana@example.com");
  EXPECT_EQ(kept[0].actor.kind, model::AuditActorKind::kUnknown);
  EXPECT_EQ(kept[0].actor.address, "192.0.2.1");
  EXPECT_THAT(kept[0].detail, HasSubstr("by the link in a mail"));
}

TEST_F(ContactRules, NobodyTurnsMailsOnAgainForWhoStoppedThem) {
  const auto added = add_contact(site, "ana@example.com");
  visit(printer);
  store::must(services.contacts.unsubscribe(token_of("ana@example.com"), "192.0.2.1"));
  EXPECT_EQ(code_of(services.contacts.change(as(owner), added.id, {.notify = true})), Code::kConflict);
  EXPECT_TRUE(services.contacts.change(as(owner), added.id, {.name = "Ana B."}));
  EXPECT_FALSE(add_contact(customer, "ana@example.com").notify) << "also elsewhere in the team";
  visit(printer);
  EXPECT_EQ(mails_to("ana@example.com"), "session_started");
}

TEST_F(ContactRules, WhatWaitsForASummaryIsDroppedWithTheMails) {
  add_contact(site, "ana@example.com");
  for (int i = 0; i <= kMailsAnHour; ++i) end(visit(printer));
  store::must(services.contacts.unsubscribe(token_of("ana@example.com"), "192.0.2.1"));
  clock.advance(2h);
  services.notifier.work();
  EXPECT_EQ(outbox.newest("ana@example.com", "sessions_summary"), std::nullopt);
}

TEST_F(ContactRules, GuessingTokensIsSlowedDown) {
  add_contact(site, "ana@example.com");
  visit(printer);
  const auto token = token_of("ana@example.com");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(code_of(services.contacts.unsubscribe("guess", "192.0.2.1")), Code::kNotFound);
  for (int i = 0; i < 3; ++i) std::ignore = services.contacts.unsubscribe("guess", "192.0.2.1");
  EXPECT_EQ(code_of(services.contacts.unsubscribe("guess", "192.0.2.1")), Code::kExhausted);
  EXPECT_EQ(code_of(services.contacts.unsubscribe(token, "192.0.2.1")), Code::kExhausted);
  EXPECT_TRUE(services.contacts.unsubscribe(token, "192.0.2.2"));
}

TEST_F(ContactRules, TokensAreKnownToTheDatabaseAsHashesOnly) {
  add_contact(site, "ana@example.com");
  visit(printer);
  const auto mail = *outbox.newest("ana@example.com", "session_started");
  const auto token = token_of("ana@example.com"), secret = journal_secret(mail.text.plain);
  store_.write([&](store::Transaction& t) { store::must(store::MailQueue(t).finish_sent(mail.id, clock.wall())); });
  store_.read([&](store::Transaction& t) {
    EXPECT_TRUE(store::must(store::find_contact(t, hash_of_secret(token))));
    EXPECT_FALSE(store::must(store::find_contact(t, token)));
    EXPECT_TRUE(store::must(store::find_journal_link(t, hash_of_secret(secret))));
    const auto sent = store::must(store::Mails(store::TeamScope(t, team.id)).get(mail.id));
    EXPECT_EQ(sent.text.plain + sent.text.html + sent.text.unsubscribe, "");
  });
}

TEST_F(ContactRules, TheyGoWithTheirEntity) {
  const auto empty = add_entity("Empty", customer);
  const auto added = add_contact(empty, "ana@example.com");
  store::must(rights::remove_entity(*authority, as(owner), empty));
  EXPECT_EQ(code_of(services.contacts.remove(as(owner), added.id)), Code::kNotFound);
}

}  // namespace
}  // namespace callout::customers
