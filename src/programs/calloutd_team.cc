// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_team.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/clock.h"
#include "model/standing.h"
#include "programs/calloutd_audit.h"
#include "store/teams.h"

namespace callout::programs {
namespace {

std::string text_of(const std::optional<int>& limit) {
  return limit ? std::to_string(*limit) : "none";
}

/// "3 technicians, limit 2, 1 disabled by it". Disabled and invited accounts take no place.
Result<std::string> plan_text(store::Transaction& transaction, const model::Team& team) {
  const auto all = store::Technicians(store::TeamScope(transaction, team.id)).all();
  if (!all) return fail(all);
  const auto standings = model::standings(*all, team.technician_limit);
  const auto count = [&](model::Standing standing) { return std::ranges::count(standings, standing); };
  const auto by_plan = count(model::Standing::kDisabledByPlan), places = count(model::Standing::kActive) + by_plan;
  std::string text =
      fmt::format("{} technician{}, limit {}", places, places == 1 ? "" : "s", text_of(team.technician_limit));
  if (by_plan > 0) text += fmt::format(", {} disabled by it", by_plan);
  return text;
}

}  // namespace

Result<std::string> list_teams(const ServerConfig& config, Log& log) {
  const auto store = store::Store::open(config.store_path, store::Store::Mode::kReadOnly, log);
  if (!store) return fail(store);
  auto transaction = (*store)->read();
  if (!transaction) return fail(transaction);
  const auto teams = store::all_teams(*transaction);
  if (!teams) return fail(teams);
  std::string out;
  for (const auto& team : *teams) {
    const auto plan = plan_text(*transaction, team);
    if (!plan) return plan;
    out += fmt::format("{}  {}: {}\n", team.id.str(), team.name, *plan);
  }
  return out;
}

Result<std::string> limit_team(const ServerConfig& config, const TeamLimitCommand& command, Log& log) {
  const auto store = store::Store::open(config.store_path, store::Store::Mode::kExisting, log);
  if (!store) return fail(store);
  const SystemClock clock;
  const auto journal = audit::Journal::open(**store, audit_files_of(config), clock, log);
  if (!journal) return fail(journal);
  auto transaction = (*store)->write();
  if (!transaction) return fail(transaction);
  store::Teams teams(store::TeamScope(*transaction, model::TeamId(command.team)));
  auto team = teams.get();
  if (!team && team.error().code == Code::kNotFound)
    return fail(Code::kNotFound, "There is no team {}: calloutd team list prints them.", command.team);
  if (!team) return fail(team);
  if (team->technician_limit != command.limit) {
    model::AuditRecord record{.team = team->id, .kind = model::AuditKind::kTeamChanged};
    record.actor = model::AuditActor::host_operator();
    record.changes.add("technician_limit", model::FieldClass::kPlain, text_of(team->technician_limit),
                       text_of(command.limit));
    team->technician_limit = command.limit;
    if (auto updated = teams.update(*team); !updated) return fail(updated);
    if (auto kept = (*journal)->append(*transaction, std::move(record)); !kept) return fail(kept);
  }
  const auto plan = plan_text(*transaction, *team);
  if (!plan) return plan;
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return fmt::format("{}: {}\n", team->name, *plan);
}

}  // namespace callout::programs
