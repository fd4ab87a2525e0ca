// SPDX-License-Identifier: Apache-2.0
// What the gateway must know of installs, asked of whoever keeps them. Owned by relay, implemented by programs over
// identity and store. Every call blocks and runs on the blocking pool.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/device.h"
#include "model/id.h"

namespace callout::relay {

struct KnownAgent {
  model::TeamId team;
  model::InstallId install;
  std::array<std::byte, 32> public_key;  ///< Ed25519.
};

class AgentDirectory {
 public:
  virtual ~AgentDirectory() = default;
  /// kNotFound: no such install, it was removed, or no agent has enrolled for it.
  virtual Result<KnownAgent> find(const model::InstallId& install) = 0;
  /// Every device that the install tracks.
  virtual Result<std::vector<model::Device>> devices_of(const KnownAgent& agent) = 0;
  /// The install's key was seen live from two machines at once; the second was refused.
  virtual void mark_duplicate(const KnownAgent& agent) = 0;
};

}  // namespace callout::relay
