// SPDX-License-Identifier: Apache-2.0
#include "audit/signing_key.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "base/check.h"
#include "base/descriptor.h"
#include "base/encoding.h"
#include "base/private_file.h"
#include "base/random.h"

namespace callout::audit {

namespace {

constexpr std::string_view kKeyLine = "callout-audit-key-v1 ";
constexpr std::size_t kKeyFileMost = 1024;  // Bytes; ours have 65.

static_assert(crypto_sign_SECRETKEYBYTES == 64 && crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_SEEDBYTES == 32);

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Result<> flush_folder_of(const std::string& file) {
  const std::size_t slash = file.find_last_of('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : file.substr(0, slash);
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) return fail(Code::kInternal, "{} can't be flushed to its disk.", folder);
  return {};
}

}  // namespace

SigningKey SigningKey::of_seed(std::string_view seed) {
  check(seed.size() == crypto_sign_SEEDBYTES);
  SigningKey key;
  crypto_sign_seed_keypair(key.public_.data(), key.secret_.data(), raw(seed));
  key.public_key_ = base64url(std::as_bytes(std::span(key.public_)));
  return key;
}

Result<std::optional<SigningKey>> SigningKey::load(const std::string& file) {
  auto text = read_private_file(file, Readers::kOwnerOnly, kKeyFileMost);
  if (!text) return fail(text);
  if (!*text) return std::nullopt;
  std::string_view line = **text;
  if (line.ends_with('\n')) line.remove_suffix(1);
  const auto seed =
      line.starts_with(kKeyLine) ? from_base64url(line.substr(kKeyLine.size())) : std::optional<std::string>();
  if (!seed || seed->size() != crypto_sign_SEEDBYTES)
    return fail(Code::kInvalid, "{} is not an audit key: correct audit.key_file, or restore it from a backup.", file);
  return of_seed(*seed);
}

Result<SigningKey> SigningKey::make(const std::string& file) {
  std::string seed(crypto_sign_SEEDBYTES, '\0');
  randombytes_buf(seed.data(), seed.size());
  const std::string aside = file + '.' + random_id();
  if (auto written = write_private_file(aside, std::string(kKeyLine) + base64url(bytes_of(seed)) + '\n'); !written)
    return fail(written);
  // A link, unlike a rename, never replaces a key that another process made at the same moment.
  const int linked = ::link(aside.c_str(), file.c_str());
  const int why = errno;
  ::unlink(aside.c_str());
  if (linked != 0) {
    if (why == EEXIST) return fail(Code::kConflict, "{} exists already.", file);
    return fail(Code::kInternal, "The audit key {} can't be made: {}.", file, std::strerror(why));
  }
  if (auto flushed = flush_folder_of(file); !flushed) return fail(flushed);
  return of_seed(seed);
}

std::string SigningKey::sign(std::string_view statement) const {
  std::array<unsigned char, crypto_sign_BYTES> signature;
  crypto_sign_detached(signature.data(), nullptr, raw(statement), statement.size(), secret_.data());
  return base64url(std::as_bytes(std::span(signature)));
}

bool SigningKey::made(std::string_view statement, std::string_view signature) const {
  const auto bytes = from_base64url(signature);
  return bytes && bytes->size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(raw(*bytes), raw(statement), statement.size(), public_.data()) == 0;
}

}  // namespace callout::audit
