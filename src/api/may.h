// SPDX-License-Identifier: Apache-2.0
// Decisions about one thing, as handlers and the live event stream ask for them. The dispatcher has asked before
// whether the route's action reaches anything at all. What a technician may not see is not there (404); what they see
// and may not do is denied with the reason (403). Any thread; those that read the store block.
#pragma once

#include <optional>

#include "api/context.h"
#include "api/route.h"
#include "model/job.h"
#include "model/session.h"

namespace callout::api {

inline bool may(const Context& context, const access::Subject& subject, access::Action action,
                const access::Target& target) {
  return context.authority.decide(subject, action, target).allowed;
}

/// The problem to answer with when it is not allowed.
std::optional<Problem> forbidden(const Context& context, const Call& call, access::Action action,
                                 const access::Target& target);

/// The target if the technician may see it, else 404.
Answer<access::Target> seen_device(const Context& context, const Call& call, const model::DeviceId& device);
Answer<access::Target> seen_install(const Context& context, const Call& call, const model::InstallId& install);
Answer<access::Target> seen_entity(const Context& context, const Call& call, const model::EntityId& entity);

// Things that are somebody's own. What they are about may be gone: then they are the team's.
access::Target target_of(const Context& context, const model::Session& session);
access::Target target_of(const Context& context, const model::Job& job);
/// A technician, at home somewhere.
access::Target target_of(const model::Technician& technician);

}  // namespace callout::api
