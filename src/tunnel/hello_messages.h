// SPDX-License-Identifier: Apache-2.0
// The JSON of the hello. Used by handshake.cc and its fuzz target; parsing as strict as messages.h. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "tunnel/handshake.h"

namespace callout::tunnel {

struct Challenge {
  std::string nonce;  ///< 32 random bytes as base64url.
  int oldest_version = 0;
  int newest_version = 0;
};
struct SignedHello {
  Hello hello;
  std::string signature;                         ///< 64 bytes.
  std::optional<std::string> channel_signature;  ///< 64 bytes.
};
/// The server's last word.
using Verdict = std::expected<Welcome, Refusal>;

std::string encode(const Challenge& message);
std::string encode(const SignedHello& message);
std::string encode(const Verdict& message);

Result<Challenge> parse_challenge(std::string_view json);
Result<SignedHello> parse_hello(std::string_view json);
Result<Verdict> parse_verdict(std::string_view json);

}  // namespace callout::tunnel
