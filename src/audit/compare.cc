// SPDX-License-Identifier: Apache-2.0
// `calloutd audit verify --against FILE` (audit/verify.h): a file that left this machine against the database.
#include <filesystem>
#include <limits>

#include <fmt/format.h>

#include "audit/chain.h"
#include "audit/json_line.h"
#include "audit/line_reader.h"
#include "audit/verify.h"
#include "store/audit.h"

namespace callout::audit {

namespace {

constexpr std::int64_t kLinesAtOnce = 500;  // Compared in one transaction.

Result<std::optional<Finding>> compare_row(store::Transaction& transaction, const model::TeamId& team,
                                           const store::AuditRow& row, std::int64_t line) {
  store::Audit audit(store::TeamScope(transaction, team));
  auto head = audit.head();
  if (!head) return fail(head);
  if (*head && row.seq < (*head)->kept_from) return std::nullopt;
  auto stored = audit.get(row.seq);
  if (!stored) return fail(stored);
  Finding finding{.team = team.str(), .seq = row.seq};
  if (!*stored) {
    finding.flaw = Flaw::kMissing;
    finding.text = fmt::format("Record {} of line {} is not in the database.", row.seq, line);
    return finding;
  }
  if ((*stored)->hash == row.hash && content_of(team, **stored) == content_of(team, row)) return std::nullopt;
  finding.flaw = Flaw::kDiffers;
  finding.text = fmt::format("Record {} is not as line {} has it.", row.seq, line);
  return finding;
}

Result<> compare_line(store::Transaction& transaction, const Line& line, const std::optional<model::TeamId>& only,
                      std::int64_t& compared, const OnFinding& on_finding) {
  const auto record = line.too_long ? Result<std::pair<model::TeamId, store::AuditRow>>(fail(Code::kInvalid, "long"))
                                    : parse_json_line(line.text);
  if (!record) {
    on_finding({.team = {},
                .seq = 0,
                .flaw = Flaw::kUnreadable,
                .text = fmt::format("Line {} is not an audit record.", line.number)});
    return {};
  }
  if (only && record->first != *only) return {};
  ++compared;
  auto found = compare_row(transaction, record->first, record->second, line.number);
  if (!found) return fail(found);
  if (*found) on_finding(**found);
  return {};
}

}  // namespace

Result<std::int64_t> compare(store::Store& store, const std::string& file, const std::optional<model::TeamId>& team,
                             const OnFinding& on_finding) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  auto lines = LineReader::open(file, error ? 0 : size, kJsonLineMost);
  if (!lines) return fail(lines);
  std::int64_t compared = 0;
  for (auto line = lines->next(); line;) {
    auto transaction = store.read();
    if (!transaction) return fail(transaction);
    for (std::int64_t i = 0; line && i < kLinesAtOnce; ++i, line = lines->next()) {
      if (!line->too_long && line->text.empty()) continue;
      if (auto done = compare_line(*transaction, *line, team, compared, on_finding); !done) return fail(done);
    }
  }
  return compared;
}

}  // namespace callout::audit
