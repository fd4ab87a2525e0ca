// SPDX-License-Identifier: Apache-2.0
// Time-based one-time passwords (RFC 6238): SHA-1, 6 digits, steps of 30 s, which is what every authenticator app
// takes. Used by TwoFactors. Pure functions over liboath, which only totp.cc names; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace callout::identity {

inline constexpr std::size_t kTotpSecret = 20;  ///< Bytes: RFC 4226 section 4 asks for 160 bits.
inline constexpr unsigned kTotpStep = 30;       ///< Seconds.
inline constexpr unsigned kTotpDigits = 6;

std::int64_t totp_step(WallMs now);
std::string totp_code(std::string_view secret, std::int64_t step);
/// The step that the code is of: this one, the one before or the one after (RFC 6238 section 5.2). Takes equal time for
/// every wrong code.
std::optional<std::int64_t> totp_match(std::string_view secret, std::string_view code, WallMs now);
/// The secret as apps take it when it is typed: base32 in upper case.
std::string totp_text(std::string_view secret);
/// What apps read from a QR code (Key Uri Format of Google Authenticator).
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view account);

}  // namespace callout::identity
