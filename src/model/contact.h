// SPDX-License-Identifier: Apache-2.0
// What customers see, as plain values: contacts of an entity, links to the sessions there, and what such a link shows.
// Any thread. customers/ is their life.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/deadline.h"
#include "model/id.h"
#include "model/session.h"

namespace callout::model {

/// Somebody at a customer's who is told of sessions to devices in the entity and below. No account.
struct Contact {
  ContactId id{};
  EntityId entity{};
  std::string name{};
  std::string email{};      ///< Lower case; once in an entity. Never changed: another address is another person.
  std::string language{};   ///< BCP 47, one that mails are written in; empty: English.
  std::string time_zone{};  ///< Of the tz database; empty: UTC.
  bool notify = true;       ///< Mailed when sessions start and end.
  std::string added_by{};   ///< Name of the technician, as it was then.
  WallMs created_at{};
  std::optional<WallMs> unsubscribed_at{};  ///< They said so themselves: nobody turns it on again for them.
  bool journal = true;                      ///< Their mails have a link to the sessions.
};

/// A link by which somebody without an account reads which sessions there were. Its secret is known as a hash only.
struct JournalLink {
  JournalLinkId id{};
  EntityId entity{};
  std::optional<ContactId> contact{};  ///< Whose mails it stands in; absent for one that a technician made.
  std::string name{};                  ///< For whom it is.
  std::string made_by{};               ///< Name of the technician, as it was then.
  WallMs created_at{};
  Deadline deadline{};
  std::optional<WallMs> used_at{};  ///< To the hour.
};

/// Where a session's device stood when the session became active, for good.
struct SessionPlace {
  std::string lineage{};   ///< Ids of the entities from the root, each between slashes.
  std::string site{};      ///< Name of the device's own entity.
  std::string identity{};  ///< The device's MAC address; empty when unknown.
};

/// A session as a customer sees it.
struct SeenSession {
  SessionId id{};
  std::string device{};
  std::string site{};
  std::string technician{};
  SessionKind kind = SessionKind::kWebpage;
  bool read_only = false;
  WallMs started_at{};
  std::optional<WallMs> ended_at{};
  std::optional<ClosedReason> reason{};
  std::uint64_t bytes_up = 0;    ///< To the device.
  std::uint64_t bytes_down = 0;  ///< From the device.
};

}  // namespace callout::model
