// SPDX-License-Identifier: Apache-2.0
#include "identity/two_factors.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/random.h"
#include "identity/totp.h"
#include "store/two_factors.h"

namespace callout::identity {

namespace {

constexpr std::size_t kRecoveryBytes = 10;  // 80 bits: its hash needs no salt or stretching. 16 letters of base32.
constexpr std::size_t kCodeMost = 64;

std::string recovery_code() {
  std::array<std::byte, kRecoveryBytes> bytes;
  fill_random(bytes);
  std::string code = base32(bytes);
  for (const std::size_t at : {12U, 8U, 4U}) code.insert(at, "-");
  return code;
}

/// As people type it: without the spaces and dashes that they read, in lower case.
std::string plain(std::string_view code) {
  std::string out;
  for (const char c : code.substr(0, kCodeMost)) {
    if (c == ' ' || c == '-') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return out;
}

}  // namespace

Result<TwoFactorState> TwoFactors::state(store::Transaction& transaction, const model::TechnicianId& technician) {
  const auto record = store::TwoFactors(transaction, technician).get();
  if (!record) return fail(record);
  if (!*record || !(*record)->confirmed) return TwoFactorState{};
  return TwoFactorState{true, static_cast<int>((*record)->recovery_codes)};
}

Result<TwoFactorSecret> TwoFactors::begin(store::Transaction& transaction, const model::Technician& technician,
                                          std::string_view issuer) const {
  store::TwoFactors repository(transaction, technician.id);
  const auto before = repository.get();
  if (!before) return fail(before);
  if (*before && (*before)->confirmed)
    return fail(Code::kConflict, "Your second factor is on already: turn it off before you set up another.");
  std::array<std::byte, kTotpSecret> bytes;
  fill_random(bytes);
  const std::string_view secret = text_of(bytes);
  if (auto kept = repository.put(seal_.seal(secret)); !kept) return fail(kept);
  return TwoFactorSecret{totp_text(secret), totp_uri(secret, issuer, technician.email)};
}

Result<std::vector<std::string>> TwoFactors::confirm(store::Transaction& transaction,
                                                     const model::TechnicianId& technician,
                                                     std::string_view code) const {
  store::TwoFactors repository(transaction, technician);
  const auto record = repository.get();
  if (!record) return fail(record);
  if (!*record || (*record)->confirmed)
    return fail(Code::kConflict, "There is no second factor to confirm: begin to set it up.");
  const auto secret = seal_.open((*record)->sealed_secret);
  if (!secret) return fail(secret);
  const auto step = totp_match(*secret, plain(code), clock_.wall());
  if (!step)
    return fail(Code::kDenied, "The code is not right: compare the clock of your device, and give the next one.");
  std::vector<std::string> codes, hashes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    codes.push_back(recovery_code());
    hashes.push_back(hash_of_secret(plain(codes.back())));
  }
  if (auto confirmed = repository.confirm(hashes); !confirmed) return fail(confirmed);
  if (auto used = repository.use_step(*step); !used) return fail(used);
  return codes;
}

Result<TwoFactors::Proof> TwoFactors::prove(store::Transaction& transaction, const model::TechnicianId& technician,
                                            std::string_view code) const {
  store::TwoFactors repository(transaction, technician);
  const auto record = repository.get();
  if (!record) return fail(record);
  if (!*record || !(*record)->confirmed) return Proof::kWrong;
  const std::string given = plain(code);
  if (given.size() != kTotpDigits) {
    const auto used = repository.use_recovery(hash_of_secret(given));
    if (!used) return fail(used);
    return *used ? Proof::kRecoveryCode : Proof::kWrong;
  }
  const auto secret = seal_.open((*record)->sealed_secret);
  if (!secret) return fail(secret);
  const auto step = totp_match(*secret, given, clock_.wall());
  if (!step) return Proof::kWrong;
  const auto first = repository.use_step(*step);
  if (!first) return fail(first);
  return *first ? Proof::kCode : Proof::kWrong;
}

Result<> TwoFactors::remove(store::Transaction& transaction, const model::TechnicianId& technician) {
  return store::TwoFactors(transaction, technician).remove();
}

}  // namespace callout::identity
