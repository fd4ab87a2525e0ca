// SPDX-License-Identifier: Apache-2.0
#include "api/json.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace callout::api {
namespace {

namespace json = boost::json;
using ErrorCode = boost::system::error_code;

// Follows the text once only to see whether an object names a key twice: the DOM keeps just the last of them.
class DuplicateKeys {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_object_begin(ErrorCode&) {
    open_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, ErrorCode&) {
    open_.pop_back();
    return true;
  }
  bool on_array_begin(ErrorCode&) { return true; }
  bool on_array_end(std::size_t, ErrorCode&) { return true; }
  bool on_key_part(json::string_view part, std::size_t, ErrorCode&) {
    key_ += part;
    return true;
  }
  bool on_key(json::string_view part, std::size_t, ErrorCode& error) {
    key_ += part;
    if (!open_.back().insert(key_).second) {
      twice_ = key_;
      error = json::error::not_exact;
      return false;
    }
    key_.clear();
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, ErrorCode&) { return true; }
  bool on_string(json::string_view, std::size_t, ErrorCode&) { return true; }
  bool on_number_part(json::string_view, ErrorCode&) { return true; }
  bool on_int64(std::int64_t, json::string_view, ErrorCode&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, ErrorCode&) { return true; }
  bool on_double(double, json::string_view, ErrorCode&) { return true; }
  bool on_bool(bool, ErrorCode&) { return true; }
  bool on_null(ErrorCode&) { return true; }
  bool on_comment_part(json::string_view, ErrorCode&) { return true; }
  bool on_comment(json::string_view, ErrorCode&) { return true; }

  const std::optional<std::string>& twice() const { return twice_; }

 private:
  std::vector<std::set<std::string>> open_;
  std::string key_;
  std::optional<std::string> twice_;
};

json::parse_options options() {
  json::parse_options out;
  out.max_depth = kJsonDepth;
  return out;
}

}  // namespace

Answer<json::object> parse_object(std::string_view text) {
  json::basic_parser<DuplicateKeys> keys(options());
  ErrorCode error;
  keys.write_some(false, text.data(), text.size(), error);
  if (const auto& twice = keys.handler().twice()) {
    return refuse(invalid(fmt::format("The field \"{}\" is named twice; name it once.", twice->substr(0, 64))));
  }
  if (error)
    return refuse(malformed(fmt::format("The body is not valid JSON ({}); send one JSON object.", error.message())));

  json::value value = json::parse(text, error, {}, options());
  if (error)
    return refuse(malformed(fmt::format("The body is not valid JSON ({}); send one JSON object.", error.message())));
  if (!value.is_object())
    return refuse(invalid("The body is not a JSON object; send one object with the fields of this request."));
  return std::move(value.get_object());
}

}  // namespace callout::api
