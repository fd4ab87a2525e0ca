// SPDX-License-Identifier: Apache-2.0
// Secrets that have to be read again, sealed with a key that is not in the database (docs/adr/0082): who takes the
// database or a backup of it has no use of them. XSalsa20-Poly1305 of libsodium (crypto_secretbox). main() loads the
// key and makes one; used by identity and customers. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout {

class Seal {
 public:
  using Key = std::array<std::byte, 32>;
  explicit Seal(const Key& key) : key_(key) {}
  ~Seal();
  Seal(const Seal&) = default;
  Seal& operator=(const Seal&) = delete;

  /// "s1." and base64url: random nonce (24 bytes), then what is sealed.
  std::string seal(std::string_view secret) const;
  /// kInternal when it was changed, or sealed with another key.
  Result<std::string> open(std::string_view sealed) const;
  /// A secret of 256 bits as base64url (43 characters), always the same for the same label: what has to be said again
  /// later and must not lie in the database. BLAKE2b with the key.
  std::string derive(std::string_view label) const;

 private:
  Key key_;
};

/// The key in the file (base64url, one line, readable by its owner only). Made when there is none and `make` allows it,
/// else kNotFound. Blocks.
Result<Seal> load_seal(const std::string& path, bool make);

}  // namespace callout
