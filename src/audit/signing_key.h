// SPDX-License-Identifier: Apache-2.0
// The Ed25519 key that signs audit journals (docs/adr/0070). It lies in a file of its own, never in the database, so
// that who has only the database can't sign what they changed. Loaded at start by the journal and by `calloutd audit`.
// Any thread once loaded.
//
// The file: one line, `callout-audit-key-v1 ` and the seed (32 bytes) as base64url; mode 0600.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::audit {

class SigningKey {
 public:
  /// nullopt when there is no such file. kDenied when others can read it, kInvalid when it is no key.
  static Result<std::optional<SigningKey>> load(const std::string& file);
  /// Makes a new key in a file that must not exist (kConflict).
  static Result<SigningKey> make(const std::string& file);
  /// Of 32 bytes: for tests and benches.
  static SigningKey of_seed(std::string_view seed);

  /// Base64url; names the key beside each signature.
  const std::string& public_key() const { return public_key_; }
  /// Base64url.
  std::string sign(std::string_view statement) const;
  /// Whether this key made the signature. False for anything malformed.
  bool made(std::string_view statement, std::string_view signature) const;

 private:
  SigningKey() = default;
  std::array<unsigned char, 64> secret_{};
  std::array<unsigned char, 32> public_{};
  std::string public_key_;
};

}  // namespace callout::audit
