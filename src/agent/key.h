// SPDX-License-Identifier: Apache-2.0
// The agent's Ed25519 key: made on site, kept in the state folder, never sent. Its public half is what the server
// knows.
//
// Rotation survives a crash at any point: the new key waits as `key.next` until the server is known to hold it, and a
// start that finds both tries the old one first and then the new. Blocking pool and start-up only.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "agent/state_folder.h"
#include "base/result.h"

namespace callout::agent {

class Key {
 public:
  static Key generate();
  static Result<Key> from_seed(std::string_view base64url_seed);
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();

  /// base64url of the 32 bytes that the server registers.
  std::string public_key() const;
  /// 64 bytes.
  std::string sign(std::string_view message) const;
  /// libsodium's form, for the hello.
  std::array<std::byte, 64> secret() const;
  /// base64url of the seed, for the key file only.
  std::string seed() const;

 private:
  Key() = default;
  std::array<unsigned char, 64> secret_{};  ///< libsodium's form: seed, then public key.
};

inline constexpr std::string_view kKeyFile = "key";
inline constexpr std::string_view kNextKeyFile = "key.next";

struct KeyPair {
  Key current;
  std::optional<Key> next;  ///< A rotation was begun and its outcome is not known.
};

/// kNotFound when the folder holds no key: not enrolled.
Result<KeyPair> load_keys(const StateFolder& folder);
/// Writes `key.next`, over any that is there.
Result<void> save_next_key(const StateFolder& folder, const Key& key);

/// Makes `key.next`, or takes the one that is there.
Result<Key> begin_rotation(const StateFolder& folder);
/// The server holds `key.next`: it becomes the key. Fine when another process has already done it.
Result<void> finish_rotation(const StateFolder& folder, const Key& next);
/// The server still holds the old key: `key.next` goes.
Result<void> abandon_rotation(const StateFolder& folder);

}  // namespace callout::agent
