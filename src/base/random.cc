// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <sodium.h>

#include "base/check.h"
#include "base/encoding.h"

namespace callout {

void start_crypto() {
  check(sodium_init() >= 0);
}

void fill_random(std::span<std::byte> out) {
  randombytes_buf(out.data(), out.size());
}

std::string random_secret() {
  std::array<std::byte, 32> bytes;
  fill_random(bytes);
  return base64url(bytes);
}

std::string random_id() {
  std::array<std::byte, 16> bytes;
  fill_random(bytes);
  return base32(bytes);
}

unsigned random_below(unsigned bound) {
  check(bound > 0);
  return randombytes_uniform(bound);
}

Sha256 sha256(std::string_view bytes) {
  Sha256 out;
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return out;
}

std::string hash_of_secret(std::string_view secret) {
  return base64url(sha256(secret));
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace callout
