// SPDX-License-Identifier: Apache-2.0
// The text of an enrolment token: `co1.<secret>.<pin>`. The secret is 256 bits as base64url; the pin is the base64url
// SHA-256 of the server's CA certificate, or `-` where the server speaks plain HTTP, so that the agent trusts no one on
// first use. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace callout::identity {

struct EnrolmentToken {
  std::string secret;
  std::string pin;  ///< Empty for `-`.

  std::string text() const;
};

/// kInvalid unless it is exactly that form.
Result<EnrolmentToken> parse_enrolment_token(std::string_view text);

}  // namespace callout::identity
