// SPDX-License-Identifier: Apache-2.0
// Repositories of what is opened by a link in a mail: invitations, new passwords, registrations; each link is known
// here only as its hash. Used by identity. One transaction, one thread. Not scoped by a team: the link is what tells
// the team.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/deadline.h"
#include "model/team.h"
#include "store/store.h"

namespace callout::store {

struct InvitationRecord {
  model::TechnicianId technician;
  model::TeamId team;
  std::string inviter_name;
  WallMs sent_at{};
  model::Deadline deadline;
};

class Invitations {
 public:
  explicit Invitations(Transaction& transaction) : transaction_(&transaction) {}
  /// Replaces the one that the technician has.
  Result<> put(const InvitationRecord& record, std::string_view token_hash);
  Result<std::optional<InvitationRecord>> find(std::string_view token_hash);
  Result<std::optional<InvitationRecord>> of(const model::TechnicianId& technician);
  Result<> remove(const model::TechnicianId& technician);

 private:
  Result<std::optional<InvitationRecord>> one(std::string_view column, std::string_view value);
  Transaction* transaction_;
};

struct ResetRecord {
  model::TechnicianId technician;
  model::TeamId team;
  model::Deadline deadline;
};

class PasswordResets {
 public:
  explicit PasswordResets(Transaction& transaction) : transaction_(&transaction) {}
  /// Replaces the one that the technician has.
  Result<> put(const model::TechnicianId& technician, std::string_view token_hash, const model::Deadline& deadline);
  Result<std::optional<ResetRecord>> find(std::string_view token_hash);

 private:
  Transaction* transaction_;
};

struct RegistrationRecord {
  std::string email;
  std::string team_name;
  std::string first_name;
  std::string last_name;
  std::string language;
  std::string password_hash;
  model::Deadline deadline;
};

class Registrations {
 public:
  explicit Registrations(Transaction& transaction) : transaction_(&transaction) {}
  /// Replaces the one of the same address.
  Result<> put(const RegistrationRecord& record, std::string_view token_hash);
  Result<std::optional<RegistrationRecord>> find(std::string_view token_hash);
  Result<> remove(std::string_view email);
  Result<std::vector<RegistrationRecord>> all();

 private:
  Result<std::vector<RegistrationRecord>> select(std::string_view condition, std::optional<std::string> value);
  Transaction* transaction_;
};

}  // namespace callout::store
