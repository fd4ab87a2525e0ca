// SPDX-License-Identifier: Apache-2.0
// What is hashed and what is signed of the audit journal (docs/adr/0070). Pure functions, any thread. The journal
// writes with them, verify reads with them. A change of any layout needs a new first line, and verify has to keep the
// old one.
//
// content of a record: "callout audit record v1", then team, seq, at_ms and every text column of the row but the hash,
// each as a length (4 bytes, big endian) and its bytes; numbers as decimal text.
// hash of a record: SHA-256 of the previous record's hash (32 bytes; of the first record 32 zeros) and the content.
// Statements are texts joined by NUL, which no part has.
#pragma once

#include <string>
#include <string_view>

#include "model/id.h"
#include "store/audit.h"

namespace callout::audit {

/// The bytes of everything that a record says.
std::string content_of(const model::TeamId& team, const store::AuditRow& row);
/// base64url of the hash; `previous` is the hash before it as base64url, empty for the first record.
std::string hash_of(const model::TeamId& team, const store::AuditRow& row, std::string_view previous);

/// What the signature of a team's head covers: newest record, where what is kept begins, retention.
std::string statement_of(const model::TeamId& team, const store::AuditHead& head);
/// What the signature of a checkpoint covers.
std::string statement_of(const store::AuditCheckpoint& checkpoint);

}  // namespace callout::audit
