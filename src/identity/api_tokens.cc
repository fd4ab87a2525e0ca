// SPDX-License-Identifier: Apache-2.0
#include "identity/api_tokens.h"

#include <span>

#include "base/random.h"
#include "model/deadline.h"
#include "model/text.h"
#include "store/sign_ins.h"

namespace callout::identity {

Result<NewSignIn> ApiTokens::make(const SignedIn& by, const NewToken& token, const Record& record) {
  const auto name = model::name_from(token.name, "The token's name");
  if (!name) return fail(name);
  if (token.scope.empty()) return fail(Code::kInvalid, "The token's scope is empty: give at least one permission.");
  const auto time = token.expires - clock_.wall();
  if (time <= time.zero() || time > kTokenMost)
    return fail(Code::kInvalid, "The token's end is not within a year from now: give an earlier or later one.");
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  const auto lives = store::sign_ins_exist(*transaction, std::span(&by.id, 1));
  if (!lives) return fail(lives);
  if (!*lives) return fail(Code::kDenied, "You are signed out: sign in again.");
  const auto count = store::SignIns(*transaction).count(by.technician.id, model::SignInKind::kToken);
  if (!count) return fail(count);
  if (*count >= kTokensPerTechnician)
    return fail(Code::kConflict, "You have {} API tokens: revoke one that is not used any more.", *count);
  auto row = sign_ins_.record_of(by.technician, model::SignInKind::kToken, *name, "");
  row.absolute = model::deadline_in(clock_, time);
  row.scope = token.scope;
  row.expires = token.expires;
  auto made = sign_ins_.open(*transaction, std::move(row), std::string(kTokenSecretPrefix) + random_secret(), "");
  if (!made) return made;
  if (record) {
    if (auto kept = record(*transaction, by.technician); !kept) return fail(kept);
  }
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  return made;
}

}  // namespace callout::identity
