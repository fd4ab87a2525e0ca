// SPDX-License-Identifier: Apache-2.0
// Repository of access rights. Built for one transaction, used by one thread; a foreign or unknown id is kNotFound.
// Changes go through rights::AccessRights, which knows who may make them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "model/rights.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

struct AccessRightFilter {
  std::optional<model::Holder> holder{};
  std::optional<model::Scope> scope{};
  std::optional<model::RoleId> role{};
  bool temporary = false;  ///< Only temporary permissions.
};

class AccessRights {
 public:
  explicit AccessRights(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::AccessRight> get(const model::AccessRightId& id);
  /// Newest first.
  Result<Page<model::AccessRight>> list(const PageRequest& page, const AccessRightFilter& filter);
  /// To compile snapshots from.
  Result<std::vector<model::AccessRight>> all();
  Result<std::vector<model::AccessRight>> all(const AccessRightFilter& filter);
  Result<std::int64_t> count();
  Result<> insert(const model::AccessRight& right);
  /// Writes role, term and reason and counts the version up.
  Result<> update(const model::AccessRight& right);
  Result<> remove(const model::AccessRightId& id);
  /// Removes all that match; none for a filter that asks for nothing.
  Result<> remove_all(const AccessRightFilter& filter);

 private:
  TeamScope scope_;
};

}  // namespace callout::store
