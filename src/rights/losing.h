// SPDX-License-Identifier: Apache-2.0
// What goes away together with a role, a department or a group: first said, then done. Inside rights/ and for the API's
// "what would be lost". Any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rights/authority.h"
#include "store/access_rights.h"

namespace callout::rights {

/// Removes the access rights that match. kConflict, saying how many there are and whose, unless `expected` is their
/// number; kDenied when one of them is the actor's own or more than they hold. `what` begins the sentence ("The role").
Result<> lose_rights(Change& change, const Actor& by, const store::AccessRightFilter& filter, std::int64_t expected,
                     std::string_view what);

}  // namespace callout::rights
