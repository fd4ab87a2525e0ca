// SPDX-License-Identifier: Apache-2.0
// The contacts of an entity: added, changed and removed by who may administer it, with a record of the journal each;
// and how a contact stops the mails by themselves. Called by the API's handlers. Any thread; blocks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "customers/secrets.h"
#include "identity/attempt_guard.h"
#include "model/contact.h"
#include "rights/authority.h"
#include "store/store.h"

namespace callout::customers {

/// Clean values (model/text.h, model/person.h).
struct ContactDetails {
  std::string name{};
  std::string email{};
  std::string language{};
  std::string time_zone{};
  bool notify = true;
  bool journal = true;
};
struct ContactChange {
  std::optional<std::string> name{};
  std::optional<std::string> language{};
  std::optional<std::string> time_zone{};
  std::optional<bool> notify{};
  std::optional<bool> journal{};
};

class Contacts {
 public:
  Contacts(store::Store& store, rights::Authority& authority, const Secrets& secrets, const Clock& clock, Log& log)
      : store_(store),
        authority_(authority),
        secrets_(secrets),
        clock_(clock),
        log_(log),
        guesses_(identity::AttemptGuard::kAddressRule, clock) {}

  /// kInvalid for an address that can't be mailed, kConflict for one that the entity has. Who has unsubscribed from the
  /// team's mails stays so.
  Result<model::Contact> add(const rights::Actor& by, const model::EntityId& entity, const ContactDetails& details);
  /// kConflict for turning mails on for who has unsubscribed.
  Result<model::Contact> change(const rights::Actor& by, const model::ContactId& id, const ContactChange& change);
  Result<> remove(const rights::Actor& by, const model::ContactId& id);

  /// No more mails of this team to the address of who has this token, wherever it is a contact. Again and again is
  /// fine. kNotFound for a token that is nobody's, kExhausted after too many of these from one address.
  Result<> unsubscribe(std::string_view token, const std::string& address);
  std::chrono::seconds retry_after(std::string_view address) const {
    return guesses_.wait(identity::address_key(address));
  }

 private:
  Result<> put_link(rights::Change& change, const model::Contact& contact) const;
  Result<> take_link(rights::Change& change, const model::Contact& contact) const;

  store::Store& store_;
  rights::Authority& authority_;
  const Secrets& secrets_;
  const Clock& clock_;
  Log& log_;
  identity::AttemptGuard guesses_;
};

}  // namespace callout::customers
