// SPDX-License-Identifier: Apache-2.0
// Repositories of installs, their keys and enrolment tokens. Built for one transaction, used by one thread; a foreign
// or unknown id is kNotFound. Tokens are known here only as hashes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/deadline.h"
#include "model/install.h"
#include "model/reach.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

class Installs {
 public:
  explicit Installs(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Install> get(const model::InstallId& id);
  /// By name; q is searched in name, hostname and remote address.
  Result<Page<model::Install>> list(const PageRequest& page, std::string_view q = {},
                                    const model::Reach& reach = model::Reach::all());
  /// To compile snapshots from.
  Result<std::vector<model::InstallPlace>> places();
  Result<model::InstallPlace> place(const model::InstallId& id);
  /// Makes an install that waits for its agent. kInvalid when the entity is unknown.
  Result<model::Install> create(std::string_view name, const model::EntityId& entity, WallMs now);
  Result<> rename(const model::InstallId& id, std::string_view name);
  Result<> move(const model::InstallId& id, const model::EntityId& entity);
  Result<> set_remote_access(const model::InstallId& id, bool on);
  /// Its devices stay, without an install or with the next that tracks them. Call sessions::Inventory::remove_install,
  /// which also ends what is live.
  Result<> remove(const model::InstallId& id);
  /// What the agent said when it connected.
  Result<> seen(const model::InstallId& id, const model::AgentInfo& agent, WallMs now);
  /// The agent was connected until now.
  Result<> touch(const model::InstallId& id, WallMs now);
  Result<> set_duplicate_key(const model::InstallId& id, bool duplicate);
  /// Replaces the agent's key and marks the install as enrolled; clears the duplicate mark.
  Result<> set_key(const model::InstallId& id, std::string_view public_key);
  /// Keeps the hash of the one valid enrolment token; an unused earlier one stops working.
  Result<> set_enrolment(const model::InstallId& id, std::string_view token_hash, const model::Deadline& deadline);

 private:
  TeamScope scope_;
};

struct InstallKey {
  model::InstallId install;
  model::TeamId team;
  std::string name;
  std::string public_key;  ///< 32 bytes as base64url; empty before enrolment.
};

struct Enrolment {
  model::InstallId install;
  model::TeamId team;
  std::string install_name;
  bool used = false;
  model::Deadline deadline;
};

// An agent has no team before it is known: the server derives the tenant from its key or token alone. Only identity and
// the gateway's directory.
Result<std::optional<InstallKey>> find_install_key(Transaction& transaction, const model::InstallId& id);
Result<std::optional<Enrolment>> find_enrolment(Transaction& transaction, std::string_view token_hash);
/// Marks the token as used; false when it already was, or is no longer the install's token.
Result<bool> use_enrolment(Transaction& transaction, std::string_view token_hash);

}  // namespace callout::store
