// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_admin.h"

#include <fstream>
#include <iostream>

#include "base/clock.h"
#include "base/random.h"
#include "identity/accounts.h"
#include "identity/sign_ins.h"
#include "identity/two_factors.h"
#include "model/text.h"
#include "programs/calloutd_audit.h"
#include "store/teams.h"
#include "store/two_factors.h"

namespace callout::programs {
namespace {

constexpr std::size_t kMadePasswordSize = 20;  // 100 bits of base32: typed once, then changed or kept in a vault.

Result<std::string> read_password(const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    file.open(path);
    if (!file)
      return fail(Code::kInvalid, "Cannot read the password file {}; give a file that exists, or - for standard input.",
                  path);
  }
  std::string line;
  std::getline(path == "-" ? std::cin : file, line);
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty())
    return fail(Code::kInvalid, "The password file {} has no first line; write the password there.", path);
  return line;
}

model::AuditRecord record_of(const identity::NewTeam& made) {
  model::AuditRecord record{.team = made.team.id, .kind = model::AuditKind::kTeamCreated};
  record.actor = model::AuditActor::host_operator();
  record.technician = {made.owner.id, made.owner.name};
  record.entity = {made.team.root_entity, made.team.name};
  record.changes.add("name", model::FieldClass::kPlain, "", made.team.name)
      .add("owner", model::FieldClass::kPlain, "", made.owner.email)
      .add("password", model::FieldClass::kSecret, "", "set");
  return record;
}

}  // namespace

Result<std::string> create_administrator(const ServerConfig& config, const AdminCreateCommand& command, Log& log) {
  const bool make = command.password_file.empty();
  const auto password =
      make ? Result<std::string>(random_id().substr(0, kMadePasswordSize)) : read_password(command.password_file);
  if (!password) return fail(password);
  const auto store = store::Store::open(config.store_path, store::Store::Mode::kCreate, log);
  if (!store) return fail(store);

  const SystemClock clock;
  const auto journal = audit::Journal::open(**store, audit_files_of(config), clock, log);
  if (!journal) return fail(journal);
  const identity::Passwords passwords;
  identity::Accounts accounts(**store, passwords, clock);
  const std::string team = command.team.empty() ? command.name : command.team;
  const auto made = accounts.create_team(
      team, {command.email, command.name, *password},
      [&](auto& transaction, const auto& created) { return (*journal)->append(transaction, record_of(created)); });
  if (!made && made.error().code == Code::kConflict) {
    return fail(Code::kConflict, "There is already an account for {}; use another address, or sign in with it.",
                command.email);
  }
  if (!made) return fail(made);
  std::string out = fmt::format("Made the team \"{}\" with its owner {}.\n", made->team.name, made->owner.email);
  if (make) out += fmt::format("Password: {}\n", *password);
  return out + fmt::format("Sign in at {}\n", config.console.origin());
}

Result<std::string> reset_two_factor(const ServerConfig& config, const ResetTwoFactorCommand& command, Log& log) {
  const auto store = store::Store::open(config.store_path, store::Store::Mode::kExisting, log);
  if (!store) return fail(store);
  auto transaction = (*store)->write();
  if (!transaction) return fail(transaction);
  std::vector<model::TechnicianId> whose;
  if (command.all) {
    auto all = store::technicians_with_two_factor(*transaction);
    if (!all) return fail(all);
    whose = std::move(*all);
  } else {
    const auto found = store::find_technician_by_email(*transaction, model::lower_ascii(command.email));
    if (!found) return fail(found);
    if (!*found) return fail(Code::kNotFound, "There is no account for {}.", command.email);
    whose.push_back((*found)->technician.id);
  }
  for (const auto& id : whose) {
    if (auto removed = identity::TwoFactors::remove(*transaction, id); !removed) return fail(removed);
    if (auto ended = identity::SignIns::end_all_of(*transaction, id, std::nullopt, false); !ended) return fail(ended);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return fmt::format("Removed the second factor of {} account{}.\n", whose.size(), whose.size() == 1 ? "" : "s");
}

}  // namespace callout::programs
