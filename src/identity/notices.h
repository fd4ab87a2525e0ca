// SPDX-License-Identifier: Apache-2.0
// Mails of identity to technicians, in their language: links that open something, and notices of what happened to an
// account. Used by identity's own classes, with the caller's transaction. Any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"
#include "mail/content.h"
#include "mail/outbox.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::identity {

/// What the API adds to the audit journal, in the same transaction: what can't be recorded is not done.
using Record = std::function<Result<>(store::Transaction&, const model::Technician&)>;

class Notices {
 public:
  /// `console` is the console's origin, which links begin with.
  Notices(mail::Outbox& outbox, Log& log, std::string console)
      : outbox_(outbox), log_(log), console_(std::move(console)) {}

  /// Without a mail server, whoever made a link passes it on themselves.
  bool configured() const { return outbox_.configured(); }
  std::string link(std::string_view path, std::string_view token) const;

  Result<> send(store::Transaction& transaction, const model::Technician& to, const mail::Content& content);
  /// To who has no account: a mail of the server, not of a team.
  Result<> send_to_stranger(store::Transaction& transaction, std::string_view email, std::string_view language,
                            const mail::Content& content);
  /// What happened has happened, whether or not it can be told: a mail that can't be left to be sent is logged.
  void tell(store::Transaction& transaction, const model::Technician& to, const mail::Content& content);

 private:
  mail::Outbox& outbox_;
  Log& log_;
  const std::string console_;
};

}  // namespace callout::identity
