// SPDX-License-Identifier: Apache-2.0
// A record as the row that is stored and hashed. By the journal. Any thread.
#pragma once

#include <string>

#include "model/audit.h"
#include "store/audit.h"

namespace callout::audit {

/// Texts are cut and cleaned of control characters; the hash stays empty.
store::AuditRow row_of(const model::AuditRecord& record, std::string lineage);

}  // namespace callout::audit
