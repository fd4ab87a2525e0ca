// SPDX-License-Identifier: Apache-2.0
#include "agent/tls_strength.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace callout::agent {
namespace {

constexpr int kLeastRsaBits = 2048;

bool is_short_rsa(std::string_view key) {
  constexpr std::string_view kRsa = "RSA-";
  if (!key.starts_with(kRsa)) return false;
  int bits = 0;
  std::from_chars(key.data() + kRsa.size(), key.data() + key.size(), bits);
  return bits < kLeastRsaBits;
}

bool is_broken(std::string_view cipher) {
  constexpr std::array<std::string_view, 5> kBroken{"DES", "RC4", "RC2", "MD5", "NULL"};
  return std::ranges::any_of(kBroken, [&](auto word) { return cipher.find(word) != std::string_view::npos; });
}

}  // namespace

bool is_weak(const net::TlsFacts& facts) {
  const bool modern = facts.version == "TLSv1.2" || facts.version == "TLSv1.3";
  return !modern || is_short_rsa(facts.key) || is_broken(facts.cipher);
}

tunnel::TlsReport report_of(const net::TlsFacts& facts) {
  return {facts.version, facts.cipher, facts.key, facts.peer_key_sha256, is_weak(facts)};
}

std::string tls_text(const net::TlsFacts& facts) {
  return facts.version + " " + facts.key;
}

}  // namespace callout::agent
