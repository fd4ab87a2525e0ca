// SPDX-License-Identifier: Apache-2.0
// What identity does with accounts beside signing in, built together: main() makes one when it knows the console's
// address, and the API's Context refers to it. Any thread.
#pragma once

#include <string>

#include "identity/accounts.h"
#include "identity/api_tokens.h"
#include "identity/half_open.h"
#include "identity/invitations.h"
#include "identity/notices.h"
#include "identity/own_password.h"
#include "identity/password_resets.h"
#include "identity/registrations.h"
#include "identity/two_factors.h"

namespace callout::identity {

struct AccountServices {
  struct Parts {
    store::Store& store;
    audit::Journal& journal;
    const Passwords& passwords;
    SignIns& sign_ins;
    Accounts& accounts;
    mail::Outbox& outbox;
    Seal seal;
    std::string console;  ///< Origin.
    bool registration = false;
    const Clock& clock;
    Log& log;
  };
  explicit AccountServices(const Parts& p)
      : notices(p.outbox, p.log, p.console),
        invitations(p.store, p.passwords, notices, p.clock),
        own_password(p.store, p.journal, p.passwords, p.sign_ins, notices, p.clock),
        password_resets(p.store, p.journal, p.passwords, notices, p.clock, p.log),
        registrations({.store = p.store,
                       .passwords = p.passwords,
                       .accounts = p.accounts,
                       .notices = notices,
                       .clock = p.clock,
                       .log = p.log,
                       .allowed = p.registration}),
        two_factors(p.seal, p.clock),
        half_open(p.store, p.sign_ins, two_factors, notices, p.clock, p.log),
        api_tokens(p.store, p.sign_ins, p.clock) {}

  /// What waits for being mailed. Called several times a second, on a pool thread; blocks.
  void work() {
    password_resets.work();
    registrations.work();
  }

  Notices notices;
  Invitations invitations;
  OwnPassword own_password;
  PasswordResets password_resets;
  Registrations registrations;
  TwoFactors two_factors;
  HalfOpenSignIns half_open;
  ApiTokens api_tokens;
};

}  // namespace callout::identity
