// SPDX-License-Identifier: Apache-2.0
// The technician's own password, asked for once more before something that must not be done by who only found an open
// console; and its change. Called by the API's handlers of the own account. Any thread; blocks and hashes.
#pragma once

#include <string_view>

#include "audit/journal.h"
#include "base/clock.h"
#include "base/result.h"
#include "identity/attempt_guard.h"
#include "identity/notices.h"
#include "identity/passwords.h"
#include "identity/sign_ins.h"
#include "store/store.h"

namespace callout::identity {

class OwnPassword {
 public:
  OwnPassword(store::Store& store, audit::Journal& journal, const Passwords& passwords, SignIns& sign_ins,
              Notices& notices, const Clock& clock)
      : store_(store),
        journal_(journal),
        passwords_(passwords),
        sign_ins_(sign_ins),
        notices_(notices),
        clock_(clock),
        technicians_(AttemptGuard::kAccountRule, clock) {}

  /// kDenied for a wrong one, kExhausted after too many.
  Result<> check(const SignedIn& who, std::string_view password);
  /// A new sign-in for this browser in place of all that there were; API tokens live on. The technician is told by
  /// mail. kDenied and kExhausted as check(), kInvalid for a bad new one.
  Result<NewSignIn> change(const SignedIn& who, std::string_view current, std::string_view next,
                           std::string_view address, const Record& record = {});

 private:
  Result<std::string> checked_hash(const SignedIn& who, std::string_view password);

  store::Store& store_;
  audit::Journal& journal_;
  const Passwords& passwords_;
  SignIns& sign_ins_;
  Notices& notices_;
  const Clock& clock_;
  AttemptGuard technicians_;
};

}  // namespace callout::identity
