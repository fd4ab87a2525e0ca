// SPDX-License-Identifier: Apache-2.0
// Passwords with Argon2id. Called by identity's own classes. Any thread; hash() and verify() take tens of milliseconds
// and 64 MiB each, so the caller's pool bounds how many run at once.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::identity {

inline constexpr std::size_t kPasswordLeast = 10;
inline constexpr std::size_t kPasswordMost = 1024;

/// What one hash costs: libsodium's interactive cost by default; tests take the least that it allows.
struct PasswordCost {
  unsigned long long operations = 2;
  std::size_t memory = 64 * 1024 * 1024;
};

class Passwords {
 public:
  explicit Passwords(PasswordCost cost = {});
  /// kInvalid for a length outside 10..1024 bytes.
  Result<std::string> hash(std::string_view password) const;
  bool verify(std::string_view hash, std::string_view password) const;
  /// Does the work of verify() for an unknown e-mail, so that time does not tell who has an account.
  void verify_nobody(std::string_view password) const;

 private:
  PasswordCost cost_;
  std::string nobody_;
};

}  // namespace callout::identity
