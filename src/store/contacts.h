// SPDX-License-Identifier: Apache-2.0
// Repository of the contacts of entities, and of how much each was mailed of late. Built for one transaction, used by
// one thread; a foreign or unknown id is kNotFound. Used by customers/ and, for lists, the API.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/contact.h"
#include "store/store.h"

namespace callout::store {

inline constexpr int kContactsPerEntity = 20;

/// The hour in which mails to a contact are counted, and what waits for a summary.
struct MailWindow {
  WallMs began{};
  int mails = 0;
  std::int64_t held = 0;
  WallMs held_since{};  ///< When the first of these was held back.
};

struct MailedContact {
  model::Contact contact{};
  MailWindow window{};
};

class Contacts {
 public:
  explicit Contacts(TeamScope scope) : scope_(std::move(scope)) {}
  /// Of this entity itself, by name; all of them: they are few.
  Result<std::vector<model::Contact>> list(const model::EntityId& entity);
  Result<model::Contact> get(const model::ContactId& id);
  /// kConflict when the entity has the address already, kExhausted beyond kContactsPerEntity.
  Result<> insert(const model::Contact& contact, std::string_view unsubscribe_hash);
  /// Name, language, time zone and notify.
  Result<> update(const model::Contact& contact);
  Result<> remove(const model::ContactId& id);

  /// Those of the entities of this lineage who are mailed, the nearest entity's first; each address once.
  Result<std::vector<MailedContact>> mailed_above(std::string_view lineage);
  Result<> set_window(const model::ContactId& id, const MailWindow& window, std::string_view unsubscribe_hash);
  /// All of the team with this address.
  Result<std::vector<model::Contact>> with_email(std::string_view email);
  /// Turns notify off for all of the team with this address.
  Result<> unsubscribe(std::string_view email, WallMs now);

 private:
  Result<std::vector<model::Contact>> select(std::string_view condition, std::string_view value);
  TeamScope scope_;
};

/// Whose token this is, with their team. customers/ only: the token is what tells the team.
Result<std::optional<std::pair<model::TeamId, model::Contact>>> find_contact(Transaction& transaction,
                                                                             std::string_view unsubscribe_hash);
/// Those of all teams of whom something waits for a summary and whose hour began before then, or after now: the wall
/// clock was put back.
Result<std::vector<std::pair<model::TeamId, MailedContact>>> contacts_to_sum_up(Transaction& transaction, WallMs then,
                                                                                WallMs now, int most);

}  // namespace callout::store
