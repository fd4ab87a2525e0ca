// SPDX-License-Identifier: Apache-2.0
#include "tunnel/tunnel_testing.h"

#include <sodium/crypto_sign.h>

namespace callout::tunnel {

TestKey key_of_seed(std::uint8_t byte) {
  std::array<unsigned char, crypto_sign_SEEDBYTES> seed;
  seed.fill(byte);
  TestKey key;
  crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(key.public_key.data()),
                           reinterpret_cast<unsigned char*>(key.secret_key.data()), seed.data());
  return key;
}

net::Task<Result<PublicKey>> TestGate::key_of(const std::string& install) {
  if (lookup_error) co_return std::unexpected(*lookup_error);
  if (install != "install-1") co_return fail(Code::kNotFound, "No such install.");
  co_return key_;
}

net::Task<std::expected<Welcome, Refusal>> TestGate::admit(const Hello& hello) {
  ++admitted;
  if (refusal) co_return std::unexpected(*refusal);
  co_return Welcome{std::chrono::seconds(25), hello.features};
}

}  // namespace callout::tunnel
