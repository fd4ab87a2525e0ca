// SPDX-License-Identifier: Apache-2.0
// Reads the fields of one JSON object with their bounds. A handler asks for each field that its request has and then
// calls finish(), which gives the first mistake with a pointer to its field; fields that nobody asked for are mistakes
// too. One thread; the object must outlive the reader.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "api/problem.h"
#include "base/clock.h"

namespace callout::api {

struct Length {
  std::size_t least;
  std::size_t most;  ///< Unicode code points, as JSON Schema counts.
};

class Fields {
 public:
  explicit Fields(const boost::json::object& object, std::string pointer = "")
      : object_(object), pointer_(std::move(pointer)) {}

  /// A required field: an empty value beside a mistake that finish() gives.
  std::string text(std::string_view name, Length length);
  std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most);
  /// Index of the value in `names`; 0 beside a mistake.
  std::size_t choice(std::string_view name, std::initializer_list<std::string_view> names);

  std::optional<std::string> maybe_text(std::string_view name, Length length);
  std::optional<std::int64_t> maybe_integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<std::size_t> maybe_choice(std::string_view name, std::initializer_list<std::string_view> names);
  std::optional<std::vector<std::int64_t>> maybe_integers(std::string_view name, Length items, std::int64_t least,
                                                          std::int64_t most);
  std::optional<bool> maybe_bool(std::string_view name);
  /// A list of texts, none twice.
  std::optional<std::vector<std::string>> maybe_texts(std::string_view name, Length items, Length length);
  /// RFC 3339, as answers have times.
  std::optional<WallMs> maybe_time(std::string_view name);
  /// A flag that may only be given as true.
  bool maybe_true(std::string_view name);
  /// A reader of an object within; give its finish() to adopt().
  std::optional<Fields> maybe_object(std::string_view name);
  /// The objects of a list, each with a reader that knows its pointer. Give each reader's finish() to adopt().
  std::optional<std::vector<Fields>> maybe_objects(std::string_view name, Length items);
  std::vector<Fields> objects(std::string_view name, Length items);
  void adopt(std::optional<Problem> problem);

  /// A mistake that the handler found in a field's value.
  void mistake(std::string_view name, std::string detail);
  /// The field has to be there.
  void need(std::string_view name);
  /// At least one field was given: what a PATCH asks for.
  void need_any();

  /// The first mistake, if there is one. Call after the last field.
  std::optional<Problem> finish();

 private:
  const boost::json::value* ask(std::string_view name);
  std::string pointer_to(std::string_view name) const;

  const boost::json::object& object_;
  std::string pointer_;
  std::set<std::string, std::less<>> asked_;
  std::optional<Problem> first_;
};

}  // namespace callout::api
