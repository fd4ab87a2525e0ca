// SPDX-License-Identifier: Apache-2.0
// Repository of a team's tree of entities. Built for one transaction, used by one thread; a foreign or unknown id is
// kNotFound.
//
// Each row keeps its path (names) and its lineage (ids from the root): lists and "this entity and below" are one index
// range, and moving a subtree rewrites its rows.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/reach.h"
#include "model/team.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

inline constexpr int kEntityDepth = 16;  ///< Levels of the tree; bounds the length of paths.

/// What a switch of an entity reaches: the entity itself does not count.
struct EntityCounts {
  std::int64_t entities = 0;
  std::int64_t own_switches = 0;  ///< Of these entities, with a switch of their own.
  std::int64_t installs = 0;
  std::int64_t devices = 0;
};

class Entities {
 public:
  explicit Entities(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Entity> get(const model::EntityId& id);
  /// The tree, parents before children, siblings by name.
  Result<Page<model::Entity>> list(const PageRequest& page, const model::Reach& reach = model::Reach::all());
  /// All of them, to compile snapshots from.
  Result<std::vector<model::Entity>> all();
  /// kInvalid when the parent is unknown or the tree would be too deep.
  Result<model::Entity> create(const model::EntityId& parent, std::string_view name);
  Result<> rename(const model::EntityId& id, std::string_view name);
  /// kInvalid for the root, below itself, an unknown parent, or too deep.
  Result<> move(const model::EntityId& id, const model::EntityId& parent);
  Result<EntityCounts> count_below(const model::EntityId& id);
  Result<> set_remote_access(const model::EntityId& id, model::Switch value);
  /// Sets the switches of all below it back to inherited; answers how many were set.
  Result<std::int64_t> reset_remote_access_below(const model::EntityId& id);
  /// kConflict for the root and while it has children, installs, devices or technicians
  /// at home there.
  Result<> remove(const model::EntityId& id);

 private:
  TeamScope scope_;
};

}  // namespace callout::store
