// SPDX-License-Identifier: Apache-2.0
#include "identity/enrolment_token.h"

#include "base/encoding.h"

namespace callout::identity {

namespace {

constexpr std::string_view kVersion = "co1.";
constexpr std::size_t kBytes = 32;
constexpr std::size_t kTextLength = 43;  // 32 bytes as base64url.

bool is_32_bytes(std::string_view text) {
  if (text.size() != kTextLength) return false;
  const auto bytes = from_base64url(text);
  return bytes && bytes->size() == kBytes;
}

}  // namespace

std::string EnrolmentToken::text() const {
  return std::string(kVersion) + secret + '.' + (pin.empty() ? "-" : pin);
}

Result<EnrolmentToken> parse_enrolment_token(std::string_view text) {
  const auto bad = [] {
    return fail(Code::kInvalid, "This is not an enrolment token: copy the whole line that the console shows.");
  };
  if (!text.starts_with(kVersion)) return bad();
  text.remove_prefix(kVersion.size());
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return bad();
  const std::string_view secret = text.substr(0, dot), pin = text.substr(dot + 1);
  if (!is_32_bytes(secret) || (pin != "-" && !is_32_bytes(pin))) return bad();
  return EnrolmentToken{std::string(secret), pin == "-" ? std::string() : std::string(pin)};
}

}  // namespace callout::identity
