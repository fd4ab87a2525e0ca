// SPDX-License-Identifier: Apache-2.0
#include "audit/record_row.h"

#include "model/text.h"

namespace callout::audit {

namespace {

constexpr std::size_t kIdMost = 64;        // Bytes; ours have 26.
constexpr std::size_t kNameMost = 300;     // Bytes; a name or an e-mail address.
constexpr std::size_t kAddressMost = 100;  // Bytes.

std::string id_text(std::string_view id) {
  return model::clean_text(id, kIdMost);
}
std::string name_text(std::string_view name) {
  return model::clean_text(name, kNameMost);
}

}  // namespace

store::AuditRow row_of(const model::AuditRecord& record, std::string lineage) {
  return {.seq = static_cast<std::int64_t>(record.seq),
          .at_ms = record.at.time_since_epoch().count(),
          .kind = std::string(model::to_string(record.kind)),
          .actor_kind = std::string(model::to_string(record.actor.kind)),
          .actor_id = id_text(record.actor.technician.str()),
          .actor_name = name_text(record.actor.name),
          .address = model::clean_text(record.actor.address, kAddressMost),
          .via = std::string(model::to_string(record.actor.via)),
          .outcome = std::string(model::to_string(record.outcome)),
          .technician_id = id_text(record.technician.id.str()),
          .technician_name = name_text(record.technician.name),
          .device_id = id_text(record.device.id.str()),
          .device_name = name_text(record.device.name),
          .entity_id = id_text(record.entity.id.str()),
          .entity_name = name_text(record.entity.name),
          .lineage = std::move(lineage),
          .install_id = id_text(record.install.id.str()),
          .install_name = name_text(record.install.name),
          .session_id = id_text(record.session.str()),
          .job_id = id_text(record.job.str()),
          .changes = record.changes.text(),
          .detail = model::clean_text(record.detail, model::kAuditDetailMost),
          .hash = {}};
}

}  // namespace callout::audit
