// SPDX-License-Identifier: Apache-2.0
// The one-time enrolment token as the console shows it: `co1.<secret>.<pin>`. Plain values, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::agent {

struct EnrolmentToken {
  std::string text;  ///< The whole token, as the server takes it.
  std::optional<std::string>
      pin;  ///< base64url SHA-256 of a certificate of the server; none for plain HTTP on loopback.
};

/// kInvalid for whatever is not a token, a cut or mistyped one included.
Result<EnrolmentToken> parse_enrolment_token(std::string_view text);

}  // namespace callout::agent
