// SPDX-License-Identifier: Apache-2.0
// API tokens: what programs of a technician bring in place of a sign-in, narrowed to a scope, with an end. A token is a
// sign-in of its own kind (docs/adr/0081), so whatever ends sign-ins ends it, with the sessions that it opened. Made by
// its technician (the API checks that the scope is within what they hold), listed and ended through SignIns. Any
// thread; blocks.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "identity/notices.h"
#include "identity/sign_ins.h"
#include "model/permission.h"
#include "store/store.h"

namespace callout::identity {

inline constexpr auto kTokenMost = std::chrono::days(366);
inline constexpr int kTokensPerTechnician = 50;

struct NewToken {
  std::string name;
  model::Permissions scope;
  WallMs expires{};
};

class ApiTokens {
 public:
  ApiTokens(store::Store& store, SignIns& sign_ins, const Clock& clock)
      : store_(store), sign_ins_(sign_ins), clock_(clock) {}

  /// kInvalid for a name, scope or expiry that is none, kConflict with too many tokens, kDenied when the sign-in that
  /// asks has ended.
  Result<NewSignIn> make(const SignedIn& by, const NewToken& token, const Record& record = {});

 private:
  store::Store& store_;
  SignIns& sign_ins_;
  const Clock& clock_;
};

}  // namespace callout::identity
