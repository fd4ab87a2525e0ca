// SPDX-License-Identifier: Apache-2.0
// What customers see, built together: main() makes one when it knows the console's address, and the API's Context
// refers to it. Any thread.
#pragma once

#include <string>

#include "customers/contacts.h"
#include "customers/journal_links.h"
#include "customers/notifier.h"
#include "customers/secrets.h"

namespace callout::customers {

struct Services {
  struct Parts {
    store::Store& store;
    rights::Authority& authority;
    mail::Outbox& outbox;
    Seal seal;
    std::string console;  ///< Origin.
    const Clock& clock;
    Log& log;
  };
  explicit Services(const Parts& p)
      : secrets(p.seal, p.console),
        contacts(p.store, p.authority, secrets, p.clock, p.log),
        journal_links(p.store, p.authority, secrets, p.clock),
        notifier(p.store, p.outbox, secrets, p.clock, p.log) {}

  const Secrets secrets;
  Contacts contacts;
  JournalLinks journal_links;
  Notifier notifier;
};

}  // namespace callout::customers
