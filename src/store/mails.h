// SPDX-License-Identifier: Apache-2.0
// Repository of outgoing mails: one team's view, and the queue of all teams. mail::Outbox inserts, mail::Sender works
// the queue off, the API reads. Built for one transaction, used by one thread; a foreign or unknown id is kNotFound.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/mail.h"
#include "store/store.h"

namespace callout::store {

/// A team's mails that wait or were made in the last hour.
inline constexpr int kMailsPerTeam = 1000;

class Mails {
 public:
  explicit Mails(TeamScope scope) : scope_(std::move(scope)) {}
  /// Adds a waiting mail of this team. kExhausted beyond `most`: mails that matter less leave room for others.
  Result<> insert(const model::Mail& mail, int most = kMailsPerTeam);
  Result<model::Mail> get(const model::MailId& id);

 private:
  TeamScope scope_;
};

/// Adds a waiting mail of no team. kExhausted beyond kMailsPerTeam.
Result<> insert_mail_of_server(Transaction& transaction, const model::Mail& mail);

/// mail::Sender only: the mails of all teams that wait, by the time of their next try.
class MailQueue {
 public:
  explicit MailQueue(Transaction& transaction) : transaction_(&transaction) {}
  /// Those to be tried now, at most `most`. A next try that is more than `longest` away was set before the wall clock
  /// was put back, and is due as well.
  Result<std::vector<model::Mail>> due(WallMs now, std::chrono::milliseconds longest, int most);
  /// When the next of those that wait is to be tried.
  Result<std::optional<WallMs>> next_try();
  Result<std::int64_t> waiting();
  /// Lets every waiting mail be tried at once: the server or its configuration has just been changed.
  Result<> make_all_due(WallMs now);
  /// One try failed, and there will be another.
  Result<> postpone(const model::MailId& id, WallMs next_try, std::string_view error);
  /// The mail is done with: its texts are emptied. `error` of one that was given up.
  Result<> finish_sent(const model::MailId& id, WallMs now);
  Result<> finish_failed(const model::MailId& id, WallMs now, std::string_view error);
  /// Forgets what was sent or given up before then.
  Result<> remove_finished_before(WallMs then);

 private:
  Transaction* transaction_;
};

}  // namespace callout::store
