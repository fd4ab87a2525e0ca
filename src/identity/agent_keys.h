// SPDX-License-Identifier: Apache-2.0
// Whether a connection is the agent of the install that it names: Ed25519 over the server's nonce and, where TLS is end
// to end, its exporter. Called by the agent gateway at hello and by the rotate route. Any thread; blocks on the store.
//
// hello signs  `callout agent hello v1` NUL nonce NUL install id NUL exporter (raw bytes; empty behind a proxy that
// ends TLS) enroll signs `callout enroll v1` NUL token                                        (checked in
// enrolments.cc) rotate signs `callout rotate v1` NUL install id NUL time in seconds NUL new public key, by the old and
// by the new key
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "model/events.h"
#include "model/id.h"
#include "store/store.h"

namespace callout::identity {

struct Hello {
  model::InstallId install;
  std::string nonce;      ///< As the server made it: it names one connection and is used once.
  std::string exporter;   ///< Raw bytes; empty where TLS is not end to end.
  std::string signature;  ///< Base64url.
};

struct AgentIdentity {
  model::TeamId team;
  model::InstallId install;
  std::string name;
};

struct KeyRotation {
  model::InstallId install;
  std::string public_key;  ///< Base64url.
  std::int64_t time = 0;   ///< Unix seconds; at most 300 s from the server's clock.
  std::string proof_old;
  std::string proof_new;
};

class AgentKeys {
 public:
  AgentKeys(store::Store& store, model::EventSink& events, const Clock& clock, Log& log);

  /// kDenied for an unknown install, one without a key, or a wrong signature: one sentence for all.
  Result<AgentIdentity> verify_hello(const Hello& hello) const;
  /// kDenied unless both keys signed and the time fits. The new key holds from now on; a replay fails because the old
  /// key is gone.
  Result<AgentIdentity> rotate(const KeyRotation& rotation);
  /// The gateway saw the key live from two machines and refused the second.
  Result<> mark_duplicate(const AgentIdentity& agent);

 private:
  store::Store& store_;
  model::EventSink& events_;
  const Clock& clock_;
  Log& log_;
};

/// Whether `signature` (base64url) over `message` is by `public_key` (base64url). False for anything malformed.
bool signature_holds(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace callout::identity
