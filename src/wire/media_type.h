// SPDX-License-Identifier: Apache-2.0
// Media types as Content-Type and Content-Disposition write them: a value and parameters (RFC 9110 section 8.3.1, RFC
// 6266). Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace callout::wire {

/// The value before the parameters: `text/html`, `form-data`.
std::string_view value_of_field(std::string_view field);
/// The parameter's value without its quotes and their backslashes. `name` is in lower case.
std::optional<std::string> parameter_of_field(std::string_view field, std::string_view name);

}  // namespace callout::wire
