// SPDX-License-Identifier: Apache-2.0
// Decisions about things that have a technician of their own (sessions, jobs): access::decide is asked with whose thing
// it is. Called by handlers and the live event stream. Any thread.
#pragma once

#include <optional>

#include "api/context.h"
#include "api/route.h"

namespace callout::api {

/// Whether the subject may do this to something of `whose` in the subject's own team.
inline bool may(const Context& context, const access::Subject& subject, access::Permission permission,
                const model::TechnicianId& whose) {
  return context.authority.decide(subject, permission, access::Target::of_technician(subject.team, whose)).allowed;
}

/// The filter that a list needs: the technician's own things, unless the permission reaches all.
inline std::optional<model::TechnicianId> only_own(const Call& call) {
  return call.reach == access::Reach::kAll ? std::nullopt : std::optional(call.signed_in->technician.id);
}

}  // namespace callout::api
