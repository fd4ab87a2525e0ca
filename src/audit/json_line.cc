// SPDX-License-Identifier: Apache-2.0
#include "audit/json_line.h"

#include <algorithm>
#include <charconv>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace callout::audit {

namespace {

namespace json = boost::json;
using store::AuditRow;

constexpr NamedColumn kColumns[] = {{"kind", &AuditRow::kind},
                                    {"outcome", &AuditRow::outcome},
                                    {"actor_kind", &AuditRow::actor_kind},
                                    {"actor_id", &AuditRow::actor_id},
                                    {"actor_name", &AuditRow::actor_name},
                                    {"address", &AuditRow::address},
                                    {"via", &AuditRow::via},
                                    {"technician_id", &AuditRow::technician_id},
                                    {"technician_name", &AuditRow::technician_name},
                                    {"device_id", &AuditRow::device_id},
                                    {"device_name", &AuditRow::device_name},
                                    {"entity_id", &AuditRow::entity_id},
                                    {"entity_name", &AuditRow::entity_name},
                                    {"lineage", &AuditRow::lineage},
                                    {"install_id", &AuditRow::install_id},
                                    {"install_name", &AuditRow::install_name},
                                    {"session_id", &AuditRow::session_id},
                                    {"job_id", &AuditRow::job_id},
                                    {"detail", &AuditRow::detail}};

constexpr std::int64_t kLastMs = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z

auto no_record() {
  return fail(Code::kInvalid, "The line is not an audit record.");
}

void append_string(std::string& out, std::string_view name, const std::string& value) {
  out += ",\"";
  out += name;
  out += "\":";
  out += json::serialize(json::string(value));
}

bool take_text(json::object& object, std::string_view name, std::string& into) {
  const auto found = object.find(name);
  if (found == object.end()) return true;
  if (!found->value().is_string()) return false;
  into = std::string(found->value().get_string());
  object.erase(found);
  return true;
}

/// Fills the row and takes what it knows out of the object.
bool take_fields(json::object& object, AuditRow& row) {
  const auto seq = object.find("seq");
  if (seq == object.end() || !seq->value().is_int64()) return false;
  row.seq = seq->value().get_int64();
  object.erase(seq);
  std::string at;
  if (!take_text(object, "at", at)) return false;
  const auto time = parse_rfc3339(at);
  if (!time || time_text(time->time_since_epoch().count()) != at) return false;
  row.at_ms = time->time_since_epoch().count();
  for (const auto& column : kColumns) {
    if (!take_text(object, column.name, row.*column.field)) return false;
  }
  if (const auto changes = object.find("changes"); changes != object.end()) {
    if (!changes->value().is_array()) return false;
    row.changes = json::serialize(changes->value());
    object.erase(changes);
  }
  return take_text(object, "hash", row.hash);
}

}  // namespace

std::span<const NamedColumn> named_columns() {
  return kColumns;
}

std::string json_line(const model::TeamId& team, const AuditRow& row) {
  std::string out = "{\"team\":" + json::serialize(json::string(team.str()));
  out += fmt::format(",\"seq\":{},\"at\":\"{}\"", row.seq, time_text(row.at_ms));
  for (const auto& column : kColumns) {
    if (!(row.*column.field).empty()) append_string(out, column.name, row.*column.field);
  }
  if (!row.changes.empty()) {
    // Written by the journal, it is JSON already; what somebody else put there must not break the line.
    if (const auto changes = model::AuditChanges::from_text(row.changes)) {
      if (!changes->empty()) out += ",\"changes\":" + changes->text();
    } else {
      append_string(out, "unreadable_changes", row.changes);
    }
  }
  append_string(out, "hash", row.hash);
  return out + '}';
}

std::string time_text(std::int64_t at_ms) {
  if (at_ms < 0 || at_ms > kLastMs) return "unreadable";
  return rfc3339(WallMs(std::chrono::milliseconds(at_ms)));
}

Result<std::pair<model::TeamId, AuditRow>> parse_json_line(std::string_view line) {
  if (line.size() > kJsonLineMost) return no_record();
  boost::system::error_code error;
  auto value = json::parse(line, error);
  if (error || !value.is_object()) return no_record();
  auto& object = value.get_object();
  AuditRow row;
  std::string team;
  if (!take_text(object, "team", team) || team.empty() || !take_fields(object, row) || !object.empty())
    return no_record();
  return std::pair(model::TeamId(std::move(team)), std::move(row));
}

}  // namespace callout::audit
