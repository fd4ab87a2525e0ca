// SPDX-License-Identifier: Apache-2.0
// Where mails are left to be sent: a row in the caller's own transaction, so that an invitation and its mail are stored
// together or not at all (docs/adr/0075). Called by the domain's services and the API's handlers, on the pool. Any
// thread; main() builds one.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "mail/message.h"
#include "model/mail.h"
#include "store/mails.h"
#include "store/store.h"

namespace callout::mail {

class Sender;

class Outbox {
 public:
  /// Without a sender there is no mail server: callers show links themselves. The sender outlives the outbox.
  Outbox(const Clock& clock, Sender* sender) : clock_(clock), sender_(sender) {}

  bool configured() const { return sender_ != nullptr; }
  /// Stores the mail in `transaction`; it is sent soon after the commit. kUnavailable without a mail server,
  /// kExhausted when the team has `most` already. Blocks on nothing but the database.
  Result<model::MailId> enqueue(store::Transaction& transaction, const model::TeamId& team, const Message& message,
                                int most = store::kMailsPerTeam);
  /// The same of the server itself, to who has no team yet.
  Result<model::MailId> enqueue_of_server(store::Transaction& transaction, const Message& message);

 private:
  model::Mail mail_of(const Message& message) const;
  const Clock& clock_;
  Sender* const sender_;
};

/// How a mail fares, for the console: "sent", "waiting", "waiting, tried 3 times: ...", "failed: ...".
std::string state_of(const model::Mail& mail);

}  // namespace callout::mail
