// SPDX-License-Identifier: Apache-2.0
// Repository of a team's tree of entities. Built for one transaction, used by one thread; a foreign or unknown id is
// kNotFound.
//
// Each row keeps its path (names) and its lineage (ids from the root): lists and "this entity and below" are one index
// range, and moving a subtree rewrites its rows.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/team.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

inline constexpr int kEntityDepth = 16;  ///< Levels of the tree; bounds the length of paths.

class Entities {
 public:
  explicit Entities(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Entity> get(const model::EntityId& id);
  /// The tree, parents before children, siblings by name.
  Result<Page<model::Entity>> list(const PageRequest& page);
  /// kInvalid when the parent is unknown or the tree would be too deep.
  Result<model::Entity> create(const model::EntityId& parent, std::string_view name);
  Result<> rename(const model::EntityId& id, std::string_view name);
  /// kInvalid for the root, below itself, an unknown parent, or too deep.
  Result<> move(const model::EntityId& id, const model::EntityId& parent);
  /// kConflict for the root and while it has children, installs or devices.
  Result<> remove(const model::EntityId& id);

 private:
  TeamScope scope_;
};

}  // namespace callout::store
