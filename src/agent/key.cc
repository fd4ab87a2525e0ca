// SPDX-License-Identifier: Apache-2.0
#include "agent/key.h"

#include <algorithm>

#include <sodium.h>

#include "base/check.h"
#include "base/encoding.h"

namespace callout::agent {
namespace {

static_assert(crypto_sign_SECRETKEYBYTES == 64 && crypto_sign_SEEDBYTES == 32 && crypto_sign_PUBLICKEYBYTES == 32);

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

Result<std::optional<Key>> load(const StateFolder& folder, std::string_view name) {
  auto content = folder.read(name, true);
  if (!content) return fail(std::move(content));
  if (!*content) return std::nullopt;
  auto key = Key::from_seed(trimmed(**content));
  sodium_memzero((*content)->data(), (*content)->size());
  if (!key) return fail(Code::kInvalid, "{} does not hold a key: enrol again with a new token.", folder.file(name));
  return *key;
}

}  // namespace

Key Key::generate() {
  Key key;
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> unused;
  check(crypto_sign_keypair(unused.data(), key.secret_.data()) == 0);
  return key;
}

Result<Key> Key::from_seed(std::string_view base64url_seed) {
  auto seed = from_base64url(base64url_seed);
  if (!seed || seed->size() != crypto_sign_SEEDBYTES) return fail(Code::kInvalid, "This is not a key.");
  Key key;
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> unused;
  check(crypto_sign_seed_keypair(unused.data(), key.secret_.data(),
                                 reinterpret_cast<const unsigned char*>(seed->data())) == 0);
  sodium_memzero(seed->data(), seed->size());
  return key;
}

Key::~Key() {
  sodium_memzero(secret_.data(), secret_.size());
}

std::string Key::public_key() const {
  return base64url(std::as_bytes(std::span(secret_).subspan(crypto_sign_SEEDBYTES)));
}

std::string Key::sign(std::string_view message) const {
  std::string signature(crypto_sign_BYTES, '\0');
  check(crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                             reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                             secret_.data()) == 0);
  return signature;
}

std::array<std::byte, 64> Key::secret() const {
  std::array<std::byte, 64> out;
  std::ranges::copy(std::as_bytes(std::span(secret_)), out.begin());
  return out;
}

std::string Key::seed() const {
  return base64url(std::as_bytes(std::span(secret_).first(crypto_sign_SEEDBYTES)));
}

Result<KeyPair> load_keys(const StateFolder& folder) {
  const auto current = load(folder, kKeyFile);
  if (!current) return fail(current);
  if (!*current) {
    return fail(Code::kNotFound, "There is no key in {}. Enrol first: callout-agent enroll TOKEN --server URL.",
                folder.path());
  }
  const auto next = load(folder, kNextKeyFile);
  if (!next) return fail(next);
  return KeyPair{**current, *next};
}

Result<void> save_next_key(const StateFolder& folder, const Key& key) {
  return folder.write(kNextKeyFile, key.seed() + "\n");
}

Result<Key> begin_rotation(const StateFolder& folder) {
  const auto waiting = load(folder, kNextKeyFile);
  if (!waiting) return fail(waiting);
  if (*waiting) return **waiting;
  const Key next = Key::generate();
  if (auto written = save_next_key(folder, next); !written) return fail(written);
  return next;
}

Result<void> finish_rotation(const StateFolder& folder, const Key& next) {
  const auto is_done = [&] {
    const auto current = load(folder, kKeyFile);
    return current && *current && (*current)->public_key() == next.public_key();
  };
  if (is_done()) return {};
  auto renamed = folder.rename(kNextKeyFile, kKeyFile);
  // Command and running agent may both have seen the new key accepted; whoever comes second finds nothing to rename.
  return !renamed && is_done() ? Result<void>{} : renamed;
}

Result<void> abandon_rotation(const StateFolder& folder) {
  return folder.remove(kNextKeyFile);
}

}  // namespace callout::agent
