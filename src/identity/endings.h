// SPDX-License-Identifier: Apache-2.0
// What signing in and out leaves in the audit journal, and the one way in which sign-ins and API tokens end: each with
// its record, in the caller's transaction, so that none goes unrecorded. Used by identity's own classes and the API's
// handlers. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/journal.h"
#include "base/result.h"
#include "model/audit.h"
#include "model/team.h"
#include "store/sign_ins.h"
#include "store/store.h"

namespace callout::identity {

/// The way by which requests of such a sign-in come.
model::AuditVia via_of(model::SignInKind kind);
/// The technician themselves, by a sign-in of this kind.
model::AuditActor actor_of(const model::Technician& technician, model::SignInKind kind, std::string_view address);

/// Who ends sign-ins, and where that is written down.
struct Ending {
  audit::Journal& journal;
  model::AuditActor by;
};

/// A record about a sign-in or token of the technician, to be given its actor: which one, and how it began or why it
/// ended ("with the password", "expired").
model::AuditRecord sign_in_record(model::AuditKind kind, const model::Technician& whose, const store::SignInInfo& which,
                                  std::string_view why);

/// Ends it: kSignInEnded (or `kind`), of a token kTokenRemoved.
Result<> end_sign_in(store::Transaction& transaction, const Ending& ending, const model::Technician& whose,
                     const store::SignInInfo& which, std::string_view why,
                     model::AuditKind kind = model::AuditKind::kSignInEnded);

/// Which of a technician's.
struct AllBut {
  std::optional<model::SignInId> keep{};
  bool tokens = false;  ///< The API tokens as well.
};
/// Answers those that ended: what hangs on them has to end after the commit.
Result<std::vector<model::SignInId>> end_sign_ins(store::Transaction& transaction, const Ending& ending,
                                                  const model::Technician& whose, const AllBut& which,
                                                  std::string_view why);

}  // namespace callout::identity
