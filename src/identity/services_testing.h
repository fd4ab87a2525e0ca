// SPDX-License-Identifier: Apache-2.0
// For tests: a team with its owner Olga and its technician Ann, and everything of identity around it. One thread.
#pragma once

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "identity/account_services.h"
#include "identity/identity_testing.h"
#include "mail/outbox_testing.h"
#include "store/store_testing.h"

namespace callout::identity {

class WithServices : public testing::Test {
 protected:
  static constexpr const char* kPassword = "correct horse battery";
  static constexpr const char* kAddress = "198.51.100.7";
  static constexpr const char* kAnn = "ann@example.com";

  explicit WithServices(bool mail = true, bool registration = true)
      : outbox_(*store_, clock_, store_.log(), mail),
        services_({.store = *store_,
                   .journal = *journal_,
                   .passwords = passwords_,
                   .sign_ins = sign_ins_,
                   .accounts = accounts_,
                   .outbox = *outbox_,
                   .seal = Seal(Seal::Key{}),
                   .console = "https://callout.example.com",
                   .registration = registration,
                   .clock = clock_,
                   .log = store_.log()}) {}

  /// body(transaction) -> Result<T>; committed when it succeeded.
  template <class F>
  auto change(F body) -> decltype(body(std::declval<store::Transaction&>())) {
    auto transaction = store::must(store_->write());
    auto result = body(transaction);
    if (result) store::must(transaction.commit());
    return result;
  }
  NewSignIn sign_in(const std::string& email = kAnn, const std::string& password = kPassword) {
    return store::must(sign_ins_.sign_in(email, password, kAddress));
  }
  bool lives(const NewSignIn& sign_in) { return sign_ins_.find(sign_in.secret).has_value(); }
  void disable(const model::Technician& technician, bool disabled = true) {
    const auto status = disabled ? model::TechnicianStatus::kDisabled : model::TechnicianStatus::kActive;
    store::must(accounts_.change(team_.team.id, technician.id, {.person = {}, .status = status, .password = {}}));
  }

  store::TestStore store_;
  FakeClock clock_;
  audit::TestJournal journal_{store_};
  Passwords passwords_{least_cost()};
  TestAccounts accounts_{store_, journal_, passwords_, clock_};
  SignIns sign_ins_{*store_, *journal_, passwords_, clock_, store_.log()};
  mail::TestOutbox outbox_;
  AccountServices services_;
  NewTeam team_ = store::must(accounts_.create_team("Dealer", {"owner@example.com", "Olga Owner", kPassword}));
  model::Technician ann_ = store::must(accounts_.create(team_.team.id, {kAnn, "Ann", kPassword}));
};

}  // namespace callout::identity
