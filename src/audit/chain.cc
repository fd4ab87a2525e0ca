// SPDX-License-Identifier: Apache-2.0
#include "audit/chain.h"

#include "base/encoding.h"
#include "base/random.h"

namespace callout::audit {

namespace {

constexpr std::string_view kRecordLayout = "callout audit record v1";
constexpr std::string_view kHeadLayout = "callout audit head v1";
constexpr std::string_view kCheckpointLayout = "callout audit checkpoint v1";
constexpr std::size_t kHashSize = 32;

void append_field(std::string& out, std::string_view field) {
  const auto size = static_cast<std::uint32_t>(field.size());
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>((size >> shift) & 0xFF);
  out += field;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const auto part : parts) {
    if (!out.empty()) out += '\0';
    out += part;
  }
  return out;
}

}  // namespace

std::string content_of(const model::TeamId& team, const store::AuditRow& row) {
  std::string out;
  out.reserve(1024);
  append_field(out, kRecordLayout);
  append_field(out, team.str());
  append_field(out, std::to_string(row.seq));
  append_field(out, std::to_string(row.at_ms));
  for (const std::string* field :
       {&row.kind,         &row.actor_kind, &row.actor_id,      &row.actor_name,      &row.address,
        &row.via,          &row.outcome,    &row.technician_id, &row.technician_name, &row.device_id,
        &row.device_name,  &row.entity_id,  &row.entity_name,   &row.lineage,         &row.install_id,
        &row.install_name, &row.session_id, &row.job_id,        &row.changes,         &row.detail}) {
    append_field(out, *field);
  }
  return out;
}

std::string hash_of(const model::TeamId& team, const store::AuditRow& row, std::string_view previous) {
  // What is no hash is hashed as the text that it is, behind its length, so that it can't stand for another.
  std::string bytes = previous.empty() ? std::string(kHashSize, '\0') : from_base64url(previous).value_or("");
  if (bytes.size() != kHashSize) {
    bytes.clear();
    append_field(bytes, previous);
  }
  bytes += content_of(team, row);
  return base64url(sha256(bytes));
}

std::string statement_of(const model::TeamId& team, const store::AuditHead& head) {
  return joined({kHeadLayout, team.str(), std::to_string(head.seq), head.hash, std::to_string(head.kept_from),
                 head.kept_hash, head.retention_days ? std::to_string(*head.retention_days) : std::string()});
}

std::string statement_of(const store::AuditCheckpoint& checkpoint) {
  return joined({kCheckpointLayout, checkpoint.team.str(), std::to_string(checkpoint.seq), checkpoint.hash,
                 std::to_string(checkpoint.at_ms)});
}

}  // namespace callout::audit
