// SPDX-License-Identifier: Apache-2.0
// Repository of the links by which customers read which sessions there were, and of what they show. Links are known
// here as hashes. Built for one transaction, used by one thread; a foreign or unknown id is kNotFound. Used by
// customers/ and, for lists, the API.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/contact.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

inline constexpr int kJournalLinksPerEntity = 50;  ///< Those of contacts among them.

class JournalLinks {
 public:
  explicit JournalLinks(TeamScope scope) : scope_(std::move(scope)) {}
  /// Of this entity itself, newest first; all of them: they are few.
  Result<std::vector<model::JournalLink>> list(const model::EntityId& entity);
  Result<model::JournalLink> get(const model::JournalLinkId& id);
  Result<std::optional<model::JournalLink>> of(const model::ContactId& contact);
  /// kExhausted beyond kJournalLinksPerEntity.
  Result<> insert(const model::JournalLink& link, std::string_view secret_hash);
  /// The same link with a new end; its hash is written again.
  Result<> renew(const model::JournalLinkId& id, std::string_view secret_hash, const model::Deadline& deadline);
  /// Notes the use unless one was noted after `since`; answers whether it did.
  Result<bool> note_use(const model::JournalLinkId& id, WallMs now, WallMs since);
  Result<> remove(const model::JournalLinkId& id);

 private:
  Result<std::vector<model::JournalLink>> select(std::string_view condition, std::string_view value);
  TeamScope scope_;
};

/// The link with this secret, and its team. customers/ only: the secret is what tells the team.
Result<std::optional<std::pair<model::TeamId, model::JournalLink>>> find_journal_link(Transaction& transaction,
                                                                                      std::string_view secret_hash);

/// Where sessions were.
class SessionPlaces {
 public:
  explicit SessionPlaces(TeamScope scope) : scope_(std::move(scope)) {}
  /// Notes where the session's device stands now; false when the device is gone.
  Result<bool> note(const model::Session& session);
  Result<std::optional<model::SessionPlace>> of(const model::SessionId& session);
  /// The sessions, since then, to devices that stood in the entity or below it; newest first.
  Result<Page<model::SeenSession>> sessions_at(const model::EntityId& entity, WallMs since, const PageRequest& page);

 private:
  TeamScope scope_;
};

}  // namespace callout::store
