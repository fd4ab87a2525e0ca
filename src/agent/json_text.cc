// SPDX-License-Identifier: Apache-2.0
#include "agent/json_text.h"

#include <boost/json/parse.hpp>

namespace callout::agent {

Result<boost::json::object> parse_json_object(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 16;
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(text, error, {}, options);
  if (error) return fail(Code::kInvalid, "The JSON is broken: {}.", error.message());
  if (!value.is_object()) return fail(Code::kInvalid, "The JSON is not an object.");
  return std::move(value.get_object());
}

const boost::json::string* text_member(const boost::json::object& object, std::string_view key, std::size_t most) {
  const boost::json::value* value = object.if_contains(key);
  const boost::json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr || text->size() > most ? nullptr : text;
}

}  // namespace callout::agent
