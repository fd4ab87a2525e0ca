// SPDX-License-Identifier: Apache-2.0
// Access rights: who gives them to whom. Called by the API's handlers; each is one Authority::change. Any thread;
// blocks.
//
// Every function checks, against the snapshot of that very moment: whether `by` administers the scope and the holder;
// that they hold what they give, change or take, for as long; that it is not a right of their own. kDenied says which
// of these it was.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "model/rights.h"
#include "rights/authority.h"

namespace callout::rights {

struct NewRight {
  model::Holder holder{};
  model::Scope scope{};
  model::RoleId role{};
  model::Term term{};
  std::string reason{};
};

Result<model::AccessRight> give(Authority& authority, const Actor& by, const NewRight& right);

struct RightChange {
  std::int64_t version = 0;  ///< The one that was looked at: kConflict when it was changed meanwhile.
  model::RoleId role{};
  model::Term term{};
  std::string reason{};
};
Result<model::AccessRight> change_right(Authority& authority, const Actor& by, const model::AccessRightId& id,
                                        const RightChange& change);
Result<> take_right(Authority& authority, const Actor& by, const model::AccessRightId& id);

/// A temporary permission of an engineer on a site. It replaces the one that they have there; it can be given to who
/// has not accepted their invitation yet.
struct TemporaryPermission {
  model::TechnicianId technician{};
  model::EntityId site{};
  model::RoleId role{};
  std::optional<WallMs> from{};  ///< Now, unless given.
  WallMs to{};
  std::string reason{};
  bool confirmed = false;  ///< Asked for beyond kTemporaryUnconfirmed.
};
inline constexpr auto kTemporaryUnconfirmed = std::chrono::days(3);
/// kInvalid beyond the team's longest time or without a reason where one is asked for; kConflict when it has to be
/// confirmed.
Result<model::AccessRight> give_temporary(Authority& authority, const Actor& by, const TemporaryPermission& permission);

// Shared by the files of this folder.

/// What a scope is for decisions about administering it. kInvalid for a thing that the team does not have.
Result<access::Target> target_of(const Change& change, const model::Scope& scope);
/// The role, a system one or the team's; kInvalid for another.
Result<model::Role> role_of(const Change& change, const model::RoleId& id);
/// kDenied unless `by` may change what this holder holds for this scope, which is none of their own.
Result<> may_administer(const Change& change, const Actor& by, const model::Holder& holder, const model::Scope& scope);
/// kDenied unless `by` holds all of it.
Result<> must_hold(const Change& change, const Actor& by, const model::Scope& scope, model::Permissions permissions,
                   const model::Term& term);
/// The same for a right that exists.
Result<> must_hold(const Change& change, const Actor& by, const model::AccessRight& right);

}  // namespace callout::rights
