// SPDX-License-Identifier: Apache-2.0
// Accounts: making a team with its owner (calloutd admin create only), adding and changing technicians (the API). Any
// thread; blocks. After change() the API calls sessions::Service::access_changed(team), and sign_ins_ended() after a
// new password, which end what the technician may no longer have.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "identity/passwords.h"
#include "model/id.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::identity {

struct NewAccount {
  std::string email;
  std::string name;
  std::string password;
};

struct AccountChange {
  std::optional<std::string> name;
  std::optional<model::TechnicianStatus> status;
  std::optional<std::string> password;
};

struct NewTeam {
  model::Team team;
  model::Technician owner;
};

class Accounts {
 public:
  Accounts(store::Store& store, const Passwords& passwords, const Clock& clock);

  /// Runs in the transaction that makes the team, so that both are stored or none.
  using RecordTeam = std::function<Result<>(store::Transaction&, const NewTeam&)>;
  /// Makes a team, its root entity and its owner in one step. kConflict when the e-mail is taken.
  Result<NewTeam> create_team(std::string_view team_name, const NewAccount& owner, const RecordTeam& record = {});
  /// Adds a plain member. kConflict when the e-mail is taken.
  Result<model::Technician> create(const model::TeamId& team, const NewAccount& account);
  /// kConflict for the owner record. Disabling or a new password ends the technician's sign-ins.
  Result<model::Technician> change(const model::TeamId& team, const model::TechnicianId& id,
                                   const AccountChange& change);

 private:
  store::Store& store_;
  const Passwords& passwords_;
  const Clock& clock_;
};

}  // namespace callout::identity
