// SPDX-License-Identifier: Apache-2.0
#include "audit/export.h"

#include "audit/json_line.h"

namespace callout::audit {

namespace {

std::string csv_names() {
  std::string out = "seq,at";
  for (const auto& column : named_columns()) out += ',' + std::string(column.name);
  return out + ",changes,hash\r\n";
}

/// "name: before -> after; ..." for people; JSON lines have the list.
std::string changes_for_people(const store::AuditRow& row) {
  const auto changes = model::AuditChanges::from_text(row.changes);
  if (!changes) return row.changes;
  std::string out;
  for (const auto& change : changes->list()) {
    if (!out.empty()) out += "; ";
    out += change.field + ": " + change.before + " -> " + change.after;
  }
  return out;
}

std::string csv_line(const store::AuditRow& row) {
  std::string out = std::to_string(row.seq) + ',' + time_text(row.at_ms);
  for (const auto& column : named_columns()) out += ',' + csv_field(row.*column.field);
  return out + ',' + csv_field(changes_for_people(row)) + ',' + csv_field(row.hash) + "\r\n";
}

}  // namespace

std::string_view media_type_of(ExportFormat format) {
  return format == ExportFormat::kCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
}

std::string csv_field(std::string_view text) {
  std::string out;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) out += '\'';
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
    quoted = quoted || c == '"' || c == ',' || c == '\r' || c == '\n';
  }
  return quoted ? '"' + out + '"' : out;
}

Exporter::Exporter(store::Store& store, model::TeamId team, store::AuditFilter filter, ExportFormat format)
    : store_(store), team_(std::move(team)), filter_(std::move(filter)), format_(format) {}

Result<std::string> Exporter::next() {
  std::string out;
  if (!started_ && format_ == ExportFormat::kCsv) out = csv_names();
  started_ = true;
  if (done_) return out;
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  auto page =
      store::Audit(store::TeamScope(*transaction, team_)).rows({.cursor = cursor_, .limit = store::kPageMost}, filter_);
  if (!page) return fail(page);
  for (const auto& row : page->items)
    out += format_ == ExportFormat::kCsv ? csv_line(row) : json_line(team_, row) + '\n';
  done_ = !page->next_cursor;
  cursor_ = page->next_cursor.value_or("");
  return out;
}

}  // namespace callout::audit
