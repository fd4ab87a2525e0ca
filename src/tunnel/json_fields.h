// SPDX-License-Identifier: Apache-2.0
// Reads the members of a JSON object from outside, with types, lengths and ranges checked; the first mistake is kept.
// Used by the parsers of this folder; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.h"

namespace callout::tunnel {

/// The object that the text is; kProtocol when it is too long, too deep, broken or no object.
Result<boost::json::object> parse_object(std::string_view json, std::size_t most_bytes);

class JsonFields {
 public:
  explicit JsonFields(const boost::json::value& value);
  explicit JsonFields(const boost::json::object& object) : object_(&object) {}

  /// Members that must be there.
  std::string text(std::string_view key, std::size_t most);
  std::string id(std::string_view key);
  bool boolean(std::string_view key);
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
  const boost::json::array& array(std::string_view key, std::size_t most);
  const boost::json::object& object(std::string_view key);
  /// Members that may be missing.
  const boost::json::object* optional_object(std::string_view key);
  const boost::json::array* optional_array(std::string_view key, std::size_t most);
  std::optional<std::string> optional_text(std::string_view key, std::size_t most);
  std::optional<std::string> optional_id(std::string_view key);
  std::optional<std::int64_t> optional_integer(std::string_view key, std::int64_t least, std::int64_t most);

  void reject(std::string_view key, std::string_view why);
  /// Takes over what nested fields found wrong.
  void merge(const JsonFields& nested) {
    if (!error_) error_ = nested.error_;
  }
  bool good() const { return !error_; }
  std::unexpected<Error> error() const { return std::unexpected(*error_); }

 private:
  const boost::json::value* find(std::string_view key) const;
  const boost::json::object* object_;
  std::optional<Error> error_;
};

}  // namespace callout::tunnel
