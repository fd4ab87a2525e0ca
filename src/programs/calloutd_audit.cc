// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_audit.h"

#include "audit/verify.h"
#include "base/clock.h"
#include "store/store.h"

namespace callout::programs {
namespace {

constexpr std::int64_t kFindingsShown = 1000;  ///< Of a comparison: a file of another server would fill the disk.
constexpr int kFound = 1;
constexpr int kUnchecked = 2;

/// Collects lines up to a bound, and counts all.
class Report {
 public:
  void add(const audit::Finding& finding) {
    if (++count_ > kFindingsShown) return;
    text_ += finding.team.empty() ? finding.text + '\n' : fmt::format("Team {}: {}\n", finding.team, finding.text);
  }
  std::int64_t count() const { return count_; }
  std::string text() const {
    if (count_ <= kFindingsShown) return text_;
    return text_ + fmt::format("... and {} more.\n", count_ - kFindingsShown);
  }

 private:
  std::string text_;
  std::int64_t count_ = 0;
};

Result<audit::SigningKey> key_of(const ServerConfig& config) {
  auto key = audit::SigningKey::load(config.audit_key_file);
  if (!key) return fail(key);
  if (!*key) {
    return fail(Code::kNotFound,
                "The audit key {} is missing: put it back from your backup, or correct audit.key_file.",
                config.audit_key_file);
  }
  return **key;
}

Result<std::string> check(const ServerConfig& config, const AuditVerifyCommand& command, Log& log, Report& report) {
  auto key = key_of(config);
  if (!key) return fail(key);
  auto store = store::Store::open(config.store_path, store::Store::Mode::kReadOnly, log);
  if (!store) return fail(store);
  std::optional<model::TeamId> team;
  if (!command.team.empty()) team = model::TeamId(command.team);
  const auto on_finding = [&](const audit::Finding& finding) { report.add(finding); };
  const auto counts = audit::verify(**store, *key, {.team = team, .checkpoints = config.audit_checkpoints}, on_finding);
  if (!counts) return fail(counts);
  std::string summary = fmt::format("Checked {} records of {} teams and {} checkpoints", counts->records, counts->teams,
                                    counts->checkpoints);
  if (!command.against.empty()) {
    const auto compared = audit::compare(**store, command.against, team, on_finding);
    if (!compared) return fail(compared);
    summary += fmt::format(", and compared {} records of {}", *compared, command.against);
  }
  summary += report.count() == 0 ? ": nothing was changed.\n" : fmt::format(": {} findings.\n", report.count());
  if (counts->unreadable_lines > 0) {
    summary += fmt::format("{} lines of {} can't be read: a crash or a full disk cut their writing short.\n",
                           counts->unreadable_lines, config.audit_checkpoints);
  }
  return summary;
}

}  // namespace

AuditVerified verify_audit(const ServerConfig& config, const AuditVerifyCommand& command, Log& log) {
  Report report;
  const auto summary = check(config, command, log, report);
  if (!summary) return {report.text(), "calloutd: " + summary.error().message + '\n', kUnchecked};
  return {report.text() + *summary, "", report.count() == 0 ? 0 : kFound};
}

Result<> restart_audit(const ServerConfig& config, const AuditRestartCommand& command, Log& log) {
  const SystemClock clock;
  auto store = store::Store::open(config.store_path, store::Store::Mode::kExisting, log);
  if (!store) return fail(store);
  return audit::Journal::restart(**store, audit_files_of(config), command.reason, clock, log);
}

}  // namespace callout::programs
