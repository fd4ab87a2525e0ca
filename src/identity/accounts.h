// SPDX-License-Identifier: Apache-2.0
// Accounts: making a team with its owner (calloutd admin create only), adding and changing technicians (the API, within
// rights::Authority::change, which says whether it may be). Any thread; blocks. What takes long, checking and hashing,
// is prepared before the transaction. After a new password the API calls sessions::Service::sign_ins_ended().
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "identity/endings.h"
#include "identity/passwords.h"
#include "model/id.h"
#include "model/person.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::identity {

struct NewAccount {
  std::string email;
  std::string name{};  ///< Split at its first space, unless `person` has a first name.
  std::string password{};
  model::Person person{};
};

/// Checked and hashed, ready to be written.
struct PreparedAccount {
  model::Technician technician;
  std::string password_hash;
};

struct AccountChange {
  model::PersonChange person{};
  std::optional<model::TechnicianStatus> status;
  std::optional<std::string> password;
};
struct PreparedChange {
  model::PersonChange person{};
  std::optional<model::TechnicianStatus> status;
  std::optional<std::string> password_hash;
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
  /// The same in the caller's transaction, with a password that was hashed before.
  Result<NewTeam> add_team(store::Transaction& transaction, std::string_view team_name, const NewAccount& owner,
                           std::string password_hash) const;
  /// A technician of the team, not its owner. kInvalid for what is wrong.
  Result<PreparedAccount> prepare(const model::TeamId& team, const NewAccount& account) const;
  Result<PreparedChange> prepare(const AccountChange& change) const;
  /// kConflict when the e-mail is taken.
  static Result<model::Technician> add(store::Transaction& transaction, const PreparedAccount& account);
  /// kConflict for the owner record, and for the password of who has not accepted their invitation. Disabling ends the
  /// technician's sign-ins and API tokens, a new password the sign-ins; `ending` says who did it.
  static Result<model::Technician> change(store::Transaction& transaction, const model::TeamId& team,
                                          const model::TechnicianId& id, const PreparedChange& change,
                                          const Ending& ending);

  /// What a technician changes of their own: also the owner's.
  static Result<model::Technician> change_person(store::Transaction& transaction, const model::TeamId& team,
                                                 const model::TechnicianId& id, const model::PersonChange& change);

 private:
  store::Store& store_;
  const Passwords& passwords_;
  const Clock& clock_;
};

}  // namespace callout::identity
