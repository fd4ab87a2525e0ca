// SPDX-License-Identifier: Apache-2.0
#include "identity/totp.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <liboath/oath.h>

#include "base/check.h"
#include "base/encoding.h"
#include "base/random.h"

namespace callout::identity {

namespace {

/// RFC 3986: all but unreserved characters.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::int64_t totp_step(WallMs now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count() / kTotpStep;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  static const bool ready = ::oath_init() == OATH_OK;
  check(ready);
  std::array<char, kTotpDigits + 1> code{};
  const int made = ::oath_totp_generate(secret.data(), secret.size(), static_cast<time_t>(step * kTotpStep), kTotpStep,
                                        0, kTotpDigits, code.data());
  check(made == OATH_OK);
  return code.data();
}

std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, WallMs now) {
  const auto current = totp_step(now);
  std::optional<std::int64_t> found;
  for (const std::int64_t step : {current - 1, current, current + 1}) {
    if (step >= 0 && equal_secrets(totp_code(secret, step), code)) found = step;
  }
  return found;
}

std::string totp_text(std::string_view secret) {
  std::string text = base32(bytes_of(secret));
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
  return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits={3}&period={4}",
                     escaped(issuer), escaped(account), totp_text(secret), kTotpDigits, kTotpStep);
}

}  // namespace callout::identity
