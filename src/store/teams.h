// SPDX-License-Identifier: Apache-2.0
// Repositories of teams and technicians. Built for one transaction, used by one thread; a foreign or unknown id is
// kNotFound.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/team.h"
#include "store/page.h"
#include "store/store.h"

namespace callout::store {

class Teams {
 public:
  explicit Teams(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Team> get();
  Result<> set_name(std::string_view name);
  Result<> set_session_length(std::chrono::minutes length);
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

class Technicians {
 public:
  explicit Technicians(TeamScope scope) : scope_(std::move(scope)) {}
  Result<model::Technician> get(const model::TechnicianId& id);
  /// By name; q is searched in name and e-mail.
  Result<Page<model::Technician>> list(const PageRequest& page, std::string_view q = {});
  /// kConflict when the e-mail is taken.
  Result<> insert(const model::Technician& technician, std::string_view password_hash);
  Result<> set_name(const model::TechnicianId& id, std::string_view name);
  Result<> set_status(const model::TechnicianId& id, model::TechnicianStatus status);
  Result<> set_password_hash(const model::TechnicianId& id, std::string_view password_hash);

 private:
  TeamScope scope_;
};

/// Before anyone is signed in there is no team to scope by. identity only.
Result<std::optional<TechnicianWithPassword>> find_technician_by_email(Transaction& transaction,
                                                                       std::string_view email);
/// All technicians of the server, to compile access snapshots from. sessions::Authority only.
Result<std::vector<model::Technician>> all_technicians(Transaction& transaction);

}  // namespace callout::store
