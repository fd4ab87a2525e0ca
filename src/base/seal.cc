// SPDX-License-Identifier: Apache-2.0
#include "base/seal.h"

#include <algorithm>
#include <vector>

#include <sodium.h>

#include "base/check.h"
#include "base/encoding.h"
#include "base/private_file.h"
#include "base/random.h"

namespace callout {
namespace {

constexpr std::string_view kForm = "s1.";
constexpr std::size_t kNonce = crypto_secretbox_NONCEBYTES;
static_assert(sizeof(Seal::Key) == crypto_secretbox_KEYBYTES);

const unsigned char* bytes(const void* at) {
  return static_cast<const unsigned char*>(at);
}

Result<Seal> seal_of(std::string_view text, const std::string& path) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  const auto key = from_base64url(text);
  if (!key || key->size() != sizeof(Seal::Key))
    return fail(Code::kInvalid, "{} is no key of Callout: restore it from a backup.", path);
  Seal::Key out;
  std::ranges::copy(std::as_bytes(std::span(*key)), out.begin());
  return Seal(out);
}

}  // namespace

Seal::~Seal() {
  sodium_memzero(key_.data(), key_.size());
}

std::string Seal::seal(std::string_view secret) const {
  std::vector<std::byte> out(kNonce + crypto_secretbox_MACBYTES + secret.size());
  fill_random(std::span(out).first(kNonce));
  auto* at = reinterpret_cast<unsigned char*>(out.data());
  crypto_secretbox_easy(at + kNonce, bytes(secret.data()), secret.size(), at, bytes(key_.data()));
  return std::string(kForm) + base64url(out);
}

Result<std::string> Seal::open(std::string_view sealed) const {
  const auto bad = [] { return fail(Code::kInternal, "a sealed secret can't be opened: the key is another's"); };
  if (!sealed.starts_with(kForm)) return bad();
  const auto whole = from_base64url(sealed.substr(kForm.size()));
  if (!whole || whole->size() < kNonce + crypto_secretbox_MACBYTES) return bad();
  std::string out(whole->size() - kNonce - crypto_secretbox_MACBYTES, '\0');
  const auto* at = bytes(whole->data());
  if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(out.data()), at + kNonce, whole->size() - kNonce, at,
                                 bytes(key_.data())) != 0)
    return bad();
  return out;
}

std::string Seal::derive(std::string_view label) const {
  const std::string text = fmt::format("callout derived {}", label);
  std::array<std::byte, 32> out{};
  check(crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(), bytes(text.data()), text.size(),
                           bytes(key_.data()), key_.size()) == 0);
  return base64url(out);
}

Result<Seal> load_seal(const std::string& path, bool make) {
  auto text = read_private_file(path, Readers::kOwnerOnly, 1000);
  if (!text) return fail(text);
  if (*text) return seal_of(**text, path);
  if (!make) return fail(Code::kNotFound, "The key file {} is missing: restore it from a backup.", path);
  Seal::Key key;
  fill_random(key);
  if (auto written = write_private_file(path, base64url(key) + '\n'); !written) return fail(written);
  return Seal(key);
}

}  // namespace callout
