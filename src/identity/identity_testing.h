// SPDX-License-Identifier: Apache-2.0
// For tests: passwords at the least cost, and an agent's key that signs. One thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <sodium.h>

#include "audit/audit_testing.h"
#include "base/check.h"
#include "base/encoding.h"
#include "identity/accounts.h"
#include "identity/passwords.h"

namespace callout::identity {

/// Accounts that open their own transactions: who may make a change is not these tests' question.
class TestAccounts : public Accounts {
 public:
  TestAccounts(store::TestStore& store, audit::TestJournal& journal, const Passwords& passwords, const Clock& clock)
      : Accounts(*store, passwords, clock), store_(store), journal_(journal) {}
  Result<model::Technician> create(const model::TeamId& team, const NewAccount& account) {
    const auto prepared = prepare(team, account);
    if (!prepared) return fail(prepared);
    return write([&](store::Transaction& transaction) { return add(transaction, *prepared); });
  }
  using Accounts::change;
  Result<model::Technician> change(const model::TeamId& team, const model::TechnicianId& id,
                                   const AccountChange& asked) {
    const auto prepared = prepare(asked);
    if (!prepared) return fail(prepared);
    return write([&](store::Transaction& transaction) {
      return Accounts::change(transaction, team, id, *prepared, {*journal_, model::AuditActor::host_operator()});
    });
  }

 private:
  template <class F>
  Result<model::Technician> write(F body) {
    auto transaction = store_->write();
    if (!transaction) return fail(transaction);
    auto result = body(*transaction);
    if (!result) return result;
    if (auto committed = transaction->commit(); !committed) return fail(committed);
    return result;
  }
  store::TestStore& store_;
  audit::TestJournal& journal_;
};

inline PasswordCost least_cost() {
  return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
}

class TestKey {
 public:
  TestKey() { check(crypto_sign_keypair(public_.data(), secret_.data()) == 0); }
  std::string public_key() const { return base64url(std::as_bytes(std::span(public_))); }
  std::string sign(std::string_view message) const {
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(message.data()),
                         message.size(), secret_.data());
    return base64url(std::as_bytes(std::span(signature)));
  }

 private:
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_{};
};

/// Parts joined by NUL, as agents sign them.
inline std::string nul_joined(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const auto part : parts) {
    if (!joined.empty()) joined += '\0';
    joined += part;
  }
  return joined;
}

}  // namespace callout::identity
