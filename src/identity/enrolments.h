// SPDX-License-Identifier: Apache-2.0
// Enrolment: a one-time token makes a key of a machine on site the key of an install. issue() is called by the API for
// an administrator, enroll() by the route that an agent calls. Any thread; blocks.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "identity/attempt_guard.h"
#include "model/events.h"
#include "model/install.h"
#include "store/store.h"

namespace callout::identity {

struct IssuedToken {
  std::string token;  ///< Shown once; the database keeps its hash.
  WallMs expires_at;
};

struct EnrolRequest {
  std::string token;
  std::string public_key;  ///< 32 bytes as base64url.
  std::string proof;       ///< Signature by that key over `callout enroll v1` NUL token, base64url.
  model::AgentInfo agent;  ///< remote_address is the address that the request came from.
};

struct Enrolled {
  model::TeamId team;
  model::InstallId install;
  std::string name;
};

class Enrolments {
 public:
  /// `pin`: base64url SHA-256 of the server's CA certificate; empty for plain HTTP.
  Enrolments(store::Store& store, model::EventSink& events, const Clock& clock, Log& log, std::string pin);

  /// A new token for at most 24 h; an unused earlier one of the install stops working.
  Result<IssuedToken> issue(const model::TeamId& team, const model::InstallId& install);
  /// kDenied for a token that is unknown, used, expired or another server's, or a wrong proof; kExhausted when this
  /// address failed too often. On success the key replaces the install's: the API then calls jobs::Service::disconnect,
  /// which cuts an agent with the old one.
  Result<Enrolled> enroll(const EnrolRequest& request);
  std::chrono::seconds retry_after(std::string_view address) const;

 private:
  store::Store& store_;
  model::EventSink& events_;
  const Clock& clock_;
  Log& log_;
  const std::string pin_;
  AttemptGuard addresses_;
};

}  // namespace callout::identity
