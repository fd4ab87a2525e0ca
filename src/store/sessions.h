// SPDX-License-Identifier: Apache-2.0
// Repository of sessions. Built for one transaction, used by one thread; a foreign or unknown id is kNotFound. Only
// sessions::Service calls it: it knows of live sessions what the database does not yet. Cookies are known here only as
// hashes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/deadline.h"
#include "model/device.h"
#include "model/permission.h"
#include "model/profile.h"
#include "model/reach.h"
#include "model/session.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

struct SessionFilter {
  model::Reach reach = model::Reach::all();  ///< Only sessions to devices within, and the technician's own.
  std::optional<model::TechnicianId> technician{};
  std::optional<model::DeviceId> device{};
  bool live = false;             ///< Only sessions that are not closed.
  std::optional<WallMs> from{};  ///< Made then or later.
  std::optional<WallMs> to{};    ///< Made before.
};

/// A key with which the client opens raw connections, and the sign-in that it ends with.
struct ClientKey {
  std::string hash;
  model::SignInId sign_in;
  bool operator==(const ClientKey&) const = default;
};

/// A session with all that a restart needs to go on with it.
struct SessionRecord {
  model::Session session;
  model::Scheme scheme = model::Scheme::kHttp;
  std::string address;
  std::uint16_t port = 0;
  /// Where raw connections may go: a ports session's raw ports, a webpage session's endpoints.
  std::vector<std::uint16_t> ports;
  model::Deadline deadline;                ///< When it expires.
  model::Deadline limit;                   ///< How far extending can reach.
  std::vector<std::string> cookie_hashes;  ///< Newest last.
  std::vector<model::SignInId> sign_ins;   ///< Who opened it, then who got its last cookies.
  std::vector<ClientKey> client_keys;      ///< Newest last.
  /// Of the device when the session was opened; nullopt for a session from before there were profiles.
  std::optional<model::Treatment> treatment{};
  std::optional<model::Permissions> only{};  ///< The scope of the API token that opened it.
};

class Sessions {
 public:
  explicit Sessions(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Session> get(const model::SessionId& id);
  /// Newest first.
  Result<Page<model::Session>> list(const PageRequest& page, const SessionFilter& filter = {});
  Result<> insert(const SessionRecord& record);
  /// Writes all that changes in a session's life.
  Result<> update(const SessionRecord& record);

 private:
  TeamScope scope_;
};

struct ClosedLabel {
  std::string label;
  model::SessionId session;
  model::ClosedReason reason;
};

/// Every session of the server that is not closed. sessions::Service at start only.
Result<std::vector<SessionRecord>> live_sessions(Transaction& transaction);
/// The labels that were closed last, newest first. sessions::Service at start only.
Result<std::vector<ClosedLabel>> closed_labels(Transaction& transaction, int most);

}  // namespace callout::store
