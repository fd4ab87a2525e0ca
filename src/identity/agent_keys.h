// SPDX-License-Identifier: Apache-2.0
// The Ed25519 keys of agents after enrolment: replaced when an agent rotates its key, marked when one is seen live from
// two machines. Called by the rotate route and by what stands between the agent gateway and the store. Any thread;
// blocks. The hello of a connection is verified by tunnel, with the key that store::find_install_key gives.
//
// rotate signs `callout rotate v1` NUL install id NUL time in seconds NUL new public key, by the old and by the new key
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
