// SPDX-License-Identifier: Apache-2.0
// Whatever text is given as a token: parsing ends, and what is accepted reads back as the same text.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "identity/enrolment_token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto token = callout::identity::parse_enrolment_token(text)) callout::check(token->text() == text);
  return 0;
}
