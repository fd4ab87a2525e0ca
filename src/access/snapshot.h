// SPDX-License-Identifier: Apache-2.0
// Everything of one team that decisions depend on, compiled once and never changed. A change makes a new snapshot that
// shares the parts that did not change, so it costs what changed and not what there is. rights::Authority holds the
// current one of each team; decide.h reads it. Immutable after it was made: any thread.
//
// Devices are not in it: there may be a million, and what decisions need of one (model::DeviceFacts) comes with the
// question.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "access/sharded.h"
#include "model/device.h"
#include "model/id.h"
#include "model/install.h"
#include "model/rights.h"
#include "model/standing.h"
#include "model/team.h"

namespace callout::access {

using model::Standing;
using model::standings;

struct Account {
  bool owner = false;
  Standing standing = Standing::kDisabled;
  model::EntityId home{};
  bool firmware_everywhere = false;
  std::vector<model::Holder> holders{};  ///< Whose rights it has: itself first, then its departments.
};

/// The rights of one holder, by scope.
using Rights = std::vector<model::AccessRight>;

/// Where an entity or install stands, and its switch.
struct Place {
  model::EntityId parent{};  ///< Empty for the root.
  model::Switch remote_access = model::Switch::kInherited;
  bool operator==(const Place&) const = default;
};

class Snapshot {
 public:
  Snapshot() = default;
  explicit Snapshot(const model::Team& team);

  // Each answers a copy with that part made anew.
  Snapshot with_team(const model::Team& team) const;
  Snapshot with_technicians(std::span<const model::Technician> technicians) const;
  Snapshot with_roles(std::span<const model::Role> of_team) const;
  Snapshot with_entities(std::span<const model::Entity> entities) const;
  Snapshot with_installs(std::span<const model::InstallPlace> installs) const;
  /// One install, which is gone without a place.
  Snapshot with_install(const model::InstallId& id, const std::optional<model::InstallPlace>& place) const;
  /// All rights of the team.
  Snapshot with_rights(std::vector<model::AccessRight> rights) const;
  /// All rights of one holder, which had others before.
  Snapshot with_rights_of(const model::Holder& holder, Rights rights) const;

  const model::TeamId& team() const { return team_; }
  const model::EntityId& root() const { return root_; }
  bool strict_installs() const { return strict_installs_; }
  std::optional<int> technician_limit() const { return technician_limit_; }

  // Null for what the team does not have.
  const Account* account(const model::TechnicianId& id) const;
  const Rights* rights_of(const model::Holder& holder) const;
  std::vector<model::TechnicianId> technicians_with(Standing standing) const;
  const Place* entity(const model::EntityId& id) const;
  const Place* install(const model::InstallId& id) const;
  /// None for a role that is not known.
  model::Permissions permissions_of(const model::RoleId& role) const;

  /// Calls f(entity) for the entity and those above it up to the root. False when one of them is not known.
  template <class F>
  bool climb(const model::EntityId& from, F f) const {
    const model::EntityId* at = &from;
    // A tree is at most 16 deep (store::kEntityDepth); what is not one must not hold a thread.
    for (int depth = 0; depth < 64; ++depth) {
      const Place* place = entity(*at);
      if (place == nullptr) return false;
      f(*at, *place);
      if (place->parent.empty()) return *at == root_;
      at = &place->parent;
    }
    return false;
  }

  /// The rights of everyone whose rights the technician has, their own first. Views into this snapshot.
  using HeldRights = std::vector<const Rights*>;
  HeldRights held_by(const Account& account) const {
    HeldRights held;
    held.reserve(account.holders.size());
    for (const auto& holder : account.holders) {
      if (const Rights* rights = rights_of(holder)) held.push_back(rights);
    }
    return held;
  }
  /// Calls f(right) for every right that the technician has.
  template <class F>
  void each_right(const Account& account, F f) const {
    for (const Rights* rights : held_by(account)) {
      for (const auto& right : *rights) f(right);
    }
  }
  /// Calls f(right) for those of one scope, found by search.
  template <class F>
  static void each_right(const HeldRights& held, const model::ScopeRef& scope, F f) {
    const auto ref = [](const model::AccessRight& right) { return model::ScopeRef(right.scope); };
    for (const Rights* rights : held) {
      for (auto at = std::ranges::lower_bound(*rights, scope, {}, ref); at != rights->end() && ref(*at) == scope; ++at)
        f(*at);
    }
  }

  bool operator==(const Snapshot& other) const;

 private:
  template <class Key, class Value>
  using Part = std::shared_ptr<const std::unordered_map<Key, Value>>;
  struct HolderHash {
    std::size_t operator()(const model::Holder& holder) const {
      return std::hash<std::string>{}(holder.id) ^ static_cast<std::size_t>(holder.kind);
    }
  };
  using RightsByHolder = std::unordered_map<model::Holder, std::shared_ptr<const Rights>, HolderHash>;

  model::TeamId team_;
  model::EntityId root_;
  bool strict_installs_ = false;
  std::optional<int> technician_limit_;
  Part<model::TechnicianId, Account> accounts_;
  Part<model::RoleId, model::Permissions> roles_;
  Part<model::EntityId, Place> entities_;
  Sharded<model::InstallId, Place> installs_;
  std::shared_ptr<const RightsByHolder> rights_;
};

}  // namespace callout::access
