// SPDX-License-Identifier: Apache-2.0
#include "tunnel/json_fields.h"

#include <algorithm>
#include <array>

#include <boost/json/parse.hpp>

#include "tunnel/messages.h"

namespace callout::tunnel {
namespace {

// The deepest message (an inventory) has 5 levels.
constexpr std::size_t kDepth = 8;
constexpr std::size_t kIdBytes = 64;

constexpr bool is_id_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}
/// Ids are looked at byte by byte in every device request.
constexpr auto kIdChars = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c) table[c] = is_id_char(static_cast<char>(c));
  return table;
}();

}  // namespace

bool valid_id(std::string_view id) {
  if (id.empty() || id.size() > kIdBytes) return false;
  return std::ranges::all_of(id, [](char c) { return kIdChars[static_cast<unsigned char>(c)]; });
}

Result<boost::json::object> parse_object(std::string_view json, std::size_t most_bytes) {
  if (json.size() > most_bytes) return fail(Code::kProtocol, "A message is longer than {} bytes.", most_bytes);
  boost::json::parse_options options;
  options.max_depth = kDepth;
  boost::system::error_code error;
  auto value = boost::json::parse(json, error, {}, options);
  if (error) return fail(Code::kProtocol, "A message is not JSON: {}.", error.message());
  if (!value.is_object()) return fail(Code::kProtocol, "A message is not a JSON object.");
  return std::move(value.as_object());
}

JsonFields::JsonFields(const boost::json::value& value) {
  static const boost::json::object empty;
  object_ = value.is_object() ? &value.get_object() : &empty;
  if (!value.is_object()) error_ = Error{Code::kProtocol, "A list holds something that is not an object."};
}

const boost::json::value* JsonFields::find(std::string_view key) const {
  const auto* value = object_->if_contains(key);
  return value && !value->is_null() ? value : nullptr;
}

void JsonFields::reject(std::string_view key, std::string_view why) {
  if (!error_) error_ = Error{Code::kProtocol, fmt::format("\"{}\" {}.", key, why)};
}

std::optional<std::string> JsonFields::optional_text(std::string_view key, std::size_t most) {
  const auto* value = find(key);
  if (!value) return std::nullopt;
  if (!value->is_string()) {
    reject(key, "is not a text");
    return std::nullopt;
  }
  const auto& text = value->get_string();
  if (text.size() > most) {
    reject(key, "is too long");
    return std::nullopt;
  }
  return std::string(text);
}

std::string JsonFields::text(std::string_view key, std::size_t most) {
  auto value = optional_text(key, most);
  if (!value) reject(key, "is missing");
  return std::move(value).value_or(std::string());
}

std::optional<std::string> JsonFields::optional_id(std::string_view key) {
  auto value = optional_text(key, kIdBytes);
  if (value && !valid_id(*value)) reject(key, "is not an id");
  return value;
}

std::string JsonFields::id(std::string_view key) {
  auto value = optional_id(key);
  if (!value) reject(key, "is missing");
  return std::move(value).value_or(std::string());
}

bool JsonFields::boolean(std::string_view key) {
  const auto* value = find(key);
  if (value && value->is_bool()) return value->get_bool();
  reject(key, "is missing or not true or false");
  return false;
}

std::optional<std::int64_t> JsonFields::optional_integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const auto* value = find(key);
  if (!value) return std::nullopt;
  if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most) {
    reject(key, "is not a whole number in its range");
    return std::nullopt;
  }
  return value->get_int64();
}

std::int64_t JsonFields::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const auto value = optional_integer(key, least, most);
  if (!value) reject(key, "is missing");
  return value.value_or(least);
}

const boost::json::array& JsonFields::array(std::string_view key, std::size_t most) {
  static const boost::json::array empty;
  const auto* list = optional_array(key, most);
  if (list == nullptr) reject(key, "is missing or not a list");
  return list == nullptr ? empty : *list;
}

const boost::json::array* JsonFields::optional_array(std::string_view key, std::size_t most) {
  const auto* value = find(key);
  if (!value) return nullptr;
  if (!value->is_array()) {
    reject(key, "is missing or not a list");
    return nullptr;
  }
  if (value->get_array().size() > most) {
    reject(key, "has too many entries");
    return nullptr;
  }
  return &value->get_array();
}

const boost::json::object& JsonFields::object(std::string_view key) {
  static const boost::json::object empty;
  const auto* value = find(key);
  if (value && value->is_object()) return value->get_object();
  reject(key, "is missing or not an object");
  return empty;
}

const boost::json::object* JsonFields::optional_object(std::string_view key) {
  const auto* value = find(key);
  if (!value) return nullptr;
  if (value->is_object()) return &value->get_object();
  reject(key, "is not an object");
  return nullptr;
}

}  // namespace callout::tunnel
