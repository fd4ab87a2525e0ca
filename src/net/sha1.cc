// SPDX-License-Identifier: Apache-2.0
#include "net/sha1.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace callout::net {

std::array<std::byte, 20> sha1(std::string_view text) {
  std::array<std::byte, 20> digest{};
  unsigned size = 0;
  check(EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha1(),
                   nullptr) == 1);
  check(size == digest.size());
  return digest;
}

}  // namespace callout::net
