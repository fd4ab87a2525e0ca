// SPDX-License-Identifier: Apache-2.0
// What handlers of sign-ins share: the answer that says who one is, and the end of what hangs on a sign-in. Any thread;
// blocks on the store.
#pragma once

#include <boost/json/object.hpp>

#include "api/context.h"
#include "api/problem.h"
#include "rights/actor.h"

namespace callout::api {

/// The schema Me.
Answer<boost::json::object> me_of(Context& context, const identity::SignedIn& who);

/// What still hangs on a sign-in that has ended goes with it: live events, and the pages of devices.
void end_all_of(Context& context, const model::SignInId& sign_in);

/// A record of what a technician did to their own account, for the audit journal of their team.
Result<> record_own(Context& context, store::Transaction& transaction, const model::Technician& technician,
                    const rights::Actor& actor, model::AuditKind kind, std::string detail);

}  // namespace callout::api
