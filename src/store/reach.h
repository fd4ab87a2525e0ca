// SPDX-License-Identifier: Apache-2.0
// model::Reach as conditions of a list: what a technician may not see is not read. Inside store/ only, one thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/reach.h"
#include "store/listing.h"
#include "store/store.h"

namespace callout::store {

/// One condition with its values in order. Parameters are named apart from all others of a statement.
struct Condition {
  std::string sql;
  std::vector<std::string> values{};

  void add_to(Listing& listing) const;
};

/// `before` is "column IN ".
template <class Id>
Condition ids_condition(std::string_view before, const std::vector<Id>& ids) {
  Condition out{.sql = std::string(before) + '('};
  for (const auto& id : ids) {
    out.sql += out.values.empty() ? "?" : ", ?";
    out.values.push_back(id.str());
  }
  out.sql += ')';
  return out;
}

/// For an entity whose lineage is this column.
Condition entity_in_reach(const TeamScope& scope, const model::Reach& reach, std::string_view lineage);
/// For a device `d` that stands in the entity `e`.
Condition device_in_reach(const TeamScope& scope, const model::Reach& reach);
/// For what is about a device, such as a session: the technician's own too, if the reach has that.
Condition about_device_in_reach(const TeamScope& scope, const model::Reach& reach, std::string_view device,
                                std::string_view technician);
/// The same for what is about an install.
Condition about_install_in_reach(const TeamScope& scope, const model::Reach& reach, std::string_view install,
                                 std::string_view technician);

}  // namespace callout::store
