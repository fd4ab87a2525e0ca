// SPDX-License-Identifier: Apache-2.0
// Strict JSON from outside: depth and duplicate keys are refused, which Boost.JSON alone would let pass. Called by the
// dispatcher. Any thread.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "api/problem.h"

namespace callout::api {

inline constexpr std::size_t kJsonDepth = 32;  ///< Our deepest body has 3 levels.

/// The object that the whole text is. 400 for broken JSON, 422 for JSON that is no object or names a key twice.
Answer<boost::json::object> parse_object(std::string_view text);

}  // namespace callout::api
