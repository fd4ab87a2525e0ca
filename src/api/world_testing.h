// SPDX-License-Identifier: Apache-2.0
// A whole server without sockets, for tests: real SQLite in a folder of its own, a clock that stands still, two teams.
// Requests go through the dispatcher as they do in production. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <boost/json/object.hpp>

#include "api/dispatch.h"
#include "api/events.h"
#include "customers/services.h"
#include "identity/account_services.h"
#include "identity/accounts.h"
#include "identity/agent_keys.h"
#include "identity/client_sign_ins.h"
#include "identity/enrolments.h"
#include "identity/sign_ins.h"
#include "jobs/service.h"
#include "mail/outbox_testing.h"
#include "rights/authority.h"
#include "sessions/inventory.h"
#include "sessions/lease_table.h"
#include "sessions/service.h"
#include "sessions/tickets.h"

namespace callout::api {

inline constexpr const char* kOrigin = "http://callout.localhost:8440";

/// Someone at a browser: what of a sign-in the browser holds.
struct Browser {
  model::TechnicianId technician;
  std::string cookie;
  std::string csrf_token;
  std::string address = "192.0.2.1";
};

class World {
 public:
  enum class Mail : bool { kNone, kConfigured };
  explicit World(Mail mail = Mail::kConfigured, bool registration = true);
  ~World();

  model::Technician add_technician(const model::Team& team, const std::string& email, const std::string& name);
  /// An access right, given by API; answers its id.
  std::string give(const Browser& by, const std::string& technician, const std::string& role, const std::string& kind,
                   const std::string& id = "");
  Browser sign_in(const std::string& email, const std::string& password = "a long password");
  /// As the console's code would send it: with cookie, Origin and token.
  Response send(const Browser& browser, std::string_view method, std::string_view target, std::string_view body = "");
  /// The request of send(), to be made wrong by the test.
  Request request(const Browser& browser, std::string_view method, std::string_view target,
                  std::string_view body = "") const;
  Response answer(const Request& request) { return dispatcher.answer(request); }
  /// The JSON object of an answer; aborts the test on anything else.
  static boost::json::object object(const Response& response);

  /// POSTs and answers the "id" of what was made.
  std::string make_entity(const Browser& browser, const std::string& name);
  std::string make_install(const Browser& browser, const std::string& name);
  std::string make_device(const Browser& browser, const std::string& install, const std::string& name);
  std::string root_entity(const Browser& browser);

  const std::filesystem::path folder;
  FakeClock clock;
  Log log;
  const std::unique_ptr<store::Store> store;
  const std::unique_ptr<audit::Journal> journal;
  EventHub events;
  const identity::Passwords passwords;
  identity::SignIns sign_ins;
  identity::ClientSignIns client_sign_ins;
  identity::Accounts accounts;
  mail::TestOutbox outbox;
  identity::AccountServices account_services;
  identity::Enrolments enrolments;
  identity::AgentKeys agent_keys;
  jobs::Service jobs;
  rights::Authority authority;
  sessions::LeaseTable leases;
  sessions::Service sessions;
  sessions::Tickets tickets;
  sessions::Inventory inventory;
  customers::Services customers;
  Context context;
  Dispatcher dispatcher;

  // Two teams. Ines is an owner of another team; Dora of our team is disabled.
  Browser owner;     ///< olga@example.com
  Browser member;    ///< max@example.com
  Browser disabled;  ///< dora@example.com: signed in before she was disabled.
  Browser foreign;   ///< ines@example.net
  Browser nobody;    ///< Not signed in.
};

}  // namespace callout::api
