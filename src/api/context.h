// SPDX-License-Identifier: Apache-2.0
// Everything that handlers work with. Built once by main(), which owns what is referred to and outlives every request.
// Any thread.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "customers/services.h"
#include "identity/account_services.h"
#include "identity/accounts.h"
#include "identity/agent_keys.h"
#include "identity/client_sign_ins.h"
#include "identity/enrolments.h"
#include "identity/sign_ins.h"
#include "jobs/service.h"
#include "rights/authority.h"
#include "sessions/inventory.h"
#include "sessions/service.h"
#include "sessions/tickets.h"
#include "store/store.h"

namespace callout::api {

class EventHub;

/// Our own addresses as browsers see them. Lower case, with a port only where it is not the scheme's own.
struct Addresses {
  std::string console_origin;     ///< "https://callout.example.com"
  std::string session_authority;  ///< What follows "<label>.": "callout-sessions.example.net"
  std::string scheme;             ///< Of both: "https" or "http".
};

struct Context {
  store::Store& store;
  identity::SignIns& sign_ins;
  identity::ClientSignIns& client_sign_ins;
  identity::Accounts& accounts;
  identity::AccountServices& account_services;
  customers::Services& customers;
  identity::Enrolments& enrolments;
  identity::AgentKeys& agent_keys;
  jobs::Service& jobs;
  sessions::Service& sessions;
  sessions::Inventory& inventory;
  rights::Authority& authority;
  sessions::Tickets& tickets;
  EventHub& events;
  const Clock& clock;
  Log& log;
  Addresses addresses;
};

}  // namespace callout::api
