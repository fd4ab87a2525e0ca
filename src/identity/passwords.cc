// SPDX-License-Identifier: Apache-2.0
#include "identity/passwords.h"

#include <array>
#include <new>

#include <sodium.h>

#include "base/check.h"
#include "base/random.h"

namespace callout::identity {

namespace {

std::string hash_with(const PasswordCost& cost, std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  // It fails only when the memory for it can't be had.
  if (crypto_pwhash_str(out.data(), password.data(), password.size(), cost.operations, cost.memory) != 0)
    throw std::bad_alloc();
  return out.data();
}

}  // namespace

Passwords::Passwords(PasswordCost cost) : cost_(cost), nobody_(hash_with(cost, random_secret())) {}

Result<std::string> Passwords::hash(std::string_view password) const {
  if (password.size() < kPasswordLeast || password.size() > kPasswordMost) {
    return fail(Code::kInvalid, "The password has a wrong length: give {} to {} characters.", kPasswordLeast,
                kPasswordMost);
  }
  return hash_with(cost_, password);
}

bool Passwords::verify(std::string_view hash, std::string_view password) const {
  const std::string zero_ended(hash);
  if (zero_ended.size() >= crypto_pwhash_STRBYTES || password.size() > kPasswordMost) return false;
  return crypto_pwhash_str_verify(zero_ended.c_str(), password.data(), password.size()) == 0;
}

void Passwords::verify_nobody(std::string_view password) const {
  check(!verify(nobody_, password));
}

}  // namespace callout::identity
