// SPDX-License-Identifier: Apache-2.0
#include "agent/enrolment_token.h"

#include "base/encoding.h"

namespace callout::agent {
namespace {

bool is_256_bits(std::string_view text) {
  const auto bytes = from_base64url(text);
  return bytes && bytes->size() == 32;
}

}  // namespace

Result<EnrolmentToken> parse_enrolment_token(std::string_view text) {
  const auto bad = [] {
    return fail(Code::kInvalid, "This is not an enrolment token: copy it whole from the console (co1.SECRET.PIN).");
  };
  if (!text.starts_with("co1.")) return bad();
  const std::size_t dot = text.find('.', 4);
  if (dot == std::string_view::npos || !is_256_bits(text.substr(4, dot - 4))) return bad();
  const std::string_view pin = text.substr(dot + 1);
  if (pin == "-") return EnrolmentToken{std::string(text), std::nullopt};
  if (!is_256_bits(pin)) return bad();
  return EnrolmentToken{std::string(text), std::string(pin)};
}

}  // namespace callout::agent
