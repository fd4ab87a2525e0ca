// SPDX-License-Identifier: Apache-2.0
// Links by which a customer reads, without an account, which sessions there were to devices in an entity and below:
// made and withdrawn by who may read the audit journal there, and what they show. Called by the API's handlers. Any
// thread; blocks.
//
// A link shows when, who, which device, why it ended, how long and how much; never an address of a browser, an install,
// another entity or an e-mail address.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "customers/secrets.h"
#include "identity/attempt_guard.h"
#include "model/contact.h"
#include "rights/authority.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::customers {

inline constexpr std::chrono::days kJournalLinkTime{365};  ///< Unless another time is asked for.
inline constexpr std::chrono::days kJournalLinkTimeMost{1095};
inline constexpr std::chrono::days kJournalTime{90};       ///< How far back a link shows.
inline constexpr std::chrono::hours kUseRecordedEvery{1};  ///< The use of one link, in the audit journal.

struct MadeLink {
  model::JournalLink link{};
  std::string address{};  ///< With the secret, which nobody is told again.
};

/// What a link shows.
struct SeenJournal {
  std::string team{};
  std::string entity{};  ///< Its name, without those above.
  WallMs expires{};
  store::Page<model::SeenSession> sessions{};
};

class JournalLinks {
 public:
  JournalLinks(store::Store& store, rights::Authority& authority, const Secrets& secrets, const Clock& clock)
      : store_(store),
        authority_(authority),
        secrets_(secrets),
        clock_(clock),
        guesses_(identity::AttemptGuard::kAddressRule, clock) {}

  Result<MadeLink> make(const rights::Actor& by, const model::EntityId& entity, const std::string& name,
                        std::chrono::days valid);
  /// Also the one in a contact's mails, which then have none any more.
  Result<> withdraw(const rights::Actor& by, const model::JournalLinkId& id);

  /// kNotFound, in one sentence, for a secret that is unknown, withdrawn or expired; kExhausted after too many of these
  /// from one address. Its use is recorded, or nothing is shown.
  Result<SeenJournal> look(std::string_view secret, const std::string& address, const store::PageRequest& page);
  std::chrono::seconds retry_after(std::string_view address) const {
    return guesses_.wait(identity::address_key(address));
  }

 private:
  Result<> record_use(const model::TeamId& team, const model::JournalLink& link, const std::string& address);

  store::Store& store_;
  rights::Authority& authority_;
  const Secrets& secrets_;
  const Clock& clock_;
  identity::AttemptGuard guesses_;
};

}  // namespace callout::customers
