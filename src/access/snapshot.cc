// SPDX-License-Identifier: Apache-2.0
#include "access/snapshot.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace callout::access {
namespace {

template <class Map>
const typename Map::mapped_type* find(const std::shared_ptr<const Map>& map, const typename Map::key_type& key) {
  if (!map) return nullptr;
  const auto found = map->find(key);
  return found == map->end() ? nullptr : &found->second;
}

void sort_by_scope(Rights& rights) {
  std::ranges::sort(rights,
                    [](const auto& a, const auto& b) { return std::tie(a.scope, a.id) < std::tie(b.scope, b.id); });
}

bool same_rights(const Rights& a, const Rights& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
    return std::tie(x.id, x.holder, x.scope, x.role, x.term) == std::tie(y.id, y.holder, y.scope, y.role, y.term);
  });
}

bool same_account(const Account& a, const Account& b) {
  return std::tie(a.owner, a.standing, a.home, a.firmware_everywhere, a.holders) ==
         std::tie(b.owner, b.standing, b.home, b.firmware_everywhere, b.holders);
}

Place place_of(const model::InstallPlace& install) {
  return {install.entity, install.remote_access ? model::Switch::kOn : model::Switch::kOff};
}

/// Absent and empty are the same; `same` compares the values of one key.
template <class Map, class Same>
bool same_parts(const std::shared_ptr<const Map>& a, const std::shared_ptr<const Map>& b, Same same) {
  static const Map kEmpty;
  const Map &one = a ? *a : kEmpty, &two = b ? *b : kEmpty;
  return one.size() == two.size() && std::ranges::all_of(one, [&](const auto& entry) {
           const auto found = two.find(entry.first);
           return found != two.end() && same(entry.second, found->second);
         });
}

}  // namespace

Snapshot::Snapshot(const model::Team& team)
    : team_(team.id),
      root_(team.root_entity),
      strict_installs_(team.strict_installs),
      technician_limit_(team.technician_limit) {}

Snapshot Snapshot::with_team(const model::Team& team) const {
  Snapshot out = *this;
  out.team_ = team.id;
  out.root_ = team.root_entity;
  out.strict_installs_ = team.strict_installs;
  out.technician_limit_ = team.technician_limit;
  return out;
}

Snapshot Snapshot::with_technicians(std::span<const model::Technician> technicians) const {
  const auto standing = standings(technicians, technician_limit_);
  std::unordered_map<model::TechnicianId, Account> accounts;
  accounts.reserve(technicians.size());
  for (std::size_t i = 0; i < technicians.size(); ++i) {
    const auto& technician = technicians[i];
    Account account{.owner = technician.owner,
                    .standing = standing[i],
                    .home = technician.home.empty() ? root_ : technician.home,
                    .firmware_everywhere = technician.firmware_everywhere,
                    .holders = {model::Holder::of(technician.id)}};
    for (const auto& department : technician.departments) account.holders.push_back(model::Holder::of(department));
    accounts.emplace(technician.id, std::move(account));
  }
  Snapshot out = *this;
  out.accounts_ = std::make_shared<const std::unordered_map<model::TechnicianId, Account>>(std::move(accounts));
  return out;
}

Snapshot Snapshot::with_roles(std::span<const model::Role> of_team) const {
  std::unordered_map<model::RoleId, model::Permissions> roles;
  for (const auto& role : of_team) roles.emplace(role.id, role.permissions);
  Snapshot out = *this;
  out.roles_ = std::make_shared<const std::unordered_map<model::RoleId, model::Permissions>>(std::move(roles));
  return out;
}

Snapshot Snapshot::with_entities(std::span<const model::Entity> entities) const {
  std::unordered_map<model::EntityId, Place> places;
  places.reserve(entities.size());
  for (const auto& entity : entities)
    places.emplace(entity.id, Place{entity.parent.value_or(model::EntityId()), entity.remote_access});
  Snapshot out = *this;
  out.entities_ = std::make_shared<const std::unordered_map<model::EntityId, Place>>(std::move(places));
  return out;
}

Snapshot Snapshot::with_installs(std::span<const model::InstallPlace> installs) const {
  std::vector<std::pair<model::InstallId, Place>> entries;
  entries.reserve(installs.size());
  for (const auto& install : installs) entries.emplace_back(install.id, place_of(install));
  Snapshot out = *this;
  out.installs_ = Sharded<model::InstallId, Place>::of(std::move(entries));
  return out;
}

Snapshot Snapshot::with_install(const model::InstallId& id, const std::optional<model::InstallPlace>& place) const {
  Snapshot out = *this;
  out.installs_ = installs_.with(id, place ? std::optional(place_of(*place)) : std::nullopt);
  return out;
}

Snapshot Snapshot::with_rights(std::vector<model::AccessRight> rights) const {
  std::unordered_map<model::Holder, Rights, HolderHash> by_holder;
  for (auto& right : rights) {
    Rights& of = by_holder[right.holder];
    of.push_back(std::move(right));
  }
  RightsByHolder all;
  all.reserve(by_holder.size());
  for (auto& [holder, of] : by_holder) {
    sort_by_scope(of);
    all.emplace(holder, std::make_shared<const Rights>(std::move(of)));
  }
  Snapshot out = *this;
  out.rights_ = std::make_shared<const RightsByHolder>(std::move(all));
  return out;
}

Snapshot Snapshot::with_rights_of(const model::Holder& holder, Rights rights) const {
  RightsByHolder all = rights_ ? *rights_ : RightsByHolder();
  sort_by_scope(rights);
  if (rights.empty()) {
    all.erase(holder);
  } else {
    all[holder] = std::make_shared<const Rights>(std::move(rights));
  }
  Snapshot out = *this;
  out.rights_ = std::make_shared<const RightsByHolder>(std::move(all));
  return out;
}

const Account* Snapshot::account(const model::TechnicianId& id) const {
  return find(accounts_, id);
}
std::vector<model::TechnicianId> Snapshot::technicians_with(Standing standing) const {
  std::vector<model::TechnicianId> found;
  if (!accounts_) return found;
  for (const auto& [id, account] : *accounts_) {
    if (account.standing == standing) found.push_back(id);
  }
  return found;
}
const Rights* Snapshot::rights_of(const model::Holder& holder) const {
  const auto* found = find(rights_, holder);
  return found == nullptr ? nullptr : found->get();
}
const Place* Snapshot::entity(const model::EntityId& id) const {
  return find(entities_, id);
}
const Place* Snapshot::install(const model::InstallId& id) const {
  return installs_.find(id);
}

model::Permissions Snapshot::permissions_of(const model::RoleId& role) const {
  if (const auto* of_team = find(roles_, role)) return *of_team;
  const auto* system = model::find_system_role(role);
  return system == nullptr ? model::Permissions() : system->permissions;
}

bool Snapshot::operator==(const Snapshot& other) const {
  const auto equal = [](const auto& a, const auto& b) { return a == b; };
  return std::tie(team_, root_, strict_installs_, technician_limit_) ==
             std::tie(other.team_, other.root_, other.strict_installs_, other.technician_limit_) &&
         same_parts(accounts_, other.accounts_, same_account) && same_parts(roles_, other.roles_, equal) &&
         same_parts(entities_, other.entities_, equal) && installs_ == other.installs_ &&
         same_parts(rights_, other.rights_, [](const auto& a, const auto& b) { return same_rights(*a, *b); });
}

}  // namespace callout::access
