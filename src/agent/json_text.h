// SPDX-License-Identifier: Apache-2.0
// Bounded reading of the JSON that the server or the state folder holds. Used by every file of agent/ that takes JSON.
// Pure, any thread.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.h"

namespace callout::agent {

/// An object of at most 16 levels, or kInvalid.
Result<boost::json::object> parse_json_object(std::string_view text);
/// The member's text; nullptr when it is missing, no text, or longer than `most` bytes.
const boost::json::string* text_member(const boost::json::object& object, std::string_view key,
                                       std::size_t most = 4096);

}  // namespace callout::agent
