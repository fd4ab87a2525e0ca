// SPDX-License-Identifier: Apache-2.0
// Fields whose text has a form of its own (names, e-mail and IP addresses): read by Fields, cleaned by model/text.h.
// Called by handlers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/fields.h"

namespace callout::api {

/// `what` starts the sentence of a mistake: "The device's name".
std::string name(Fields& in, std::string_view field, std::string_view what);
std::optional<std::string> maybe_name(Fields& in, std::string_view field, std::string_view what);
std::string email(Fields& in, std::string_view field);
std::string address(Fields& in, std::string_view field);
std::optional<std::string> maybe_address(Fields& in, std::string_view field);

}  // namespace callout::api
