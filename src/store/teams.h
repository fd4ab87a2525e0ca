// SPDX-License-Identifier: Apache-2.0
// Repositories of teams and technicians. Built for one transaction, used by one thread; a foreign or unknown id is
// kNotFound.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/reach.h"
#include "model/team.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

class Teams {
 public:
  explicit Teams(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Team> get();
  /// Writes name, session length, limit of technicians and what concerns access.
  Result<> update(const model::Team& team);
  /// Inserts the team of the scope with its root entity, which takes the team's name.
  Result<> insert(const model::Team& team);

 private:
  TeamScope scope_;
};

/// What sign-in needs beside the technician.
struct TechnicianWithPassword {
  model::Technician technician;
  std::string password_hash;
};

struct TechnicianFilter {
  std::string q{};                           ///< Searched in name and e-mail.
  model::Reach reach = model::Reach::all();  ///< Only those at home within.
  std::optional<model::TechnicianState> state{};
  std::optional<model::TechnicianStatus> status{};
  std::optional<model::DepartmentId> department{};
  std::optional<std::vector<model::TechnicianId>> only{};  ///< None but these.
  std::vector<model::TechnicianId> except{};
};

class Technicians {
 public:
  explicit Technicians(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Technician> get(const model::TechnicianId& id);
  /// By name.
  Result<Page<model::Technician>> list(const PageRequest& page, const TechnicianFilter& filter = {});
  /// All of the team, with their departments, to compile snapshots from.
  Result<std::vector<model::Technician>> all();
  /// kConflict when the e-mail is taken.
  Result<> insert(const model::Technician& technician, std::string_view password_hash);
  Result<> set_person(const model::TechnicianId& id, const model::Person& person);
  Result<> set_status(const model::TechnicianId& id, model::TechnicianStatus status);
  /// The home entity and the firmware switch; counts the version up. kInvalid for an unknown entity.
  Result<> set_access(const model::TechnicianId& id, const model::EntityId& home, bool firmware_everywhere);
  /// Every link to set a new password dies with the old one.
  Result<> set_password_hash(const model::TechnicianId& id, std::string_view password_hash);
  /// From invitation to activated; kNotFound for any other.
  Result<> activate(const model::TechnicianId& id);
  /// Only in the state of invitation, else kNotFound. Its access rights are the caller's to remove.
  Result<> remove_invited(const model::TechnicianId& id);

 private:
  TeamScope scope_;
};

/// Before anyone is signed in there is no team to scope by. identity only.
Result<std::optional<TechnicianWithPassword>> find_technician_by_email(Transaction& transaction,
                                                                       std::string_view email);

/// Every team of the server, oldest first: for what is about their plans, which is the operator's.
Result<std::vector<model::Team>> all_teams(Transaction& transaction);

}  // namespace callout::store
