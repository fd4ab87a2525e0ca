// SPDX-License-Identifier: Apache-2.0
// The columns of audit_records in one order for reading and writing. Inside store/ only, by audit.cc.
#pragma once

#include <string>
#include <string_view>

#include "store/audit.h"
#include "store/connection.h"

namespace callout::store {

/// The texts after seq and at_ms, in the order of the columns.
inline constexpr std::string AuditRow::* kAuditTexts[] = {
    &AuditRow::kind,         &AuditRow::actor_kind,    &AuditRow::actor_id,
    &AuditRow::actor_name,   &AuditRow::address,       &AuditRow::via,
    &AuditRow::outcome,      &AuditRow::technician_id, &AuditRow::technician_name,
    &AuditRow::device_id,    &AuditRow::device_name,   &AuditRow::entity_id,
    &AuditRow::entity_name,  &AuditRow::lineage,       &AuditRow::install_id,
    &AuditRow::install_name, &AuditRow::session_id,    &AuditRow::job_id,
    &AuditRow::changes,      &AuditRow::detail,        &AuditRow::hash};

inline constexpr std::string_view kAuditColumns =
    "SELECT r.seq, r.at_ms, r.kind, r.actor_kind, r.actor_id, r.actor_name, r.address, r.via, r.outcome, "
    "r.technician_id, r.technician_name, r.device_id, r.device_name, r.entity_id, r.entity_name, r.lineage, "
    "r.install_id, r.install_name, r.session_id, r.job_id, r.changes, r.detail, r.hash";

inline void bind_audit_row(Query& query, AuditRow& row) {
  query.into(row.seq).into(row.at_ms);
  for (const auto field : kAuditTexts) query.into(row.*field);
}

}  // namespace callout::store
