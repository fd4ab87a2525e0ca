// SPDX-License-Identifier: Apache-2.0
// Who asks for a change, and by which way: what decisions need of them, and what the audit journal keeps. Plain values;
// any thread.
#pragma once

#include <string>

#include "access/decide.h"
#include "model/audit.h"

namespace callout::rights {

struct Actor : access::Subject {
  std::string name{};
  std::string address{};  ///< Where the request came from.
  model::AuditVia via = model::AuditVia::kNone;

  model::AuditActor audited() const {
    return {.kind = model::AuditActorKind::kTechnician,
            .technician = technician,
            .name = name,
            .address = address,
            .via = via};
  }
};

}  // namespace callout::rights
