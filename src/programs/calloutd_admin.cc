// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_admin.h"

#include <fstream>
#include <iostream>

#include "base/clock.h"
#include "base/random.h"
#include "identity/accounts.h"
#include "identity/endings.h"
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

Result<> reset_of(store::Transaction& transaction, audit::Journal& journal, const model::Technician& technician) {
  constexpr std::string_view kWhy = "the second factor was reset";
  const identity::Ending ending{journal, model::AuditActor::host_operator()};
  if (auto removed = identity::TwoFactors::remove(transaction, technician.id); !removed) return removed;
  if (auto ended = identity::end_sign_ins(transaction, ending, technician, {}, kWhy); !ended) return fail(ended);
  model::AuditRecord record{.team = technician.team,
                            .kind = model::AuditKind::kTechnicianSecondFactorChanged,
                            .actor = ending.by,
                            .technician = {technician.id, technician.name}};
  record.detail = kWhy;
  return journal.append(transaction, std::move(record));
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
  const SystemClock clock;
  const auto journal = audit::Journal::open(**store, audit_files_of(config), clock, log);
  if (!journal) return fail(journal);
  auto transaction = (*store)->write();
  if (!transaction) return fail(transaction);
  std::vector<model::Technician> whose;
  if (command.all) {
    auto all = store::technicians_with_two_factor(*transaction);
    if (!all) return fail(all);
    whose = std::move(*all);
  } else {
    const auto found = store::find_technician_by_email(*transaction, model::lower_ascii(command.email));
    if (!found) return fail(found);
    if (!*found) return fail(Code::kNotFound, "There is no account for {}.", command.email);
    const auto factor = store::TwoFactors(*transaction, (*found)->technician.id).get();
    if (!factor) return fail(factor);
    if (!*factor) return fail(Code::kConflict, "The account {} has no second factor.", command.email);
    whose.push_back((*found)->technician);
  }
  for (const auto& technician : whose) {
    if (auto removed = reset_of(*transaction, **journal, technician); !removed) return fail(removed);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return fmt::format("Removed the second factor of {} account{}.\n", whose.size(), whose.size() == 1 ? "" : "s");
}

}  // namespace callout::programs
