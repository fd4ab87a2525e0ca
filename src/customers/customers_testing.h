// SPDX-License-Identifier: Apache-2.0
// For tests: sessions to devices of two customers with sites, and what their contacts are mailed. The mails stay in the
// database. One thread.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "customers/services.h"
#include "mail/outbox_testing.h"
#include "rights/places.h"
#include "sessions/sessions_testing.h"
#include "store/audit.h"
#include "store/contacts.h"
#include "store/journal_links.h"

namespace callout::customers {

inline constexpr const char* kConsole = "https://callout.example.com";

class TestCustomers : public ::testing::Test, protected sessions::TestServer {
 protected:
  explicit TestCustomers(bool mail_server = true) : outbox(*store_, clock, store_.log(), mail_server) {
    sessions->set_observer(&services.notifier);
    online();
  }

  model::EntityId add_entity(const std::string& name, const model::EntityId& parent) {
    return store::must(rights::add_entity(*authority, as(owner), parent, name)).id;
  }
  model::Device add_device_at(const model::EntityId& entity, const std::string& name) {
    auto made = store_.add_device(team, install, name);
    move(made, entity);
    return made;
  }
  void move(const model::Device& what, const model::EntityId& entity) {
    store_.write([&](store::Transaction& t) {
      const store::TeamScope scope(t, team.id);
      auto device = store::must(store::Devices(scope).get(what.id));
      device.entity = entity;
      store::must(store::Devices(scope).update(device));
    });
  }
  model::Contact add_contact(const model::EntityId& entity, const std::string& email, ContactDetails details = {}) {
    details.email = email;
    if (details.name.empty()) details.name = "Ana";
    return store::must(services.contacts.add(as(owner), entity, details));
  }
  model::Contact contact(const model::ContactId& id) {
    return store_.read(
        [&](store::Transaction& t) { return store::must(store::Contacts(store::TeamScope(t, team.id)).get(id)); });
  }
  /// Active; a millisecond goes by before and after it starts, so that mails have an order.
  model::Session visit(const model::Device& what) {
    clock.advance(std::chrono::milliseconds(1));
    auto session = answer(open(member, what.id));
    clock.advance(std::chrono::milliseconds(1));
    return session;
  }
  void end(const model::Session& session) { store::must(sessions->end(as(member), session.id)); }
  /// "session_started session_ended": what the address was sent, oldest first.
  std::string mails_to(const std::string& email) {
    std::string kinds;
    for (const auto& mail : all_mails_to(email)) kinds += (kinds.empty() ? "" : " ") + mail.kind;
    return kinds;
  }
  std::vector<model::Mail> all_mails_to(const std::string& email) {
    std::vector<model::Mail> found;
    for (auto& mail : outbox.all()) {
      if (mail.to == email) found.push_back(std::move(mail));
    }
    return found;
  }
  /// The secret of the journal link in a text; empty without one.
  static std::string journal_secret(const std::string& text) {
    const auto at = text.find("/journal#");
    return at == std::string::npos ? std::string() : text.substr(at + 9, 43);
  }
  std::vector<model::AuditRecord> records(model::AuditKind kind) {
    return store_.read([&](store::Transaction& t) {
      return store::must(store::Audit(store::TeamScope(t, team.id)).list({}, {.kind = kind})).items;
    });
  }
  template <class T>
  static Code code_of(const Result<T>& result) {
    return result ? Code::kInternal : result.error().code;
  }

  mail::TestOutbox outbox;
  Services services{{.store = *store_,
                     .authority = *authority,
                     .outbox = *outbox,
                     .seal = Seal(Seal::Key{}),
                     .console = kConsole,
                     .clock = clock,
                     .log = store_.log()}};
  const model::EntityId customer = add_entity("Customer", team.root_entity);
  const model::EntityId site = add_entity("Main street", customer);
  const model::EntityId other_customer = add_entity("Other", team.root_entity);
  const model::Device printer = add_device_at(site, "Printer");
  const model::Device other_printer = add_device_at(other_customer, "Other printer");
};

}  // namespace callout::customers
