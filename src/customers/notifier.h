// SPDX-License-Identifier: Apache-2.0
// Tells contacts of sessions: notes where each session is, and leaves the mails at its start and its end in the outbox,
// in the transaction that stores these. Built by main(), told by sessions::Service; work() is called by main()'s tick.
// Any thread; blocks on nothing but the database.
//
// A contact gets at most kMailsAnHour mails one by one in an hour; what is more is counted, and told by one summary
// when the hour is over. So nothing is lost, and nobody gets hundreds of mails for one busy technician. What the team's
// outbox has no room for is counted the same way; contacts fill at most half of it, so that other mails always go.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "customers/secrets.h"
#include "mail/content.h"
#include "mail/outbox.h"
#include "sessions/observer.h"
#include "store/contacts.h"
#include "store/store.h"

namespace callout::customers {

inline constexpr int kMailsAnHour = 20;  ///< To one contact, beside the summary.
inline constexpr auto kMailWindow = std::chrono::hours(1);
inline constexpr int kContactMailsPerTeam = store::kMailsPerTeam / 2;

class Notifier final : public sessions::Observer {
 public:
  Notifier(store::Store& store, mail::Outbox& outbox, const Secrets& secrets, const Clock& clock, Log& log)
      : store_(store), outbox_(outbox), secrets_(secrets), clock_(clock), log_(log) {}

  /// Without a mail server nobody is mailed, and nothing is counted.
  bool configured() const { return outbox_.configured(); }

  void session_opened(store::Transaction& transaction, const model::Session& session) override;
  void session_ended(store::Transaction& transaction, const model::Session& session) override;

  /// Mails the summaries that are due; looks once in kLookEvery.
  void work();

 private:
  static constexpr auto kLookEvery = std::chrono::seconds(10);
  static constexpr int kSummariesAtOnce = 100;

  template <class Content>
  Result<> tell(store::Transaction& transaction, const model::Session& session, Content content);
  /// One mail to one contact, with the links of theirs; kExhausted when the outbox has no room.
  template <class Content>
  Result<> mail(const store::TeamScope& scope, store::Transaction& transaction, const model::Contact& contact,
                Content content);
  Result<> sum_up(store::Transaction& transaction, const model::TeamId& team, const store::MailedContact& mailed);
  Result<std::string> journal_link(const store::TeamScope& scope, const model::Contact& contact);
  /// What happened has happened, whether or not it can be told.
  void report(const Result<>& told, const model::Session& session);

  store::Store& store_;
  mail::Outbox& outbox_;
  const Secrets& secrets_;
  const Clock& clock_;
  Log& log_;
  std::mutex mutex_;
  Steady looked_{};
};

}  // namespace callout::customers
